"""Truncation: the gradient ends at the cut, the state does not, and what is learned of it."""

import re

import numpy as np
import pytest
from corners import every_two
from helpers import refused

from course_nn.chapters.ch08_rnns import truncation as theme
from course_nn.chapters.ch08_rnns.instruments_of_memory import truncation
from course_nn.chapters.ch08_rnns.truncation import (
    AT_A_CUT,
    DELAYS,
    FIRST,
    LENGTHS,
    MEASURED_CELLS,
    SEEDS,
    SHOWN,
    across_the_cuts,
    bit_stream,
    measured,
    stream_network,
    train_stream,
    with_credit,
)
from course_nn.chapters.ch08_rnns.truncation_figure import (
    describe_stretches,
    describe_truncation,
    reaches,
    show_stretches,
)
from course_nn.plots.style import cut_off

EVERYWHERE = [
    {"delay": D, "length": k, "state": state, "question": q, "cell": cell}
    for D in DELAYS
    for k in LENGTHS
    for state in AT_A_CUT.values()
    for q in (FIRST, 22, SHOWN - 1)
    for cell in MEASURED_CELLS
]


@pytest.mark.parametrize("D", [0, 1, 5])
def test_the_bit_so_many_steps_before_is_asked_for(D):
    X, y = bit_stream(D, 9, np.random.default_rng(0))
    assert X.shape == (32, 9, 1) and y.shape == (32, 9) and set(np.unique(X)) == {-1, 1}
    np.testing.assert_array_equal(y[:, D:], (X[:, : 9 - D, 0] > 0).astype(int))
    assert 0.3 < y.mean() < 0.7


def test_the_share_with_credit_is_that_of_a_count():
    for D in range(20):
        for length in (1, 2, 3, 8, 17):
            counted = np.mean([t % length >= D for t in range(length * 5)])
            assert with_credit(D, length) == pytest.approx(counted)


def test_credit_ends_at_the_cut_and_the_state_does_not():
    for values in EVERYWHERE:
        found = across_the_cuts(**values)
        q, start = values["question"], values["question"] - values["question"] % values["length"]
        acts, credit = found["acts"], found["credit"]
        assert acts.shape == credit.shape == (SHOWN,)
        assert not credit[:start].any() and not credit[q + 1 :].any() and not acts[q + 1 :].any()
        assert (credit[start : q + 1] > 0).all()
        if values["state"] == "zero":
            assert not acts[:start].any()
        elif values["cell"] == "tanh RNN":
            assert (acts[: q + 1] > 1e-4).all()  # every bit that ever came
        inside = q % values["length"] >= values["delay"]
        assert reaches(found, "credit") == inside
        assert reaches(found, "acts") == (inside or values["state"] == "carried")


@pytest.mark.parametrize("cell", MEASURED_CELLS)
def test_credit_is_the_derivative_within_the_stretch(cell):
    layer, w, bits = theme._example(cell)
    found = across_the_cuts(4, 8, "carried", 22, cell)
    state = layer.run(bits[None, :16, None])[1]
    for s in range(16, 23):
        moved = []
        for sign in (1, -1):
            x = bits[None, 16:23, None].copy()
            x[0, s - 16] += sign * 1e-6
            moved.append(float(layer.run(x, state)[0][0, -1] @ w))
        assert found["credit"][s] == pytest.approx(abs(moved[0] - moved[1]) / 2e-6, rel=1e-6)
    whole = across_the_cuts(4, 32, "carried", 22, cell)
    np.testing.assert_allclose(whole["credit"][16:23], found["credit"][16:23], rtol=1e-12)
    np.testing.assert_array_equal(whole["acts"], found["acts"])


def test_what_is_learned_of_a_short_stream():
    right = {state: train_stream(2, 8, state=state, updates=300)[1] for state in ("carried", "zero", "readout")}
    assert right["carried"] > 0.99 and right["readout"] > 0.95
    assert right["zero"] == pytest.approx(0.5 + 0.5 * with_credit(2, 8), abs=0.02)
    assert train_stream(2, 2, state="zero", updates=100)[1] == pytest.approx(0.5, abs=0.02)


def test_a_readout_leaves_the_recurrent_weights_as_they_were_drawn():
    drawn = stream_network("tanh RNN", np.random.default_rng(0))
    for state, same in (("readout", True), ("carried", False)):
        network, _ = train_stream(2, 4, state=state, updates=5)
        assert np.array_equal(network.layers[0].U.value, drawn.layers[0].U.value) == same
        assert not np.array_equal(network.layers[1].W.value, drawn.layers[1].W.value)


