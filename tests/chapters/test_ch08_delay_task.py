"""The delay task: what is asked, who holds the bit over which delay, and a network of the reader's own beside them."""

from itertools import pairwise

import numpy as np
import pytest
from corners import every_two
from helpers import refused
from matplotlib.colors import to_rgb

from course_nn import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Dense,
    Layer,
    ReLU,
    Sequential,
    Stacked,
    Step,
    TrainingDiverged,
    sigmoid,
)
from course_nn.chapters.ch08_rnns import delay_task as task
from course_nn.chapters.ch08_rnns.delay_task import (
    APART,
    DELAYS,
    HOLDS,
    LAST,
    PRACTICES,
    SEEDS,
    TESTS,
    apart,
    asked_at_every_step,
    delay_network,
    delay_sequences,
    delays,
    measured,
    train_delay,
)
from course_nn.chapters.ch08_rnns.delay_task_figure import describe_delay_task, places, steps_shown
from course_nn.chapters.ch08_rnns.instruments_of_memory import delay_task
from course_nn.chapters.ch08_rnns.memory_cells import CELLS
from course_nn.chapters.ch08_rnns.memory_cells_figure import look
from course_nn.plots.style import cut_off

ALWAYS, SEQUENCE, BATCH = PRACTICES.values()


@pytest.fixture(scope="module")
def held():
    """How many of ten seeds hold the bit over the delay, by practice and delay in the order of `CELLS`."""
    compute = delays()
    return {
        (practice, D): [found["holds"] for found in compute(D, practice, 0)["cells"].values()]
        for practice in PRACTICES.values()
        for D in DELAYS
    }


@pytest.mark.parametrize("practice", [*PRACTICES.values(), *APART])
@pytest.mark.parametrize("D", [0, 1, 7])
def test_one_bit_is_marked_and_asked_for(practice, D):
    rng, lengths, marks = np.random.default_rng(0), set(), []
    for _ in range(40):
        X, y = delay_sequences(30, D, practice, rng)
        lengths.add(X.shape[1])
        assert X.shape[2] == 2 and X.dtype == np.float32 and y.shape == (30, 1)
        assert set(np.unique(X[:, :, 0])) <= {-1, 1} and (X[:, :, 1].sum(axis=1) == 1).all()
        np.testing.assert_array_equal(y[:, 0], ((X[:, :, 0] * X[:, :, 1]).sum(axis=1) + 1) / 2)
        marks.append(X[:, :, 1].argmax(axis=1))
        if practice in (ALWAYS, BATCH):
            assert not marks[-1].any()
        if practice == "full batch":
            assert len(set(marks[-1])) == 1
    assert lengths == (set(range(1, D + 2)) if practice in (BATCH, "short") else {D + 1})
    assert {*np.concatenate(marks)} == (set() if practice in (ALWAYS, BATCH) else set(range(D + 1))) | {0}


def test_bad_input_is_refused():
    with refused("practice"):
        delay_sequences(3, 5, "sometimes", np.random.default_rng(0))
    with refused("delay_sequences: D"):
        delay_sequences(3, -1, ALWAYS, np.random.default_rng(0))
    with refused("train_delay: steps"):
        train_delay(steps=0)


@pytest.mark.parametrize("cell", CELLS)
def test_asked_at_every_step_is_the_network_on_what_came_so_far(cell):
    network = delay_network(cell, np.random.default_rng(1))
    accuracy, answers = asked_at_every_step(network)
    X, y = task.asked_sequences()
    assert accuracy.shape == answers.shape == (LAST + 1,) and X[0, 0, 0] == y[0, 0] == 1
    for d in (0, 1, 17, LAST):
        logits = network(X[:, : d + 1])
        assert accuracy[d] == pytest.approx(np.mean((logits > 0) == (y > 0.5)), abs=0.011)
        assert answers[d] == pytest.approx(sigmoid(logits[0, 0]), abs=1e-5)


@pytest.mark.long
def test_a_network_that_overflows_gives_numbers_still():
    network = delay_network("ReLU RNN", np.random.default_rng(0))
    network.layers[0].U.value *= 3
    accuracy, answers = asked_at_every_step(network)
    assert np.isfinite(accuracy).all() and np.isfinite(answers).all()
    shown = delay_task(network)
    assert shown.failure is None and "your network" in shown.description


