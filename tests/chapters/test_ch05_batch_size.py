"""The size of a batch: its gradient's noise against theory and by hand, and what is said of it."""

import numpy as np
import pytest

from course_nn import CrossEntropy, widgets
from course_nn.chapters.ch05_optimizers.batch_size import (
    RULES,
    SIZES,
    STAGES,
    N,
    batch_gradients,
    example_gradients,
    gradient_noise,
    learned_with,
    noise_by_size,
    uphill_shares,
)
from course_nn.chapters.ch05_optimizers.batch_size_figure import draw_batch_size, draw_noise_by_size
from course_nn.chapters.ch05_optimizers.problems import problem
from course_nn.plots import picture


@pytest.mark.long
def test_the_rules_of_the_instrument():
    assert [rule(128) for rule in RULES.values()] == [0.5, 2.0, 1.0]
    shown = batch_gradients(1, 0, "∝ size")
    assert (shown["trained"], shown["steps"], shown["run"]["rate"]) == (4, 270, 0.0625) and shown["cloud"]["size"] == 1


def test_the_mean_of_all_gradients_is_the_gradient_of_the_mean():
    X, y = problem("digits").learning
    network, _ = problem("digits").network(0)
    output, backward = network.forward(X, train=True)
    backward(CrossEntropy()(output, y)[1])
    each = example_gradients()[0]
    assert each.shape == (1078, 64 * 32 + 32 + 320 + 10)
    assert each.mean(axis=0) == pytest.approx(network.grad, abs=1e-6)
    assert gradient_noise(1, 0)["gradient"] == pytest.approx(np.linalg.norm(network.grad), rel=1e-4)


@pytest.mark.parametrize("stage", STAGES.values())
def test_noise_follows_one_over_the_root(stage):
    found = {m: gradient_noise(m, stage) for m in SIZES}
    for one in found.values():
        assert one["noise"] == pytest.approx(one["theory"], rel=0.15, abs=1e-6)
    assert found[4]["noise"] / found[64]["noise"] == pytest.approx(4, rel=0.15)
    assert found[1078]["noise"] == pytest.approx(0, abs=1e-5)
    assert found[1078]["places"] == pytest.approx(np.array([[1.0, 0.0]] * 200), abs=1e-3)
    assert found[512]["places"].mean(axis=0) == pytest.approx([1, 0], abs=0.2)


def test_noise_against_batches_taken_one_by_one():
    each = example_gradients()[1].astype(float)
    rng = np.random.default_rng(3)
    some = np.array([each[rng.choice(1078, 16, replace=False)].mean(axis=0) for _ in range(800)])
    away = np.sqrt(np.mean(np.sum((some - each.mean(axis=0)) ** 2, axis=1)))
    found = gradient_noise(16, 1)
    assert found["noise"] == pytest.approx(away, rel=0.06) and found["theory"] == pytest.approx(away, rel=0.04)
    assert found["downhill"] == pytest.approx(np.mean(some @ each.mean(axis=0) > 0), abs=0.04)


def test_the_theory_is_exact_for_batches_that_leave_one_out():
    """There are n such batches, so nothing is left to chance: n in the place of n − 1 would be seen."""
    each = example_gradients()[1].astype(float)
    without = (each.sum(axis=0) - each) / (N - 1)
    away = np.sqrt(np.mean(np.sum((without - each.mean(axis=0)) ** 2, axis=1)))
    assert gradient_noise(N - 1, 1)["theory"] == pytest.approx(away, rel=1e-5)


def test_late_in_training_the_noise_drowns_the_gradient():
    ratio = [gradient_noise(32, stage)["noise"] / gradient_noise(32, stage)["gradient"] for stage in (0, 1, 20)]
    assert ratio[0] < ratio[1] < ratio[2] and ratio[0] < 1.5 and ratio[2] > 5


def test_all_examples_are_the_digits_to_learn_from():
    assert len(problem("digits").learning[0]) == N == max(SIZES)


def test_noise_by_size_gathers_the_sizes():
    found = noise_by_size()
    assert found["sizes"].tolist() == list(SIZES) and list(found["stages"]) == list(STAGES.values())
    assert found["stages"][20]["noise"][3] == gradient_noise(8, 20)["noise"]
    assert found["stages"][1]["gradient"] == gradient_noise(64, 1)["gradient"]


def test_refused_with_a_sentence():
    with pytest.raises(ValueError, match="at least 1 and at most 1078, got 0"):
        gradient_noise(0, 0)
    with pytest.raises(ValueError, match="unknown name 'log'"):
        learned_with(8, "log")


def test_figures_show_the_cloud_and_the_noise():
    shown = picture(draw_batch_size, batch_gradients(64, 0, "∝ √size"), "-", size=(6.6, 3.5))
    cloud, curve = shown.figure.axes
    assert [cloud.get_title("left"), curve.get_title("left")] == ["200 batches of 64", "17 steps an epoch"]
    assert [text.get_text() for text in curve.texts] == ["$m$ = 64, α = 0.71", "$m$ = 32, α = 0.5"]
    shown = picture(draw_noise_by_size, noise_by_size(), "-", size=(9.2, 3.8))
    left = shown.figure.axes[0]
    measured = [line for line in left.lines if line.get_linestyle() == "None"]
    assert len(measured) == len(STAGES) and all(len(line.get_xdata()) == len(SIZES) - 1 for line in measured)
    assert len(shown.png()) > 5000


def test_what_is_said_of_a_batch():
    instrument = widgets.batch_size(stage=0)
    assert "noise is 1.6 times as long as the gradient, and hardly any of the batches" in instrument.description
    assert "bring the cost to about 0.1." in instrument.description
    assert "1 in 3 of the batches point uphill" in instrument.set(stage=20, size=16).description
    assert "has no noise" in instrument.set(size=1078).description
    assert "make the cost larger" in instrument.set(rule="∝ size").description


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_late_in_training_a_third_of_the_batches_of_16_point_uphill(seed):
    assert 0.28 < uphill_shares(20, seed=seed)[16] < 0.39


def test_uphill_shares_are_those_of_the_clouds():
    shares = uphill_shares(20)
    for size in (4, 64):
        assert shares[size] == pytest.approx(1 - gradient_noise(size, 20)["downhill"], abs=0.09)
    assert shares[1078] == 0 and list(shares) == list(SIZES)


def test_a_cost_above_the_axis_is_marked():
    run = learned_with(512, "∝ size")
    result = batch_gradients(512, 0, "∝ size") | {"run": run | {"loss": np.array([2.0, 1e3])[[0] * 6 + [1]]}}
    shown = picture(draw_batch_size, result, "-")
    assert "1,000" in [text.get_text() for text in shown.figure.axes[1].texts]
