"""Temperature: the formula, what it does to the order and to the names drawn, and the picture at its corners."""

import numpy as np
import pytest
from own_data import at_corners, move_everywhere

from course_nn.chapters.ch08_rnns import name_model as names
from course_nn.chapters.ch08_rnns import temperature as theme
from course_nn.chapters.ch08_rnns.temperature_figure import WRITTEN
from course_nn.models import LanguageModel
from course_nn.text import Alphabet
from course_nn.widgets import character_credit, free_running, gate_readout, temperature

COMPUTE = theme.temper()
MODEL = names.trained()


def test_the_probabilities_are_softmax_of_z_over_T():
    tokens = names.alphabet().encode(["San"])[0]
    z = MODEL(np.append(0, tokens)[None])[0, -1]
    for T in (0.25, 1.0, 1.7):
        found, p = COMPUTE("San", T), theme.hand_tempered(z, T)
        expected = [p[names.alphabet().symbols.index(symbol)] for symbol in found["symbols"]]
        np.testing.assert_allclose(found["p"], expected, rtol=1e-5)
        assert found["p"].sum() + found["rest"] == pytest.approx(1)


@pytest.mark.parametrize("beginning", ["", "S", "San", "Port ", "zz", "QQQQQQQQQQQQ"])
def test_the_order_stays_and_the_choice_opens_with_T(beginning):
    choices = []
    for T in np.arange(0, 2.01, 0.05):
        found = COMPUTE(beginning, float(T))
        assert (np.diff(found["p"]) <= 1e-12).all(), "the most probable stays the most probable"
        choices.append(found["choices"])
    assert choices[0] == 1 <= choices[1] and (np.diff(choices[1:]) > 0).all()


def test_at_zero_there_is_one_name():
    assert len({name for name, _ in COMPUTE("San", 0.0, 5)["names"]}) == 1


def test_the_names_begin_as_typed_and_the_learned_ones_are_marked():
    known = {*names.parts()[0], *names.parts()[1]}
    for beginning in ("", "San", "Port "):
        drawn = COMPUTE(beginning, 0.5, 1)["names"]
        assert len(drawn) == theme.NAMES and drawn != COMPUTE(beginning, 0.5, 2)["names"]
        assert all(name.startswith(beginning) and copied == (name in known) for name, copied in drawn)


def test_cold_names_repeat_and_no_temperature_copies():
    known = names.learned()
    for seed in range(3):
        found = theme.copies(MODEL, (0.1, 0.3, 1.0, 1.8), known, n=100, seed=seed)
        different = found[:, 1]
        assert different[0] < 0.4 < different[1] < different[2] and different[3] == 1, "warm names repeat less"
        assert found[:, 0].max() < 0.03, "and names that were learned hardly ever come out"


@pytest.mark.long
def test_every_corner_shows_chances():
    instrument = temperature()
    for corner in at_corners(instrument):
        bars = instrument.figure.axes[0]
        assert sum(bar.get_height() for bar in bars.patches) == pytest.approx(1, abs=1e-6), corner
        assert all(0 <= y <= 1 for line in bars.lines for y in line.get_ydata())
        assert f"T = {corner['temperature']:.2f}" in instrument.description


@pytest.mark.long
def test_a_model_of_ones_own():
    words = ["anna", "hanna", "nina"]
    model = LanguageModel(5, 4, np.random.default_rng(0))
    instrument = temperature(model, words)
    assert instrument.values["beginning"] == "ann"
    for _ in move_everywhere(instrument):
        pass


def test_nothing_is_said_of_what_was_learned_where_the_words_are_not_known():
    model, words = LanguageModel(5, 4, np.random.default_rng(0)), ["anna", "hanna", "nina"]
    unknown, known = temperature(model, Alphabet(words)), temperature(model, words)
    assert "of them learned" in known.description and "vermilion" in known.caption
    assert "learned" not in unknown.description + unknown.caption
    assert {copied for _, copied in unknown.result["names"]} == {None}