def test_a_training_in_front_of_the_reader():
    network = train_delay("GRU", 10, SEQUENCE, 400, seed=0)
    accuracy, _ = asked_at_every_step(network)
    assert accuracy[:11].min() >= HOLDS
    np.testing.assert_array_equal(train_delay("LSTM", 3, BATCH, 9).theta, train_delay("LSTM", 3, BATCH, 9).theta)


def test_what_diverges_keeps_the_network(monkeypatch):
    def one_step(*_, **__):
        yield Step(0, 0, 1.0)
        raise TrainingDiverged(Step(0, 1, np.nan), 1.0, 0.1)

    monkeypatch.setattr(task, "train", one_step)
    assert np.isfinite(train_delay("ReLU RNN", 3, ALWAYS, 5).theta).all()


@pytest.mark.parametrize(("cell", "practice", "D"), [("ReLU RNN", SEQUENCE, 10), ("tanh RNN", ALWAYS, 5)])
def test_what_is_stored_comes_out_again(cell, practice, D):
    accuracy, _ = asked_at_every_step(train_delay(cell, D, practice, seed=2))
    at = list(PRACTICES.values()).index(practice), DELAYS.index(D), list(CELLS).index(cell), 2
    assert accuracy[D] >= HOLDS and measured()["accuracy"][at][D] >= HOLDS
    assert np.abs(accuracy - measured()["accuracy"][at])[: D + 1].mean() < 0.15


def test_what_is_stored_are_shares():
    for name, found in measured().items():
        assert found.shape == (len(PRACTICES), len(DELAYS), len(CELLS), SEEDS, LAST + 1), name
        assert found.min() >= 0 and found.max() <= 1
        np.testing.assert_allclose(found * TESTS, np.rint(found * TESTS), atol=1e-3)


@pytest.mark.long
def test_ones_own_network_stands_beside_the_measured_ones():
    rng = np.random.default_rng(0)
    own = [
        Sequential(LSTM(2, 5, rng, return_last=True), Dense(5, 1, rng)),
        Sequential(
            Stacked(GRU(2, 5, rng), RNN(5, 4, rng, return_last=True)), Dense(4, 3, rng), ReLU(), Dense(3, 1, rng)
        ),
        Sequential(RNN(2, 5, rng, return_last=True, dtype=np.float64), Dense(5, 1, rng, dtype=np.float64)),
    ]
    for network in own:
        shown = delay_task(network)
        found = shown.result["cells"]["yours"]
        accuracy, answers = asked_at_every_step(network)
        np.testing.assert_array_equal(found["accuracy"], accuracy[None])
        np.testing.assert_array_equal(found["answers"], answers)
        assert f"your network is right in {100 * accuracy[10]:.3g}%" in shown.description
        for corner in every_two(shown.corners()):
            assert len(shown.set(**corner).description) <= 220 and shown.failure is None and shown.png()


def test_what_is_no_such_network_is_refused():
    rng = np.random.default_rng(0)
    with refused("delay_task: expected a network"):
        delay_task("GRU")
    with refused("delay_task: expected a network"):
        delay_task(Sequential(LSTM(2, 5, rng), Dense(5, 1, rng)))
    with refused("delay_task: expected a network as .*, got the class LSTM"):
        delay_task(LSTM)
    with refused("with one logit for each sequence"):
        delay_task(Sequential(LSTM(2, 5, rng, return_last=True), Dense(5, 2, rng)))
    with refused("delay_task: "):
        delay_task(Sequential(LSTM(3, 5, rng, return_last=True), Dense(5, 1, rng)))
    for bad in (np.nan, np.inf):
        network = delay_network("ReLU RNN", rng)
        network.layers[0].W.value[0, 0] = bad
        with refused("expected a network with finite weights, got NaN or infinite ones in 0.W"):
            delay_task(network)


class Own(Layer):
    """A network of one's own, of no kind that the course knows."""

    def __init__(self, rng):
        self.inner = delay_network("GRU", rng)

    def forward(self, x, train=False):
        return self.inner.forward(x, train)


