"""The rate that a batch size needs: what is stored, read and said of it."""

import numpy as np
import pytest

from course_nn.chapters.ch05_optimizers import rate_scaling
from course_nn.chapters.ch05_optimizers.problems import learn, problem
from course_nn.chapters.ch05_optimizers.rate_scaling import RATES, SEEDS, SIZES, along_the_rule, best_rates
from course_nn.chapters.ch05_optimizers.rate_scaling_figure import draw_rate_scaling
from course_nn.chapters.ch05_optimizers.rate_tuning import OPTIMIZERS
from course_nn.plots import picture

# Float32 sums come out differently on other processors; 20 epochs make a little more of it.
SAME = {"rel": 0.03, "abs": 1e-4}


@pytest.mark.parametrize("who", RATES)
def test_stored_batch_sizes_come_out_again(who):
    found = best_rates(who)
    assert found["cost"].shape == (len(SIZES), len(RATES[who]))
    for i in (3, 5, 7):
        k = int(np.argmin(found["cost"][i])) - 2
        make, size = OPTIMIZERS[who], int(found["sizes"][i])
        again = [
            learn(problem("digits"), make(found["rates"][k]), seed, epochs=5, size=size)["loss"][-1] for seed in SEEDS
        ]
        assert np.mean(again) == pytest.approx(found["cost"][i, k], **SAME)


def test_the_linear_rule_and_its_limit():
    sgd, adam = best_rates("SGD"), best_rates("Adam")
    assert sgd["slope"] == pytest.approx(1, abs=0.1) and sgd["upto"] < sgd["sizes"][-1]
    assert adam["slope"] == pytest.approx(0.5, abs=0.15)
    along = along_the_rule(sgd)
    holds = sgd["sizes"] <= sgd["upto"]
    assert (along["scaled"][holds] < 1.1 * along["best"][holds]).all()
    assert (along["scaled"][~holds] > 3 * along["best"][~holds]).all()
    assert along["kept"][-1] > 5 * along["best"][-1]


def test_best_rates_read_the_table(monkeypatch):
    rates = np.log2(RATES["SGD"])
    best = np.minimum(np.log2(SIZES) - 3, 2)  # rate = size / 8 up to 4
    cost = 1 + (rates - best[:, None]) ** 2
    monkeypatch.setattr(rate_scaling, "measurements", lambda room, name: {"SGD": np.repeat(cost[..., None], 3, axis=2)})
    found = best_rates("SGD")
    assert found["best"].tolist() == [0.5, 1, 2, 4, 4, 4, 4, 4]
    assert found["slope"] == pytest.approx(1) and found["upto"] == 32
    along = along_the_rule(found, base=8)
    assert along["scaled"][:4].tolist() == [1, 1, 1, 1] and along["scaled"][4:].tolist() == [
        2,
        5,
        np.inf,
        np.inf,
    ]
    assert along["kept"].tolist() == [2, 1, 2, 5, 5, 5, 5, 5]


def test_only_what_was_measured_has_best_rates():
    with pytest.raises(ValueError, match="unknown name 'RMSProp'"):
        best_rates("RMSProp")


def test_the_figure_names_the_powers():
    results = [best_rates(who) for who in RATES]
    shown = picture(lambda f, r: draw_rate_scaling(f, r, along_the_rule(r[0])), results, "-", size=(9.2, 3.8))
    left, right = shown.figure.axes
    powers = {text.get_text() for text in left.texts}
    assert {r"$\alpha \propto m$", r"$\alpha \propto \sqrt{m}$", "SGD", "Adam"} == powers
    assert left.get_title("left") == "SGD's best rate grows up to $m = 32$"
    assert set(results[0]["best"][results[0]["sizes"] >= 32]) == {results[0]["best"].max()}, "and is flat from there"
    scaled = right.lines[1].get_ydata()
    assert np.isnan(scaled[-1]) and not np.isnan(scaled[0]), "what diverges, or was not tried, is left out"
    assert len(shown.png()) > 5000
