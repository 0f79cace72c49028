"""Rates, tuned: the same for everyone, true to what is stored, and told in words."""

import numpy as np
import pytest

import course_nn
from course_nn import batches, widgets
from course_nn.chapters.ch05_optimizers import rate_tuning
from course_nn.chapters.ch05_optimizers.problems import PROBLEMS, learn, problem
from course_nn.chapters.ch05_optimizers.rate_tuning import (
    FRESH_SEEDS,
    OPTIMIZERS,
    OUT_OF_THE_BOX,
    RATES,
    TUNING_SEEDS,
    best_rate,
    by_hand,
    defaults,
    sensitivity,
    stretch,
    trial,
    tried,
    tuned,
)
from course_nn.chapters.ch05_optimizers.rate_tuning_figure import LOOKS, draw_defaults, draw_sensitivity
from course_nn.plots import picture

# Float32 sums come out differently on other processors; 20 epochs make a little more of it.
SAME = {"rel": 0.03, "abs": 1e-4}


def test_every_optimizer_starts_from_the_same_place_and_reads_the_same_batches():
    chosen, seen = problem("digits"), []
    for make in OPTIMIZERS.values():
        optimizer = make(0.001)
        network, rng = chosen.network(3)
        first = next(iter(batches(*chosen.learning, 32, rng)))
        seen.append((network.theta.copy(), first[0]))
        assert optimizer.learning_rate == 0.001
    for theta, batch in seen[1:]:
        assert np.array_equal(theta, seen[0][0]) and np.array_equal(batch, seen[0][1])
    starts = {trial("diabetes", who, 0.01, 2)["validation"][0] for who in OPTIMIZERS}
    assert len(starts) == 1


def test_the_rates_of_each_library_are_among_those_tried():
    for rates in OUT_OF_THE_BOX.values():
        assert list(rates) == list(OPTIMIZERS) and set(rates.values()) <= set(RATES)
    with pytest.raises(ValueError, match="did you mean 'Keras'"):
        defaults("digits", "keras")


@pytest.mark.long
@pytest.mark.parametrize("name", PROBLEMS)
def test_stored_losses_come_out_again(name):
    table, best = tried(name), tuned(name)
    assert set(table) == set(OPTIMIZERS)
    for k, (who, values) in enumerate(table.items()):
        assert values.shape == (len(RATES), len(TUNING_SEEDS)) and (values > 0).all()
        row = RATES.index(best[who])
        assert 0 < row < len(RATES) - 1, f"{who}: the best rate lies at the end of those tried"
        for i in (2, row):
            seed = k % len(TUNING_SEEDS)
            again = learn(problem(name), OPTIMIZERS[who](RATES[i]), seed)
            assert again["validation"][-1] == pytest.approx(values[i, seed], **SAME), (who, RATES[i])


@pytest.mark.long
def test_tuned_optimizers_are_equal_on_the_digits_and_untuned_are_not():
    found = defaults("digits", "PyTorch")
    before, after = zip(*found["losses"].values(), strict=True)
    assert max(before) / min(before) > 5 and max(after) / min(after) < 1.3
    scores = {
        who: [trial("digits", who, rate, seed)["score"] for seed in FRESH_SEEDS]
        for who, rate in tuned("digits").items()
    }
    middle = [np.median(values) for values in scores.values()]  # a single start may go wrong
    assert max(middle) - min(middle) < 0.008 and min(middle) > 0.965


def test_rates_that_fit_one_optimizer_do_not_fit_another():
    best = tuned("digits")
    assert best["SGD"] / best["Adam"] > 30
    assert 5 < best["SGD"] / best["momentum"] < 20  # 1 / (1 − β) = 10


def test_the_stretch_is_unbroken():
    mean = np.full(16, 9.0)
    mean[[2, 4, 5, 6, 8]] = [1.05, 1.09, 1.0, 1.1, 1.0]
    low, high, room = stretch(mean)
    assert (low, high) == (RATES[4], RATES[6]) and room == high / low
    assert stretch(np.ones(16))[2] == pytest.approx(1e5)


def test_sensitivity_reads_the_table(monkeypatch):
    table = {"SGD": np.full((16, 5), 0.5), "Adam": np.full((16, 5), 0.4)}
    table["SGD"][7] = [0.1, 0.2, 0.3, 0.2, 0.2]
    table["Adam"][3, 1] = 50.0
    monkeypatch.setattr(rate_tuning, "tried", lambda name: table)
    sensitivity.cache_clear()
    try:
        found = sensitivity("digits")["optimizers"]
    finally:
        sensitivity.cache_clear()
    assert found["SGD"]["best"] == RATES[7] and found["SGD"]["least"] == pytest.approx(0.2)
    assert (found["SGD"]["low"][7], found["SGD"]["high"][7]) == (0.1, 0.3) and found["SGD"]["room"] == 1
    assert np.flatnonzero(found["Adam"]["diverged"]).tolist() == [3] and not found["SGD"]["diverged"].any()