@pytest.mark.long
def test_whatever_answers_with_one_logit_is_asked():
    rng = np.random.default_rng(1)
    both = Bidirectional(RNN(2, 3, rng, return_last=True), RNN(2, 3, rng, return_last=True))
    every = Bidirectional(RNN(2, 2, rng), RNN(2, 2, rng))
    networks = [
        Sequential(LSTM(2, 8, rng), LSTM(8, 8, rng, return_last=True), Dense(8, 1, rng)),
        LSTM(2, 1, rng, return_last=True),
        Sequential(both, Dense(6, 1, rng)),
        Sequential(Stacked(every, GRU(4, 3, rng, return_last=True)), Dense(3, 1, rng)),
        Own(rng),
    ]
    X, y = task.asked_sequences()
    for network in networks:
        shown = delay_task(network)
        found = shown.result["cells"]["yours"]
        for d in (0, 1, 17, LAST):
            logits = network(X[:, : d + 1])
            assert found["accuracy"][0, d] == pytest.approx(np.mean((logits > 0) == (y > 0.5)), abs=0.011)
            assert found["answers"][d] == pytest.approx(sigmoid(logits[0, 0]), abs=1e-5)


@pytest.mark.long
def test_the_picture_and_its_sentence_say_the_same():
    shown = delay_task()
    for corner in every_two(shown.corners()):
        shown.set(**corner)
        cells, axes = shown.result["cells"], shown.figure.axes
        assert [ax.get_title(loc="left") for ax in axes[:4]] == [
            f"{name}: {found['holds']} of {SEEDS}" for name, found in cells.items()
        ]
        for ax in axes[:4]:  # the seed that is drawn below is framed
            (frame,) = ax.patches
            assert frame.get_bbox().get_points()[:, 1].tolist() == [corner["seed"] - 0.5, corner["seed"] + 0.5]
        told = ", ".join(f"{name} {found['holds']}" for name, found in cells.items())
        practice = next(said for said, practice in PRACTICES.items() if practice == corner["practice"])
        assert shown.description.startswith(f"Practice with D = {corner['delay']}, {practice}. ")
        assert told in shown.description and f"Asked {corner['delay']} steps" in shown.description
        for found in cells.values():
            assert found["holds"] == sum(one[corner["delay"]] >= HOLDS for one in found["accuracy"])
        assert shown.description == describe_delay_task(shown.result)
        sequence, last = axes[4], steps_shown(corner["delay"])
        for line, found in zip(sequence.lines[1:], cells.values(), strict=False):  # after the circle
            np.testing.assert_array_equal(line.get_ydata(), found["answers"][: last + 1])


@pytest.mark.long
@pytest.mark.parametrize("own", [False, True])
def test_titles_and_names_of_lines_stand_apart_from_all_else(own):
    rng = np.random.default_rng(0)
    shown = delay_task(*[delay_network("LSTM", rng)] * own)
    every = [*every_two(shown.corners()), {"practice": ALWAYS, "delay": 10, "seed": 0}]
    for values in every:
        figure = shown.set(**values).figure
        assert not cut_off(figure)
        figure.canvas.draw()
        titles = [ax._left_title.get_window_extent() for ax in figure.axes[: 4 + own]]
        assert all(one.x1 + 20 < other.x0 for one, other in pairwise(titles))
        sequence = figure.axes[4 + own]
        for name in sequence.texts:
            box, to_data = name.get_window_extent(), sequence.transData.inverted()
            assert box.y0 > sequence.bbox.y0, (values, name.get_text())
            assert to_data.transform((0, box.y1))[1] < 1.2, "no name stands among the bits"
        heights = sorted((name.get_window_extent().y0, name.get_window_extent().y1) for name in sequence.texts)
        assert all(below[1] <= above[0] + 1 for below, above in pairwise(heights)), values


def test_names_move_no_farther_than_they_must():
    np.testing.assert_allclose(places([0, 0.5, 1.0]), [0, 0.5, 1.0])
    np.testing.assert_allclose(places([0, 0, 0.5, 1, 1]), [0, 0.17, 0.5, 0.88, 1.05])
    np.testing.assert_allclose(places([0.5, 0.5, 0.5]), [0.33, 0.5, 0.67])
    for wanted in np.sort(np.random.default_rng(0).random((50, 5))):
        found = places(wanted)
        assert (np.diff(found) > 0.17 - 1e-9).all() and found[0] >= 0 and found[-1] <= 1.05 + 1e-9


