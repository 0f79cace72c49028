"""A sweep is a training for each pair of values, as it would be alone."""

import itertools
import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

from course_nn.chapters.playground import run as run_theme
from course_nn.chapters.playground import sweep as sweep_theme
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OWN, Hidden, Settings
from course_nn.chapters.playground.sweep import AXES, MOST_CELLS, Sweep

SMALL = Settings(points=60, hidden=((4,), (2,)))
VALUES = {
    "rate": [0.01, 0.3],
    "batch": [1, 20],
    "noise": [0, 40],
    "train_share": [20, 80],
    "penalty_rate": [0, 0.1],
    "units": [1, 5],
    "layers": [0, 3],
    "seed": [0, 7],
}
#: What each value means for the settings, said once more.
MEANT = {
    "penalty_rate": lambda s, v: s.but(penalty_rate=v, penalty="L2"),
    "units": lambda s, v: s.but(hidden=[(v, *layer[1:]) for layer in s.hidden]),
    "layers": lambda s, v: s.but(hidden=[Hidden(4)] * v),
}


def meant(settings, name, value):
    return MEANT[name](settings, value) if name in MEANT else settings.but(**{name: value})


@pytest.mark.parametrize("name", AXES)
def test_each_cell_is_the_loss_of_its_training(name):
    other = "seed" if name != "seed" else "rate"
    sweep = Sweep(SMALL, (name, VALUES[name]), (other, VALUES[other]), updates=30)
    sweep.advance()
    for r, value in enumerate(VALUES[name]):
        for c, second in enumerate(VALUES[other]):
            run = Run(meant(meant(SMALL, name, value), other, second))
            run.step(30)
            assert sweep.values[r, c] == run.losses()[1]
    assert len(np.unique(sweep.values)) > 1


def test_layers_and_units_together():
    sweep = Sweep(SMALL, ("layers", [0, 2]), ("units", [3, 6]), updates=5)
    hidden = [settings.hidden for *_, settings in reversed(sweep._left)]
    assert hidden == [(), (), (Hidden(3),) * 2, (Hidden(6),) * 2]
    sweep.advance()
    assert sweep.values[0, 0] == sweep.values[0, 1]
    assert sweep.values[1, 0] != sweep.values[1, 1]


def test_it_can_be_stopped_between_and_goes_on():
    parts = Sweep(SMALL, ("rate", [0.03, 0.1, 0.3]), ("seed", [0, 1]), updates=100)
    seen = []
    while parts.can_go_on:
        assert parts.advance("update", 0) is True
        seen.append(int(np.isfinite(parts.values).sum()))
    assert sorted(set(seen)) == list(range(7))
    whole = Sweep(SMALL, ("rate", [0.03, 0.1, 0.3]), ("seed", [0, 1]), updates=100)
    whole.advance()
    np.testing.assert_allclose(parts.values, whole.values, rtol=1e-12)
    begun = Sweep(SMALL, ("rate", [0.03, 0.1, 0.3]), ("seed", [0, 1]), updates=100)
    begun.advance("fast", 0)
    begun.advance()
    np.testing.assert_allclose(begun.values, whole.values, rtol=1e-12)


def test_a_slice_takes_its_time_and_no_more(monkeypatch):
    readings = itertools.count()
    for module in (sweep_theme, run_theme):  # a clock on which each reading takes a millisecond
        monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: next(readings) / 1000))
    sweep = Sweep(SMALL, ("rate", [0.03]), ("seed", [0]), 100_000)
    begun = next(readings)
    sweep.advance("fast", 0.02)
    assert 20 <= next(readings) - begun < 30
    assert sweep.can_go_on
    assert np.isnan(sweep.values).all()