def test_a_name_that_comes_to_no_end_is_marked():
    model = LanguageModel(5, 4, np.random.default_rng(0))
    model.output.b.value[0] = -50  # the end never comes
    drawn = [name for name, _ in theme.temper(model, ["anna", "hani"])("an", 1.0)["names"]]
    assert {len(name) for name in drawn} == {names.LONGEST + 1} and all(name.endswith("…") for name in drawn)
    assert not any("…" in name for name, _ in COMPUTE("San", 0.3)["names"])


def test_blanks_are_seen_in_names_and_in_the_sentence():
    model = LanguageModel(2, 4, np.random.default_rng(0))
    model.output.b.value[:] = 0, 1
    instrument = temperature(model, [" "]).set(beginning=" ", temperature=1.0)
    assert "After “␣” at T = 1.00 a blank has probability" in instrument.description
    written = [text.get_text() for text in instrument.figure.axes[1].texts]
    assert all(set(text.removesuffix("  (learned)").removesuffix("…")) == {"␣"} for text in written)


def test_what_is_most_probable_is_quoted_or_named():
    words = ["a.\u3000"]
    for k, name in enumerate(("the end", "“.”", "“a”", "an ideographic space")):
        model = LanguageModel(4, 4, np.random.default_rng(0))
        model.output.b.value[k] = 9
        assert f"T = 1.00 {name} has probability 1.00" in temperature(model, words).description


@pytest.mark.parametrize("size", [2, 5, 12, 13, 14, 54])
def test_there_is_a_place_for_each_bar_and_a_bar_for_others_only_if_there_are_some(size):
    words = ["".join(names.alphabet().symbols[1:size])]
    instrument = temperature(LanguageModel(size, 4, np.random.default_rng(0)), words)
    bars = instrument.figure.axes[0]
    labels = [label.get_text() for label in bars.get_xticklabels()]
    assert labels[theme.BARS :] == {13: ["other"], 14: ["others"], 54: ["others"]}.get(size, [])
    assert len(bars.patches) == len(labels) == min(size, theme.BARS + 1)
    assert bars.get_xlim() == (-0.6, len(labels) - 0.4)
    assert sum(bar.get_height() for bar in bars.patches) == pytest.approx(1)


def test_a_long_name_is_written_by_its_beginning_and_its_end():
    model = LanguageModel(3, 4, np.random.default_rng(0))
    model.output.b.value[0] = -50  # the end never comes
    instrument = temperature(model, [60 * "ab"])
    assert {len(name) for name, _ in instrument.result["names"]} == {127}
    for text in instrument.figure.axes[1].texts:
        assert " ⋯ " in text.get_text() and len(text.get_text()) == WRITTEN and text.get_fontsize() > 6


@pytest.mark.long
@pytest.mark.parametrize("make", [free_running, gate_readout, character_credit])
def test_it_opens_with_a_whole_word_or_says_that_it_is_cut(make):
    for words, opens in ((["Konstantinopel#", "a#"], "Konstantinopel#"), (["x#" * 10, "a#"], "a#")):
        instrument = make(LanguageModel(len(Alphabet(words)), 4, np.random.default_rng(0)), words)
        assert instrument.values["word"] == opens and "longer word" not in instrument.caption
    cut = make(LanguageModel(3, 4, np.random.default_rng(0)), ["x#" * 10])
    assert cut.values["word"] == "x#" * 8 and "with the first letters of a longer word of yours." in cut.caption


@pytest.mark.long
@pytest.mark.parametrize("words", [["$a$", "b$c$"], ["北京市", "東京都"], ["a b c", "  b"], ["aaa", "aa"]])
@pytest.mark.parametrize("make", [temperature, free_running, gate_readout, character_credit])
def test_awkward_words_are_shown_in_all_instruments_of_text(make, words):
    letters = Alphabet(words)
    instrument = make(LanguageModel(len(letters), 1, np.random.default_rng(0)), words)
    word = next(iter(instrument.values.values()))
    assert word.strip() and any(one.startswith(word) for one in words)
    assert ("□" in instrument.caption) == ("京" in "".join(words))
    for _ in move_everywhere(instrument):
        pass
    alone = make(LanguageModel(len(letters), 1, np.random.default_rng(0)), letters)
    assert next(iter(alone.values.values())).strip(), "without the words it opens with some of the letters"