def test_one_color_means_one_thing():
    """No color of a cell is one of right or wrong, and bits are up or down."""
    figure = delay_task().figure
    low, high = (figure.axes[0].images[0].cmap(end) for end in (0.0, 1.0))
    for color, _ in map(look, [*CELLS, "yours"]):
        assert all(np.abs(np.subtract(to_rgb(color), end[:3])).max() > 0.2 for end in (low, high))
    bits = figure.axes[4].collections[0]
    assert len(bits.get_colors()) == 1


def test_the_delay_is_always_in_the_picture():
    assert [steps_shown(D) for D in DELAYS] == [40, 40, 40, 100, LAST]


def test_a_bit_somewhere_in_the_sequence(held):
    """Up to a delay of 20 all hold it from every seed; then the tanh RNN fails, and over 100 half of the LSTMs."""
    for D in (5, 10, 20):
        assert held[SEQUENCE, D] == [10] * 4
    tanh, *others = held[SEQUENCE, 50]
    assert tanh <= 3 and others == [10] * 3
    tanh, relu, gru, lstm = held[SEQUENCE, 100]
    assert (tanh, relu, gru) == (0, 10, 10) and 3 <= lstm <= 7


def test_a_bit_always_as_far_away(held):
    """The GRU holds none of 50 steps, the LSTM all; over 100 hardly any: with more seeds, a ReLU RNN from a few."""
    for D in (5, 10, 20):
        assert held[ALWAYS, D] == [10] * 4
    tanh, relu, gru, lstm = held[ALWAYS, 50]
    assert (gru, lstm) == (0, 10) and 3 <= tanh <= 7 and 5 <= relu <= 9
    assert sum(held[ALWAYS, 100]) <= 2


def test_short_delays_among_the_long_ones_help(held):
    """With another delay in each batch even the tanh RNN holds 100 steps, from 9 of 10 seeds."""
    for D in DELAYS[:-1]:
        assert held[BATCH, D] == [10] * 4
    tanh, *others = held[BATCH, 100]
    assert tanh >= 8 and others == [10] * 3


@pytest.mark.long
def test_it_is_the_shorter_sequences_that_help_the_tanh_rnn():
    full, short = (apart()[practice] for practice in APART)
    assert list(full) == list(short) == ["D = 50", "D = 100"]
    assert max(share.max() for share in full.values()) < 0.6
    assert all((share >= HOLDS).sum() == 4 for share in short.values())
    again = asked_at_every_step(train_delay("tanh RNN", 50, "short", seed=0))[0][50]
    assert again >= HOLDS and short["D = 50"][0] >= HOLDS


def test_some_remember_by_turning():
    """Trained for 20 steps back alone, every tanh RNN is wrong in nearly all answers at some step near 20.

    No other cell is, over 20 steps. Trained for 0 to D steps back, none of any cell is.
    """
    accuracy = measured()["accuracy"]
    least = accuracy[0, DELAYS.index(20), :, :, 10:41].min(axis=2)
    assert (least[0] < 0.05).all() and (least[1:] > 0.95).all()
    least = accuracy[0, DELAYS.index(50), :, :, 25:101].min(axis=2)
    assert 0 < (least[list(CELLS).index("LSTM")] < 0.05).sum() < 10  # for 50 steps back some LSTMs do
    for practice in (1, 2):
        for k, D in enumerate(DELAYS):
            assert accuracy[practice, k, :, :, D // 2 : 2 * D + 1].min() > 0.05


def test_a_relu_rnn_may_hold_a_bit_by_growing():
    """With short delays among the long ones its state grows until float32 holds it no more, after 120 to 200 steps."""
    network = train_delay("ReLU RNN", 20, BATCH, seed=0)
    X = task.asked_sequences()[0]
    sizes = [float(np.abs(network.layers[0].run(X[:, : t + 1])[0]).max()) for t in (0, 20, 40, 60)]
    assert all(later > 100 * earlier for earlier, later in pairwise(sizes))
    accuracy = measured()["accuracy"][2, :, list(CELLS).index("ReLU RNN")]
    assert (accuracy[:, :, 20:110] > 0.9).all() and (accuracy[:, :, -1] < 0.9).mean() > 0.9
