"""Forced and free: what is said with the true characters read, what is written without, and the picture's corners."""

import numpy as np
import pytest
from helpers import refused
from own_data import at_corners, move_everywhere

from course_nn.chapters.ch08_rnns import free_running as theme
from course_nn.chapters.ch08_rnns import name_model as names
from course_nn.models import LanguageModel
from course_nn.widgets import free_running

MODEL, LETTERS = names.trained(), names.alphabet()


def word(tokens):
    return "".join(LETTERS.symbols[k] for k in tokens)


@pytest.mark.parametrize("name", ["Guadalcanal", "Port Moresby", "Rome"])
def test_forced_reads_the_name_and_free_reads_itself(name):
    tokens = np.append(LETTERS.encode([name])[0], 0)
    forced, free, p = theme.forced_and_free(MODEL, tokens, 2)
    for k in range(2, len(tokens)):
        probabilities = MODEL.probabilities(tokens[:k])
        assert forced[k - 2] == probabilities.argmax() and p[k - 2] == pytest.approx(probabilities[tokens[k]], rel=1e-4)
    written = list(tokens[:2])
    while len(written) < 2 + theme.LONGEST and (len(written) == 2 or written[-1]):
        written.append(MODEL.probabilities(written).argmax())
    assert word(free) == word(written[2:])


def test_until_the_first_mistake_both_say_the_same():
    compute = theme.run_both()
    for name in names.parts()[2]:
        found = compute(name, 2)
        true = found["word"][2:]
        wrong = next((k for k, (a, b) in enumerate(zip(found["forced"], true, strict=True)) if a != b), len(true) - 1)
        assert found["forced"][: wrong + 1] == found["free"][: wrong + 1], name


def test_the_first_step_is_the_same_and_later_ones_are_not():
    forced, free, n = theme.right_by_step()
    assert forced[0] == free[0] and n[0] > 40 and (np.diff(n) <= 0).all()
    assert (free[1:] < forced[1:]).all(), "with the true characters read more are right, from the second step on"
    assert free[3:].mean() < 0.6 * forced[3:].mean()


@pytest.mark.long
def test_every_corner_holds_its_bars():
    instrument = free_running()
    for corner in at_corners(instrument):
        (ax,) = instrument.figure.axes
        assert all(0 <= p.get_x() and p.get_x() + p.get_width() <= ax.get_xlim()[1] for p in ax.patches), corner
    instrument.set(word="Ab", given=6)
    assert "1 " in instrument.description or "0 of 1" in instrument.description


@pytest.mark.long
def test_a_model_of_ones_own():
    instrument = free_running(LanguageModel(5, 4, np.random.default_rng(0)), ["anna", "hanna", "nina"])
    for _ in move_everywhere(instrument):
        pass


def test_a_name_that_comes_to_no_end_is_marked():
    model = LanguageModel(5, 4, np.random.default_rng(0))
    model.output.b.value[0] = -50  # the end never comes
    instrument = free_running(model, ["anna", "hanna", "nina"])
    assert instrument.result["free"][-1] != "·"
    assert f"and no end in {theme.LONGEST} characters" in instrument.description
    assert "…" in [text.get_text() for text in instrument.figure.axes[0].texts]
    whole = free_running()
    assert "no end" not in whole.description and "…" not in [t.get_text() for t in whole.figure.axes[0].texts]


def test_the_names_of_the_rows_stand_in_the_picture_and_beside_the_cells():
    model = LanguageModel(5, 4, np.random.default_rng(0))
    model.output.b.value[0] = -50  # the end never comes: 21 cells
    for instrument in (free_running(), free_running(model, ["anna", "hanna", "nina"]).set(given=1)):
        (ax,) = instrument.figure.axes
        labels = ax.get_yticklabels()
        assert [label.get_text() for label in labels] == ["true", "forced", "p of true", "free"]
        assert all(0 <= box.x0 and box.x1 < ax.bbox.x0 for box in (label.get_window_extent() for label in labels))
        assert all(ax.bbox.x0 <= text.get_window_extent().x0 for text in ax.texts)


def test_the_first_of_equally_probable_characters_is_taken():
    model = LanguageModel(5, 4, np.random.default_rng(0))
    model.theta[:] = 0
    model.output.b.value[[2, 4]] = 1
    found = theme.run_both(model, ["anna", "hanna", "nina"])("nina", 1)
    assert found["forced"] == 4 * ["h"] and found["free"] == theme.LONGEST * ["h"]


def test_the_sentence_shows_the_blanks():
    words = ["a  b ", "b a"]
    instrument = free_running(LanguageModel(4, 4, np.random.default_rng(0)), words).set(word="a  b ", given=2)
    assert "from “a␣” on" in instrument.description and "right is “a␣␣b␣”" in instrument.description


def test_the_control_gives_no_more_characters_than_there_are():
    instrument = free_running()
    for word, most in (("Rome", 4), ("Guadalcanal", 6), ("A", 1)):
        instrument.set(word=word, given=6)
        assert instrument.values["given"] == instrument.result["given"] == most == theme.most_given(word)
    with refused("given: expected a whole number at least 1 and at most 4"):
        theme.run_both()("Rome", 5)
    short = free_running(LanguageModel(2, 4, np.random.default_rng(0)), ["aaa"])
    assert len(short.result["forced"]) > 1, "more than the end is left to be said"


def test_it_does_not_open_with_the_name_that_is_asked_about():
    assert free_running().values["word"] not in ("Guadalcanal", *names.learned())
