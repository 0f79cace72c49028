"""Gates read out: they are those of the layer, what holds of them, and the picture at its corners."""

from itertools import pairwise, product

import numpy as np
import pytest
from helpers import refused
from matplotlib.markers import MarkerStyle
from own_data import at_corners, move_everywhere

from course_nn.chapters.ch08_rnns import gate_readout as theme
from course_nn.chapters.ch08_rnns import name_model as names
from course_nn.layers import GRU
from course_nn.models import LanguageModel
from course_nn.plots.powers import with_power
from course_nn.widgets import gate_readout

MODEL, LETTERS = names.trained(), names.alphabet()
TEST = names.parts()[2]


@pytest.mark.parametrize("model", [MODEL, LanguageModel(54, 7, np.random.default_rng(0))], ids=["stored", "one-hot"])
def test_what_is_read_out_is_what_the_layer_does(model):
    tokens = np.append(0, LETTERS.encode(["Port Moresby"])[0])
    found = theme.read_tokens(model, tokens)
    x = tokens[None] if model.embedding is None else model.embedding(tokens[None])
    h, (_, c), _ = model.cell.run(x)
    np.testing.assert_allclose(found["output h"], h[0], atol=1e-5)
    np.testing.assert_allclose(found["cell c"][-1], c[0], atol=1e-5)
    c = found["cell c"]
    again = found["forget gate f"][1:] * c[:-1] + found["input gate i"][1:] * found["new content g"][1:]
    np.testing.assert_allclose(c[1:], again, atol=1e-12)


def test_the_map_and_the_lines_are_of_one_reading():
    compute = theme.read_out()
    for what in theme.READ:
        found = compute("Rome", what, 3)
        assert found["map"].shape == (64, 5) and found["read"] == ["·", "R", "o", "m", "e"]
        np.testing.assert_array_equal(found["map"][2], found["lines"][what])
    assert compute("", "cell c", 1)["map"].shape == (64, 1)


def test_the_shares_are_counted():
    found = theme.read_out()("Rome", "input gate i", 1)
    assert found["opened"] == np.mean(found["map"] > 0.9) and found["closed"] == np.mean(found["map"] < 0.1)
    means = theme.mean_gates(MODEL, ["Rome"], LETTERS)
    assert means["input gate i"] == pytest.approx((found["mean"], found["opened"], found["closed"]))


def test_training_drives_gates_to_their_ends_and_most_stay_between():
    before = theme.mean_gates(names.untrained(), TEST, LETTERS)
    for name, (mean, opened, closed) in theme.mean_gates(MODEL, TEST, LETTERS).items():
        assert 0.4 < mean < 0.7, name
        assert sum(before[name][1:]) < 0.1 < opened + closed < 0.5, "training drives gates to their ends, not most"


def test_some_units_follow_the_position_and_no_untrained_one_does_as_closely():
    trained = np.abs(theme.follows_position(MODEL, TEST, LETTERS))
    best = trained.argmax()
    learn = np.abs(theme.follows_position(MODEL, names.parts()[0], LETTERS))
    assert trained[best] > 0.8 and learn[best] > 0.8, "on names that were learned and on others"
    for seed in range(4):
        before = np.abs(theme.follows_position(names.untrained(seed), TEST, LETTERS))
        assert before.max() < 0.75 and np.median(before) < 0.35 < np.median(trained)


@pytest.mark.long
def test_lines_and_colors_hold_what_they_show_at_every_corner():
    instrument = gate_readout()
    for corner in at_corners(instrument):
        field, lines = instrument.figure.axes[:2]
        low, high = lines.get_ylim()
        assert all(low <= y <= high for line in lines.lines for y in line.get_ydata()), corner
        assert f"Unit {corner['unit']} " in instrument.description
        (image,) = field.images
        assert image.norm.vmin <= image.get_array().min() and image.get_array().max() <= image.norm.vmax


