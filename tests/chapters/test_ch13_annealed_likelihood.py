"""The annealed estimate of the digits' likelihood: beside the exact one, and held from both sides."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import annealed_likelihood as theme
from course_nn.chapters.ch13_energy_models.annealed_likelihood_figure import HIGH, LOW, describe_annealed_likelihood
from course_nn.chapters.ch13_energy_models.instruments_of_boltzmann import annealed_likelihood

WAYS = [(machine, start) for machine in theme.MACHINES.values() for start in theme.BASES.values()]


def found(machine, start):
    return theme.measured()[f"{machine}, {start}"]


def test_the_exact_value_lies_within_the_errors_from_a_hundred_steps_on():
    exact, at = theme.exact(), theme.BETAS.index(100)
    value, low, high, _ = np.moveaxis(found("small", "data")["forward"], -1, 0)
    inside = (low < exact) & (exact < high)
    assert inside[at:].mean() > 0.9 and np.abs(value[-1] - exact).max() < 0.1


def test_with_few_steps_the_estimate_is_too_low_and_its_error_as_well():
    """From even pixels and with 1 or 3 steps all five estimates lie below log Z, by more than three standard errors."""
    few = found("small", "even")["forward"][:2]
    assert (few[..., 2] < theme.exact() - 1).all()


@pytest.mark.parametrize("start", theme.BASES.values())
def test_log_z_lies_between_forward_and_backward(start):
    """The means of logarithms: forward below, backward from exact samples above, closing in with the steps."""
    exact, one = theme.exact(), found("small", start)
    below = one["forward"][..., 3].mean(axis=1)
    above, error = one["above"].T
    assert (below < exact + 0.05).all() and (above > exact - 3 * error).all()
    gap = above - below
    assert gap[-1] < 0.5 < gap[0] and (np.diff(gap) < 0.3).all()


@pytest.mark.parametrize(("machine", "start"), WAYS)
def test_backward_from_the_digits_rises_toward_what_forward_says(machine, start):
    result = theme.sandwich(machine, start, 1000)
    careful, error = result["careful"].T
    assert (np.diff(careful[1:]) > -3 * error[1:-1] - 3 * error[2:]).all()
    assert abs(careful[-1] - result["now"][0]) < 1 and careful[0] < careful[-1] - 3


def test_one_step_from_even_pixels_errs_far_and_the_side_to_the_truth_is_short():
    """Five of five: log p too good by more than 36 nats; the bar reaches 1.4 toward the truth, the other way no end."""
    value, low, high, _ = np.moveaxis(found("small", "even")["forward"][0], -1, 0)
    assert (theme.exact() - value > 36).all() and (high - value < 1.5).all() and (low < -900).all()


def test_a_base_of_the_pixels_needs_fewer_steps():
    at = theme.BETAS.index(10)
    for machine in theme.MACHINES.values():
        away = [
            abs(found(machine, start)["forward"][at, :, 0].mean() - found(machine, "data")["forward"][-1, :, 0].mean())
            for start in ("data", "even")
        ]
        assert away[0] < away[1]


def test_parts_are_measured_again():
    for start in theme.BASES.values():
        stored = found("small", start)
        at = theme.BETAS.index(30)
        again = np.maximum(theme.forward("small", start, 30, 0), -999)  # as it is stored
        np.testing.assert_allclose(again, stored["forward"][at, 0], atol=0.5)
        assert theme.above(start, 30)[0] == pytest.approx(stored["above"][at, 0], abs=0.5)
        assert theme.careful("small", start, 30)[0] == pytest.approx(stored["careful"][at, 0], abs=0.5)


def test_the_sentence_has_the_numbers():
    for machine, start in WAYS:
        for betas in theme.BETAS:
            result = theme.sandwich(machine, start, betas)
            said = describe_annealed_likelihood(result)
            assert f"{result['now'][0]:.2f}".replace("-", "−") in said and said.endswith(".")
            assert ("exact" in said) == (machine == "small")


@pytest.mark.long
def test_the_axis_holds_all_estimates_and_only_those_up_to_the_control():
    one = annealed_likelihood()
    for machine, start in WAYS:
        for betas in theme.BETAS:
            one.set(machine=machine, start=start, betas=betas)
            forward = one.result["forward"][..., 0]
            assert LOW < forward.min() and forward.max() < HIGH
            for ax in one.figure.axes:
                drawn = [x for line in ax.lines[:-1] for x in line.get_xdata() if line.get_linestyle() != "--"]
                assert max(drawn) == betas
            near = one.figure.axes[1]
            low, high = near.get_ylim()
            inside = low <= one.result["now"][0] <= high
            assert [text.get_text() for text in near.texts] == ([] if inside else ["this estimate lies beyond"])