def test_bad_input_is_refused():
    with refused("train_stream: state"):
        train_stream(2, 4, state="lost")
    with refused("cell: "):
        train_stream(2, 4, "RNN")


@pytest.mark.long
def test_what_is_stored_comes_out_again():
    """Among the stored seeds: where the training hangs on chance, roundings of another processor are another chance."""
    for state, D, length in (("carried", 8, 32), ("zero", 4, 8), ("carried", 16, 2)):
        stored = measured()["tanh RNN"][state][DELAYS.index(D), LENGTHS.index(length)]
        assert stored.min() - 0.05 < train_stream(D, length, state=state, seed=1)[1] < stored.max() + 0.05


@pytest.mark.long
def test_the_picture_and_its_sentence_say_the_same():
    shown = truncation()
    for corner in every_two(shown.corners()):
        shown.set(**corner)
        found, (acts, credit, learned) = shown.result, shown.figure.axes
        at = corner["question"] - corner["delay"]
        words = "does not act on"
        if reaches(found, "acts"):
            words = "acts on" if found["acts"][at] >= 0.02 * found["acts"].max() else "hardly acts on"
        assert acts.get_title(loc="left") == f"The bit asked for {words} the answer" and words in shown.description
        words = "gets no credit"
        if reaches(found, "credit"):
            words = "gets credit" if found["credit"][at] >= 0.02 * found["credit"].max() else "gets hardly any credit"
        assert credit.get_title(loc="left") == f"The bit asked for {words}" and words in shown.description
        for ax in (acts, credit):
            assert max(bar.get_height() for bar in ax.patches[1:]) <= 1.0 + 1e-9
        right = found["right"][DELAYS.index(corner["delay"]), LENGTHS.index(corner["length"])].mean()
        told = float(re.search(r"([\d.]+)% are right after learning", shown.description)[1])
        assert told == pytest.approx(100 * right, abs=0.5) and (told == 100) == (right == 1)
        assert f"Of all answers {found['share']:.0%} give credit to the bit asked for" in shown.description
        said = next(said for said, state in AT_A_CUT.items() if state == corner["state"])
        assert shown.description.startswith(f"{corner['cell']}, delay {corner['delay']}, stretches of ")
        assert f", state {said}: the bit" in shown.description and len(shown.description) <= 220
        assert learned.get_ylim()[0] < found["right"].min()
        assert any(np.isclose(line.get_ydata()[0], right) for line in learned.lines)


def test_a_share_of_none_and_of_all_is_none_and_all():
    found = {"share": 0.0, "acts": np.ones(32), "credit": np.ones(32), "delay": 1, "length": 1, "question": 16}
    for right, said in ((1, "100"), (0.9999, "99.9"), (0.996, "99.6"), (0.984, "98"), (0.002, "0.2"), (1e-5, "0.1")):
        right = np.full((len(DELAYS), len(LENGTHS), 1), right)
        told = describe_truncation(found | {"state": "carried", "cell": "LSTM", "right": right})
        assert told.endswith(f" 0% give credit to the bit asked for, {said}% are right after learning.")


@pytest.mark.long
def test_a_bar_that_cannot_be_seen_says_its_number():
    shown = truncation()
    for question in (17, 31):
        shown.set(delay=2, question=question, length=8)
        acts, found = shown.figure.axes[0], shown.result
        share = found["acts"][question - 2] / found["acts"].max()
        assert 0 < share < 0.005 and "hardly acts on" in shown.description
        (number,) = acts.texts
        assert float(number.get_text().split()[0]) == pytest.approx(100 * share, rel=0.5)
        assert number.get_position()[1] > 1  # above all bars

    def shares(found):
        longest, at = max(found["acts"].max(), found["credit"].max()), found["question"] - found["delay"]
        return [found[what][at] / longest for what in ("acts", "credit")]

    # A bar that is long beside its own panel's longest acts, however much longer those of the other panel are.
    acts = shown.set(delay=16, length=32, question=16, state="carried", cell="LSTM").figure.axes[0]
    assert acts.get_title(loc="left") == "The bit asked for acts on the answer"
    assert [text.get_text() for text in acts.texts] == ["3 % of the longest"]
    hardly = [values for values in EVERYWHERE if any(0 < share < 0.02 for share in shares(across_the_cuts(**values)))]
    assert len(hardly) > 20
    for values in hardly[::5]:
        shown.set(**values)
        assert [len(ax.texts) for ax in shown.figure.axes[:2]] == [0 < share < 0.02 for share in shares(shown.result)]
        assert not cut_off(shown.figure)