@pytest.mark.long
def test_a_model_of_ones_own():
    words = ["anna", "hanna", "nina"]
    instrument = gate_readout(LanguageModel(5, 4, np.random.default_rng(0)), words)
    for _ in move_everywhere(instrument):
        pass
    with refused("expected a LanguageModel with an LSTM"):
        theme.read_out(LanguageModel(5, 4, np.random.default_rng(0), cell=GRU), words)


@pytest.mark.long
def test_a_model_of_one_unit_has_nothing_to_choose_among():
    instrument = gate_readout(LanguageModel(5, 1, np.random.default_rng(0)), ["anna", "hanna", "nina"])
    assert "unit" not in instrument.values and "Unit 1 " in instrument.description
    assert all(float(tick).is_integer() for tick in instrument.figure.axes[0].get_yticks()), "units are whole"
    for _ in move_everywhere(instrument):
        pass


@pytest.mark.long
def test_numbers_below_zero_have_a_minus():
    instrument, below = gate_readout(), 0
    for unit in range(1, 11):
        instrument.set(unit=unit)
        below += instrument.result["lines"]["cell c"][-1] < -0.005
        assert "-" not in instrument.description
        assert ("ends at −" in instrument.description) == (instrument.result["lines"]["cell c"][-1] < -0.005)
    assert below


@pytest.mark.long
def test_what_is_shown_is_named_above_the_map_and_not_beside_the_other_panel():
    instrument = gate_readout()
    for what in theme.READ:
        field, _, bar = instrument.set(what=what).figure.axes
        assert field.get_title(loc="left").startswith(f"{what}; marked: unit ") and not bar.get_ylabel()


@pytest.mark.long
def test_the_bounds_are_nowhere_below_what_they_bound():
    instrument, met = gate_readout(), 0
    for word, what in product(("Rome", "Adak", ""), ("cell c", "output h", "new content g")):
        instrument.set(word=word, what=what)
        largest = np.abs(instrument.result["map"]).max()
        told = float(instrument.description.split("±")[1].split(",")[0])
        assert largest <= told < largest + 0.01
        met += round(largest, 2) < largest
        (image,) = instrument.figure.axes[0].images
        assert with_power(image.norm.vmax) == f"{image.norm.vmax:g}", "the ends of the colors are what stands at them"
    assert met, "a number that is rounded up"


@pytest.mark.long
@pytest.mark.parametrize("unit", [1, 37, 64])
def test_the_mark_of_the_unit_hides_nothing(unit):
    field, _, bar = gate_readout().set(unit=unit).figure.axes
    assert [(*line.get_xdata(), *line.get_ydata()) for line in field.lines] == [(0, unit), (1, unit)]
    first, second = (_marker_box(line) for line in field.lines)
    labels = [label.get_window_extent().x1 for label in field.get_yticklabels()]
    assert max(labels) < first.x0 < first.x1 <= field.bbox.x0 + 1
    assert field.bbox.x1 - 1 <= second.x0 < second.x1 < bar.get_window_extent().x0


def _marker_box(line):
    """Where a line's only marker is drawn, in pixels."""
    (place,) = line.get_transform().transform(line.get_xydata())
    style, size = MarkerStyle(line.get_marker()), line.get_markersize() * line.figure.dpi / 72
    return style.get_path().transformed(style.get_transform().scale(size).translate(*place)).get_extents()


@pytest.mark.long
@pytest.mark.parametrize("length", [12, 13, 16])
def test_wide_letters_stand_apart(length):
    instrument = gate_readout().set(word=length * "W")
    for ax in instrument.figure.axes[:2]:
        boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
        gaps = [right.x0 - left.x1 for left, right in pairwise(boxes)]
        assert len(gaps) == length and min(gaps) > 1.5


def test_the_shares_are_written_as_in_the_course():
    assert " % of its values are above 0.9" in gate_readout().set(what="input gate i").description


def test_it_opens_without_an_answer_about_the_gates():
    assert "above 0.9" not in gate_readout().description
