"""The comparisons with more time: measured as said, made again in part, and what the chapter tells of them."""

import json
from importlib.resources import files

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch06_training import contest, contestants, more_time
from course_nn.chapters.ch06_training.more_time_figure import describe_more_time, show_more_time


@pytest.fixture(scope="module")
def stored():
    path = files("course_nn.chapters.ch06_training").joinpath("measured", "contest.json")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "way", "split"),
    [
        ("photograph", "network, 150 epochs", 5),
        ("photograph", "boosting, 300 rounds", 5),
        ("completing digits", "network, 40 epochs, dropout", 1),
    ],
)
def test_a_part_of_more_time_is_measured_again(stored, name, way, split):
    error = more_time.measure(name, way, split)
    assert error == pytest.approx(stored["more time"][name][way][split], abs=0.012)


def test_searched_ways_have_their_own_budget(monkeypatch):
    asked = []
    monkeypatch.setattr(contest, "compete", lambda task, who, split, trials: (asked.append((who, split, trials)), 0))
    for who in ("network", "boosting"):
        more_time.measure("photograph", f"{who}, 32 trials", 4)
    assert asked == [("network", 4, 32), ("boosting", 4, 32)]


def test_unknown_names_are_refused():
    with refused("task: unknown name 'wine'"):
        more_time.measure("wine", "network, 40 epochs", 0)
    with refused("way: unknown name 'network, 41 epochs'; did you mean 'network, 40 epochs'"):
        more_time.measure("photograph", "network, 41 epochs", 0)


def test_more_time_is_whole(stored):
    assert tuple(stored["more time"]) == tuple(more_time.WAYS) == ("photograph", "completing digits")
    for name, ways in more_time.WAYS.items():
        assert tuple(stored["more time"][name]) == tuple(ways)
        for way, (contestant, how) in ways.items():
            errors = stored["more time"][name][way]
            assert len(errors) == len(stored["tasks"][name]["sizes"]) and 0.1 < min(errors) <= max(errors) < 0.6
            assert way.startswith("32 networks" if contestant == "networks apart" else contestant)
            if isinstance(how, dict):
                contestant = contestant.replace("networks apart", "network")
                assert set(how) == set(contestants.CONTESTANTS[contestant].space(contest.task(name)))


def test_more_time_follows_from_what_is_stored(stored):
    for name, found in more_time.standings().items():
        again = stored["more time"][name]
        assert set(found) == {*again, "network, 8 trials", "boosting, 8 trials"}
        rival = np.array(again["boosting, 300 rounds"])
        for way, one in found.items():
            who = way.split(",")[0]
            errors = again[way] if way in again else stored["tasks"][name]["errors"][who]
            assert one["error"] == contest.interval(errors, stored["tasks"][name]["sizes"])
            lead, half = contest.interval(errors - rival, stored["tasks"][name]["sizes"])
            assert one["difference"] == (lead, half)
            side = (lead > half) - (-lead > half)
            verdict = ("no difference seen", "worse", "better")[side]
            assert one["verdict"] == ("" if way == "boosting, 300 rounds" else verdict)


def test_more_time_as_text_and_picture():
    made = {"a, b": {"error": (0.2, 0.1), "difference": (-0.01, 0.002), "verdict": "better"}}
    made["boosting"] = {"error": (0.21, 0.1), "difference": (0.0, 0.0), "verdict": ""}
    assert more_time.table(made).splitlines() == [
        "          error   difference",
        "a, b      20.0%    -1.0 ± 0.2  better",
        "boosting  21.0%",
    ]
    assert describe_more_time({"photograph": {"network, x": made["a, b"]} | made}) == (
        "photograph: boosting with 300 rounds 21.0%; network, x 20.0%."
    )
    found = more_time.standings()
    shown = show_more_time(found)
    assert shown.png().startswith(b"\x89PNG")
    assert f"network, 150 epochs {found['photograph']['network, 150 epochs']['error'][0]:.1%}" in shown.alt


def test_networks_apart_share_nothing():
    """One column: the network itself. Two: the first is learned as if the second were not there."""
    X = np.random.default_rng(0).normal(size=(60, 3))
    y = np.column_stack([X[:, 0] * X[:, 1], np.full(60, 0.7), X[:, 2] ** 2])
    values = {"hidden": (8,), "learning_rate": 0.01, "epochs": 3, "dropout": 0.1, "decay": 1e-4}

    def guess(play, columns):
        return play(np.random.default_rng(1), X[:40], y[:40, columns], X[40:], **values)

    alone = guess(contestants.network, [0])
    both = guess(more_time.networks_apart, [0, 1, 2])
    assert (guess(more_time.networks_apart, [0]) == alone).all() and (both[:, :1] == alone).all()
    assert both[:, 1] == pytest.approx(0.7)
    assert (guess(more_time.networks_apart, [1, 2])[:, 1:] == guess(contestants.network, [2])).all()


def test_what_more_time_explains():
    """What chapter 06 says of it."""
    found = more_time.standings()
    photograph, halves = (found[name] for name in more_time.WAYS)
    error = {name: {way: one["error"][0] for way, one in ways.items()} for name, ways in found.items()}
    # The photograph: a longer search helps the network, but not enough; with enough time, no difference is left.
    assert error["photograph"]["network, 8 trials"] > error["photograph"]["network, 32 trials"] + 0.015
    assert photograph["network, 8 trials"]["verdict"] == photograph["network, 32 trials"]["verdict"] == "worse"
    assert photograph["network, 150 epochs"]["verdict"] == "no difference seen"
    assert abs(photograph["network, 150 epochs"]["difference"][0]) < 0.005
    boosted = [value for way, value in error["photograph"].items() if way.startswith("boosting")]
    assert len(boosted) == 4 and max(boosted) - min(boosted) < 0.01
    # Digits: what helps there harms here. Boosting gains from time, too; sharing is not what the network wins by.
    assert halves["network, 150 epochs"]["verdict"] == "worse"
    assert halves["network, 40 epochs, dropout"]["verdict"] == "better"
    assert halves["network, 8 trials"]["verdict"] == "no difference seen"
    assert halves["32 networks, 40 epochs, dropout"]["verdict"] == "better"
    shared, apart = (error["completing digits"][f"{who}, 40 epochs, dropout"] for who in ("network", "32 networks"))
    assert abs(apart - shared) < 0.01
