"""The KL term: the closed form held to the library, to SciPy's integral, and to draws."""

import re

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from course_nn.chapters.ch10_autoencoders.instruments_of_vae import kl_term
from course_nn.chapters.ch10_autoencoders.kl_term import closed_form, compare_estimate, estimate, spread_of_one
from course_nn.elbo import gaussian_kl

CASES = [(m, s) for m in (-2, -0.3, 0, 1) for s in (0.2, 0.9, 1, 2)]


@pytest.mark.parametrize(("mean", "spread"), CASES)
def test_the_closed_form_is_the_integral(mean, spread):
    q = norm(mean, spread)
    ends = mean - 12 * spread, mean + 12 * spread
    ratio = lambda z: q.logpdf(z) - norm.logpdf(z)  # noqa: E731
    found = quad(lambda z: q.pdf(z) * ratio(z), *ends)[0]
    assert closed_form(mean, spread) == pytest.approx(found, abs=1e-9)
    square = quad(lambda z: q.pdf(z) * (ratio(z) - found) ** 2, *ends)[0]
    assert spread_of_one(mean, spread) == pytest.approx(np.sqrt(square), abs=1e-7)
    library = gaussian_kl(np.array([[float(mean)]]), np.array([[2 * np.log(spread)]]))
    assert closed_form(mean, spread) == pytest.approx(library[0], abs=1e-12)


@pytest.mark.parametrize(("mean", "spread"), CASES)
def test_the_estimate_comes_closer_as_its_standard_error_says(mean, spread):
    for draws in (10, 100, 10_000):
        errors = [estimate(mean, spread, draws, seed) - closed_form(mean, spread) for seed in range(10)]
        error = spread_of_one(mean, spread) / np.sqrt(draws)
        assert np.abs(errors).max() <= 4.5 * error + 1e-12
        assert error == 0 or np.sqrt(np.mean(np.square(errors))) > 0.3 * error


def test_it_is_0_where_q_is_the_prior_and_nowhere_less():
    mean, spread = np.meshgrid(np.linspace(-2, 2, 41), np.geomspace(0.2, 2, 41))
    found = closed_form(mean, spread)
    assert found.min() >= 0 and closed_form(0, 1) == 0
    assert (found > 1e-12).sum() >= found.size - 1
    for seed in range(10):
        assert not compare_estimate(0, 1, 1000, seed)["running"].any()


def test_single_draws_may_be_negative_everywhere_else():
    for mean, spread in CASES:
        if (mean, spread) != (0, 1):
            negative = compare_estimate(mean, spread, 10_000, 0)["negative"]
            eps = np.random.default_rng(1).standard_normal(100_000)
            z = mean + spread * eps
            share = np.mean(norm(mean, spread).logpdf(z) < norm.logpdf(z))
            assert negative > 0 and negative / 10_000 == pytest.approx(share, abs=0.02)


@pytest.mark.long
def test_the_numbers_in_picture_and_sentence_are_one():
    one = kl_term()
    for corner in list(one.corners())[::3]:
        one.set(**corner)
        _, by_spread, running = one.figure.axes
        closed, mean = re.search(r"gives (\S+) nats, .* from q (\S+?)(?:,|:)", one.description).groups()
        assert by_spread.get_title(loc="left") == f"KL {closed}"
        assert running.get_title(loc="left").endswith(f": {mean}")
        ax = one.figure.axes[0]
        drawn = np.concatenate([np.atleast_1d(line.get_xdata()) for line in ax.lines])
        assert ax.get_xlim()[0] <= drawn.min() and drawn.max() <= ax.get_xlim()[1], "every shown draw"
    for seed in range(10):
        assert np.abs(compare_estimate(2, 2, 100, seed)["z"]).max() < 10
    one.set(mean=0.0, spread=1.0)
    assert "every draw gives exactly 0" in one.description


@pytest.mark.long
def test_how_many_draws_are_negative_is_told():
    one = kl_term()
    one.set(mean=-2.0, spread=0.2)
    for draws in (1, 10, 100):
        for seed in range(10):
            one.set(draws=draws, seed=seed)
            count, last = one.result["negative"], one.description.rsplit("may be. ", 1)[1]
            told = {0: "None of these is.", 1: "1 of these is."}.get(count, f"{count} of these are.")
            assert last == (told if draws > 1 else "This one is." if count else "This one isn't.")
