"""What sending costs: the model by hand, its limits, and what was measured."""

import re

import numpy as np
import pytest

from course_nn import mlp
from course_nn.chapters.ch14_frameworks import communication as theme
from course_nn.chapters.ch14_frameworks.instruments_of_machines import communication

STAR, RING = theme.WAYS


def test_the_length_of_theta_is_that_of_the_network():
    for units in (64, 128):
        assert theme.theta_size(units) == len(mlp((784, units, units, 2 * units, 9), np.random.default_rng(0)).theta)


def test_a_step_by_hand():
    """2 s of computing on 4 workers, 8 s of bytes and 1 s of latency every second step, 3 s for the batch."""
    assert theme.step_seconds(2, 80, 30, 4, 1, 10, every=2) == 0.5 + 4.5 + 3
    assert theme.step_seconds(2, 80, 30, 1, 1, 10) == 2, "one worker sends nothing"
    assert theme.sent(1000, 10, 4) == (32_000, 31_360)
    assert theme.sent(1000, 10, 4, RING) == (6000, 0)


def test_through_one_process_more_workers_are_slower_in_the_end():
    """And around a ring the bytes don't grow beyond 2 θ."""
    for units in theme.UNITS:
        star, ring = (theme.share_step(units, 4096, 2, 1000, 1e-4, 1, way) for way in theme.WAYS)
        assert star["seconds"][-1] > star["seconds"].min()
        assert (ring["seconds"][1:] <= star["seconds"][1:] + 0.01).all()
        assert all(theme.sent(10, 1, w, RING)[0] < 80 for w in range(2, 33))


def test_a_ring_is_slower_where_its_messages_take_longer_than_the_bytes_it_spares():
    """At every setting; and with a small θ at the opening's latency it may be the quicker one."""
    slower = {}
    for units in theme.UNITS:
        for batch in (32, 512, 32_768):
            for bandwidth in theme.BANDWIDTHS:
                for latency in theme.LATENCIES:
                    arguments = units, batch, 2, bandwidth, latency, 1
                    star, ring = (theme.share_step(*arguments, way)["seconds"] for way in theme.WAYS)
                    for workers in (2, 8, 32):
                        sent = [sum(theme.sent(theme.theta_size(units), batch, workers, way)) for way in theme.WAYS]
                        waited = (2 * (workers - 1) - 1) * latency
                        late = waited - (sent[0] - sent[1]) / (1e6 * bandwidth)
                        if abs(late) > 1e-12:
                            assert (ring[workers - 1] > star[workers - 1]) == (late > 0)
                        slower[units, batch, bandwidth, latency, workers] = late > 0
    assert not slower[64, 512, 100, 1e-3, 2] and slower[64, 512, 100_000, 0.1, 8] and not slower[2048, 512, 10, 0.1, 8]


@pytest.mark.parametrize("way", theme.WAYS)
def test_larger_batches_and_fewer_exchanges_pay_better(way):
    for units in theme.UNITS:
        for bandwidth in theme.BANDWIDTHS:
            arguments = 2, bandwidth, 1e-3
            gains = [theme.share_step(units, b, *arguments, 1, way)["speed_up"][1] for b in theme.BATCHES]
            assert (np.diff(gains) > 0).all() and gains[-1] < 2
            gains = [theme.share_step(units, 512, *arguments, k, way)["speed_up"][1] for k in (1, 10, 100)]
            assert (np.diff(gains) > 0).all()


def test_what_was_measured():
    """Small batches don't pay, large ones and local SGD do."""
    stored = theme.measured()
    rows = {(row["network"], row["batch"], row["every"]): row for row in stored["rows"]}
    large, small = "784-1024-1024-2048-9", "784-256-256-512-9"
    assert rows[large, 4096, 1]["ratio"] >= 1.3
    assert rows[small, 512, 1]["ratio"] < 0.6 and rows[large, 512, 1]["ratio"] < 1
    for network in (large, small):
        assert rows[network, 512, 10]["ratio"] > rows[network, 512, 1]["ratio"]
        assert rows[network, 4096, 1]["ratio"] > rows[network, 512, 1]["ratio"]
    assert all(row["part"] > row["alone"] / 2 for row in stored["rows"]), "half of the examples take more than half"
    assert "NumPy" in stored["made_with"]


def test_the_model_predicts_what_was_measured_within_a_fifth():
    stored = theme.measured()
    assert len(stored["rows"]) == 10
    for row in stored["rows"]:
        assert abs(theme.predicted(row, stored) / row["shared"] - 1) < 0.2, row


@pytest.mark.long
def test_title_and_sentence_say_one_thing():
    one = communication()
    for corner in one.corners():
        one.set(**corner)
        bars, gain = one.figure.axes
        seconds, ratio = re.search(r"workers? takes? (\S+) s, (\S+) times as fast", one.description).groups()
        assert bars.get_title(loc="left") == f"{corner['workers']} of them: {seconds} s"
        assert gain.get_title(loc="left") == f"{ratio} times as fast"
        assert len(one.description) <= 220