def test_the_best_rate_has_the_least_mean():
    values = np.full((16, 2), 3.0)
    values[4], values[9] = [1.0, 2.0], [0.0, 2.9]
    assert best_rate(values) == best_rate(values.tolist()) == RATES[9]


def test_rates_are_three_to_a_factor_of_ten():
    assert len(RATES) == 16 and RATES[0] == 0.0001 and RATES[-1] == 10
    np.testing.assert_allclose(np.diff(np.log10(RATES)), 1 / 3, atol=0.003)


def test_by_hand_is_one_training_beside_the_tuned_one():
    result = by_hand("diabetes", "Adam", 0.1)
    run = learn(problem("diabetes"), OPTIMIZERS["Adam"](0.1), 0)
    np.testing.assert_array_equal(result["run"]["validation"], run["validation"])
    assert result["best"] == tuned("diabetes")["Adam"] == result["curve"]["optimizers"]["Adam"]["best"]
    np.testing.assert_array_equal(result["tuned"]["loss"], trial("diabetes", "Adam", result["best"], 0)["loss"])


@pytest.mark.parametrize(
    "call, sentence",
    [
        (lambda: trial("digits", "adam", 0.1, 0), "did you mean 'Adam'"),
        (lambda: trial("digits", "Adam", -0.1, 0), "above 0, got -0.1"),
        (lambda: tried("wine"), "unknown name 'wine'"),
    ],
)
def test_refused_with_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.long
def test_figures_show_every_optimizer_and_its_rates():
    assert set(LOOKS) >= set(OPTIMIZERS)
    for name in PROBLEMS:
        shown = picture(draw_sensitivity, sensitivity(name), "-", size=(9.2, 3.8))
        titles = [ax.get_title("left") for ax in shown.figure.axes]
        assert titles == [*(f"{who}: {rate:.3g}" for who, rate in tuned(name).items()), "Within 10 % of best"]
        assert len(shown.png()) > 5000
    rows = [[defaults(name, library) for name in PROBLEMS] for library in OUT_OF_THE_BOX]
    shown = picture(draw_defaults, rows, "-", size=(9.2, 4.6))
    places = [ax.get_title("left").split(": Adam is ") for ax in shown.figure.axes]
    assert [name.lower() for name, _ in places] == 2 * list(PROBLEMS)
    assert [place for _, place in places] == ["second", "third", "sixth", "fourth", "fourth", "sixth"]
    assert [shown.figure.axes[k].get_ylabel() for k in (0, 3)] == ["PyTorch's rates", "Keras's rates"]
    for ax, result in zip(shown.figure.axes, rows[0] + rows[1], strict=True):
        low, high = ax.get_xlim()
        assert all(1.04 * low < loss < high / 1.04 for pair in result["losses"].values() for loss in pair)
    assert len(shown.png()) > 5000


@pytest.mark.parametrize(
    "values, said",
    [
        ({"who": "Adam", "rate": 0.01}, "(the tuned rate) ends at a validation loss of about 0.1"),
        (
            {"who": "SGD", "rate": 0.01},
            "SGD on digits with α = 0.01 ends at a validation loss of about 1, about 10 times",
        ),
        (
            {"who": "Adam", "rate": 10.0},
            "ends worse than it began; tuned (0.01) it reaches about 0.1",
        ),
    ],
)
def test_what_is_said_of_a_rate(values, said):
    assert said in widgets.rate_tuning().set(**values).description


def test_out_of_the_box_the_library_decides():
    """Clearly, not by rounding: RMSProp beats Adam with both libraries' rates, momentum with one's; Adam loses."""
    for name in PROBLEMS:
        found = {library: defaults(name, library) for library in OUT_OF_THE_BOX}
        for one in found.values():
            before, after = one["losses"]["Adam"]
            assert before > 1.1 * one["losses"]["RMSProp"][0] and 1.5 < before / after < 5
            own, best = one["rates"]["Adam"]
            assert 9 < best / own < 50
        momentum = {library: one["losses"]["momentum"][0] / one["losses"]["Adam"][0] for library, one in found.items()}
        assert momentum["Keras"] < 0.9 and (momentum["PyTorch"] > 1.3) == (name != "diabetes")


def test_with_its_own_rate_adam_does_not_get_far_on_diabetes():
    chosen = problem("diabetes")
    network, rng = chosen.network(0)
    before = network.theta.copy()
    feed = batches(*chosen.learning, chosen.size, rng)
    for _ in course_nn.training.train(network, chosen.loss, course_nn.Adam(), feed, epochs=20):
        pass
    assert chosen.steps(20) == 180 and 0.1 < np.abs(network.theta - before).max() < 0.25


@pytest.mark.parametrize("name", PROBLEMS)
def test_momentum_is_sgd_with_ten_times_the_rate(name):
    table = tried(name)
    calm = [k for k in range(4, 10) if (table["momentum"][k] < 1).all() and (table["SGD"][k + 3] < 1).all()]
    assert len(calm) >= 3
    for k in calm:
        assert table["momentum"][k].mean() == pytest.approx(table["SGD"][k + 3].mean(), rel=0.25)