def test_words_and_message():
    sweep = Sweep(SMALL, ("penalty_rate", [0.01, 0.1]), ("rate", [0.03, 3]), updates=20)
    assert sweep.words() == "0 of 4 trainings are done. The penalty is L2."
    assert sweep.message()[1]["values"] == [[None, None], [None, None]]
    while not np.isfinite(sweep.values).any():
        sweep.advance("fast", 0)
    first, at = f"{sweep.values[0, 0]:.3g}", "penalty rate 0.01 and rate 0.03"
    assert sweep.words() == f"1 of 4 trainings are done; the lowest test loss is {first}, at {at}. The penalty is L2."
    sweep.advance()
    best = np.unravel_index(sweep.values.argmin(), (2, 2))
    at = f"penalty rate {[0.01, 0.1][best[0]]} and rate {[0.03, 3][best[1]]}"
    assert (
        sweep.words()
        == f"The sweep is done; the lowest test loss is {sweep.values.min():.3g}, at {at}. The penalty is L2."
    )
    what, message = sweep.message()
    assert what == "sweep"
    assert message["names"] == ["penalty_rate", "rate"]
    assert message["rows"] == [0.01, 0.1]
    assert message["columns"] == [0.03, 3]
    assert message["values"] == sweep.values.tolist()
    assert message["done"] is True
    with pytest.raises(ValueError, match="begin another"):
        sweep.reset()


def test_what_diverges_and_what_has_no_test_points():
    plane = Settings(problem="regression", data="plane", hidden=((4, "relu"),), points=100)
    sweep = Sweep(plane, ("rate", [0.01, 100]), ("seed", [0, 1]), updates=100)
    sweep.advance()
    assert np.isinf(sweep.values).any()
    message = sweep.message()[1]
    assert any("diverged" in row for row in message["values"])
    assert json.loads(json.dumps(message, allow_nan=False)) == message
    assert math.isfinite(float(sweep.words().split("loss is ")[1].split(",")[0]))
    for own in ((), ((0.0, 1.0, 1),)):
        empty = Sweep(Settings(data=OWN, own=own), ("rate", [0.1, 1]), ("seed", [0, 1]), updates=5)
        empty.advance()
        assert not empty.can_go_on
        assert empty.words() == "The sweep is done."


@pytest.mark.parametrize(
    ("rows", "columns", "updates", "words"),
    [
        (("rate", [1]), ("rate", [2]), 10, "two different"),
        (("rate", []), ("seed", [2]), 10, "values of rate, got none"),
        (("loss", [1]), ("seed", [2]), 10, "sweep: unknown name 'loss'"),
        (("rate", [-1]), ("seed", [2]), 10, "rate"),
        (("rate", 0.1), ("seed", [2]), 10, "a setting and its values"),
        (None, ("seed", [2]), 10, "a setting and its values"),
        (("rate", [0.1] * (MOST_CELLS + 1)), ("seed", [2]), 10, f"at most {MOST_CELLS} trainings"),
        (("rate", [0.1]), ("seed", [2]), 0, "updates"),
        (("layers", [17]), ("seed", [2]), 10, "layers"),
    ],
)
def test_what_cannot_be_swept_gets_a_sentence(rows, columns, updates, words):
    with pytest.raises(ValueError, match=words):
        Sweep(SMALL, rows, columns, updates)


def test_units_need_a_layer():
    with pytest.raises(ValueError, match="there is no hidden layer"):
        Sweep(SMALL.but(hidden=()), ("units", [2]), ("seed", [1]))


def test_the_rules_of_the_original_stay():
    settings = Settings(original=True, points=60)
    sweep = Sweep(settings, ("rate", [0.1]), ("seed", [1]), updates=7)
    sweep.advance()
    run = Run(settings.but(rate=0.1, seed=1))
    run.step(7)
    assert run.settings.original and sweep.values[0, 0] == run.losses()[1]


def test_it_says_what_its_names_do_not():
    mixed = SMALL.but(hidden=((8, "relu"), (2, "leaky_relu")), penalty="L1")
    layers = Sweep(mixed, ("layers", [2]), ("penalty_rate", [0.1]))
    assert layers.words().endswith("done. Each layer has 8 units and the activation relu, as the first one.")
    assert layers._left[0][2].hidden == ((8, "relu", 0.0),) * 2 and layers._left[0][2].penalty == "L1"
    units = Sweep(mixed.but(hidden=((1, "leaky_relu"),)), ("layers", [2]), ("units", [3]))
    assert units.words().endswith("done. Each layer has the activation leaky relu, as the first one.")
    assert Sweep(mixed, ("rate", [0.1]), ("seed", [1])).words() == "0 of 1 trainings are done."
