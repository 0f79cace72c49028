"""Linear probes: what they see, how they choose, and what came out of learned and of random layers."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Conv2D, Dense, Dropout, Flatten, ReLU, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.linear_probes import (
    DIRECTIONS,
    SEEDS,
    STRENGTHS,
    activations,
    learned_and_random,
    probe,
    probe_layers,
    standings,
    three_parts,
)
from course_nn.chapters.ch07_cnn_filters.linear_probes_figure import describe_linear_probes, show_linear_probes
from course_nn.plots.style import cut_off


@pytest.fixture(scope="module")
def stored():
    return standings()


def few(n=60):
    return tuple((X[:n], y[:n]) for X, y in three_parts(3))


def test_the_three_parts_share_no_image():
    for seed in (0, 5):
        parts = three_parts(seed)
        assert [X.shape for X, _ in parts] == [(1011, 1, 8, 8), (337, 1, 8, 8), (449, 1, 8, 8)]
        rows = np.concatenate([X for X, _ in parts]).reshape(1797, 64)
        assert len(np.unique(rows, axis=0)) == 1797  # the images all differ
    assert not np.array_equal(three_parts(0)[2][0], three_parts(1)[2][0])


def test_activations_are_those_of_each_layer():
    X = digit_cnn.images()[1][0][:5]
    found = activations(digit_cnn.trained(), X)
    sizes = {name: a.shape[1] for name, a in found.items()}
    assert sizes == {
        "pixels": 64,
        "Conv2D 1": 1024,
        "ReLU 1": 1024,
        "MaxPool2D 1": 256,
        "Conv2D 2": 512,
        "ReLU 2": 512,
        "MaxPool2D 2": 128,
        "Dense 1": 10,
    }
    np.testing.assert_array_equal(found["ReLU 1"], np.maximum(found["Conv2D 1"], 0))
    np.testing.assert_array_equal(found["Dense 1"], digit_cnn.trained()(X))


def test_dropout_and_flatten_have_no_probe_of_their_own():
    rng = np.random.default_rng(0)
    net = Sequential(Flatten(), Dropout(0.5, rng), Dense(64, 20, rng), Dropout(0.5, rng), ReLU(), Dense(20, 10, rng))
    assert list(activations(net, three_parts()[0][0][:3])) == ["pixels", "Dense 1", "ReLU 1", "Dense 2"]


def test_a_probe_does_what_lines_can_do():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(3, 200, 2)) * 5 + 100
    lines = [(a, np.argmax((a - 100) @ [[1, -1, 0], [0, 0.5, -1]], axis=1)) for a in A]
    rings = [(a, (np.hypot(*(a - 100).T) > 6).astype(int)) for a in A]
    accuracy, strength = probe(*lines[:1], *lines[1:])
    assert accuracy > 0.85 and strength in STRENGTHS
    assert probe(*rings)[0] < 0.75
    assert probe(*[(1e-3 * a, y) for a, y in lines])[0] == pytest.approx(accuracy, abs=1e-9)  # the unit does not matter
    constant = [(np.zeros((200, 3)), y) for _, y in lines]
    assert probe(*constant)[0] < 0.7


def test_the_test_images_choose_nothing():
    learn, choose, (T, t) = few()
    flat = [(X.reshape(len(X), -1), y) for X, y in (learn, choose)]
    right, strength = probe(*flat, (T.reshape(len(T), -1), t))
    wrong, same = probe(*flat, (T.reshape(len(T), -1), (t + 1) % 10))
    assert same == strength and right > 0.6 and wrong < 0.2


def test_a_network_of_ones_own_and_directions():
    rng = np.random.default_rng(0)
    net = Sequential(Conv2D(1, 3, 3, rng), ReLU(), Flatten(), Dense(108, 10, rng))
    whole, part = (probe_layers(net, few(), directions=d) for d in (None, DIRECTIONS))
    assert list(whole) == list(part) == ["pixels", "Conv2D 1", "ReLU 1", "Dense 1"]
    assert whole["pixels"] == part["pixels"] and whole["Dense 1"] == part["Dense 1"]  # not more than 64
    assert whole["ReLU 1"] != part["ReLU 1"]
    assert part == probe_layers(net, few(), directions=DIRECTIONS)
    with refused("probe_layers: expected parts as three pairs"):
        probe_layers(net, few()[:2])
    with refused(r"probe_layers: expected images, X of shape \(n, c, h, w\), got \(5, 64\)"):
        probe_layers(net, [(np.zeros((5, 64)), np.arange(5))] * 3)


@pytest.mark.long
def test_what_is_stored_comes_out_again(stored):
    again = learned_and_random(4)
    for who in ("learned", "random"):
        for kind in ("all", "64"):
            found = np.array(list(again[who][kind].values()))
            assert np.abs(found - stored[who][kind]["accuracy"][4]).max() < (0.02 if who == "learned" else 0.005)
    assert list(again["learned"]["all"]) == stored["layers"]


def test_what_the_chapter_says(stored):
    at = {name: k for k, name in enumerate(stored["layers"])}
    mean = {(who, kind): stored[who][kind]["mean"] for who in ("learned", "random") for kind in ("all", "64")}
    assert stored["learned"]["all"]["accuracy"].shape == (SEEDS, 8)
    # A convolution alone is linear: a line sees no more in it than in the pixels.
    for who in ("learned", "random"):
        assert abs(mean[who, "all"][at["Conv2D 1"]] - mean[who, "all"][0]) < 0.005
    # Random filters do nearly as well as learned ones as far as the second ReLU, and better than the pixels ...
    for name in ("ReLU 1", "MaxPool2D 1", "Conv2D 2", "ReLU 2"):
        assert 0 < stored["gain"]["all"]["mean"][at[name]] < 0.006, name
        assert mean["random", "all"][at[name]] > mean["random", "all"][0] + 0.004, name
    # ... because there are more of them: of 64 directions no random layer does better than the 64 pixels.
    assert mean["random", "64"][1:].max() < mean["random", "64"][0] + 0.002
    # Learned layers do, more and more, and are ahead of the random ones by more than chance from the second block on.
    assert mean["learned", "64"][at["MaxPool2D 2"]] > mean["learned", "64"][0] + 0.01
    for name in ("Conv2D 2", "ReLU 2", "MaxPool2D 2", "Dense 1"):
        gain = stored["gain"]["64"]
        assert gain["mean"][at[name]] > 3 * gain["error"][at[name]] > 0, name
    for kind in ("all", "64"):
        assert mean["random", kind][at["Dense 1"]] < 0.75


@pytest.mark.long
def test_the_probes_of_ones_own_network_are_drawn_too():
    found = probe_layers(digit_cnn.trained(), few())
    shown = show_linear_probes(found)
    best = max(found, key=found.get)
    assert (
        shown.alt
        == describe_linear_probes(found)
        == (
            f"On the pixels the probe is right in {100 * found['pixels']:.1f} %; in your network at best "
            f"{100 * found[best]:.1f} % at {best}."
        )
    )
    (ax,) = shown.figure.axes
    assert ax.lines[0].get_ydata() == pytest.approx(list(found.values()))
    low, high = ax.get_ylim()
    assert low < min(found.values()) and max(found.values()) < high and not cut_off(shown.figure)
    assert show_linear_probes({"pixels": 0.5, "Dense 1": 0.5}).png()[:4] == b"\x89PNG"  # no span


@pytest.mark.long
def test_the_figure(stored):
    shown = show_linear_probes(stored)
    assert shown.png()[:4] == b"\x89PNG"
    sentence = describe_linear_probes(stored)
    assert shown.alt == sentence and "random" in sentence and "MaxPool2D 1" in sentence