def test_what_is_hidden_says_so():
    shown = truncation()

    def columns():
        ax = shown.figure.axes[2]
        hidden = [text.get_position()[0] for text in ax.texts if text.get_text() == "?"]
        return hidden, [text.get_text() for text in ax.get_xticklabels()]

    names = list(map(str, LENGTHS))
    assert columns() == ([0, 1, 2, 6], [*names, "U fixed"])
    shown.set(length=4)
    assert columns() == ([0, 1], [*names, "U fixed"])
    shown.set(length=1, state="zero")
    assert columns() == ([], names)  # U fixed was carried on


@pytest.mark.long
def test_what_was_not_reached_is_not_shown():
    """The opening picture shows stretches from 8 on, and nothing of a readout alone."""
    shown = truncation()
    places = {float(line.get_xdata()[0]) for line in shown.figure.axes[2].lines if line.get_marker() == "o"}
    assert places == {3.0, 4.0, 5.0}
    shown.set(length=4)
    places = {float(line.get_xdata()[0]) for line in shown.figure.axes[2].lines if line.get_marker() == "o"}
    assert places == {2.0, 3.0, 4.0, 5.0, 6.0}
    shown.set(state="zero")
    places = {float(line.get_xdata()[0]) for line in shown.figure.axes[2].lines if line.get_marker() == "o"}
    assert places == {2.0, 3.0, 4.0, 5.0}


def test_the_table(cell="tanh RNN"):
    found = measured()[cell]
    shown = show_stretches(found)
    assert shown.alt == describe_stretches(found) and not cut_off(shown.figure)
    numbers = [int(text.get_text()) for ax in shown.figure.axes for text in ax.texts]
    assert len(numbers) == len(DELAYS) * (2 * len(LENGTHS) + 1)
    assert numbers[0] == round(100 * found["carried"][0, 0].mean())
    assert found["carried"].shape == found["zero"].shape == (len(DELAYS), len(LENGTHS), SEEDS)


@pytest.mark.parametrize("cell", MEASURED_CELLS)
def test_a_bound_that_is_told_is_one(cell):
    found = measured()[cell]
    longer = np.array(LENGTHS)[None] > np.array(DELAYS)[:, None]
    carried, zero = (100 * np.mean(found[state], axis=2) for state in ("carried", "zero"))
    told = [float(number) for number in re.findall(r"([\d.]+)%", describe_stretches(found))]
    least, low, high, most, *_ = told
    assert carried[longer].min() - 0.1 < least <= carried[longer].min() + 1e-6
    assert low <= carried[~longer].min() + 1e-6 and carried[~longer].max() - 1e-6 <= high
    assert zero[~longer].max() - 1e-6 <= most < zero[~longer].max() + 0.1


def test_what_the_chapter_says():
    """What is set to zero at a cut leaves exactly the answers whose bit came in the same stretch."""
    longer = np.array(LENGTHS)[None] > np.array(DELAYS)[:, None]
    share = np.array([[with_credit(D, k) for k in LENGTHS] for D in DELAYS])
    tanh, lstm = (measured()[cell] for cell in MEASURED_CELLS)
    np.testing.assert_allclose(tanh["zero"], np.repeat(0.5 + share[:, :, None] / 2, SEEDS, axis=2), atol=0.02)
    assert np.abs(lstm["zero"] - 0.5)[~longer].max() < 0.03
    # Handed on, and a stretch longer than the delay: the tanh RNN learns it from every seed.
    assert tanh["carried"][longer].min() > 0.99
    assert lstm["carried"][:-1][longer[:-1]].min() > 0.97 and 0.8 < lstm["carried"][-1, -1].mean() < 0.95
    # Longer delays: what the state carries would be enough for 8, as a dense layer alone finds ...
    eight = DELAYS.index(8)
    assert tanh["readout"][: eight + 1].min() > 0.98 and tanh["readout"][-1].mean() > 0.7
    # ... but U, which learns from credit within 2 to 8 steps, makes it worse, from every seed.
    for D in (8, 16):
        row, lengths = DELAYS.index(D), [LENGTHS.index(k) for k in LENGTHS if 2 <= k <= D]
        assert tanh["carried"][row, lengths].max() < tanh["readout"][row].min()
        assert tanh["carried"][row, lengths].mean() < 0.6
    # It is not a rule for all: delays of 1 and 2 are learned from stretches of every length, even of one step.
    assert tanh["carried"][:2].min() > 0.98
    assert tanh["carried"][eight, 0].mean() > 0.7
