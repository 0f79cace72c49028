"""Temperature: the formula, what it does to the order and to the names drawn, and the picture at its corners."""

import numpy as np
import pytest
from own_data import move_everywhere

from course_nn.chapters.ch08_rnns import name_model as names
from course_nn.chapters.ch08_rnns import temperature as theme
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


def test_every_corner_has_a_whole_picture():
    instrument = temperature()
    for corner in move_everywhere(instrument):
        bars = instrument.figure.axes[0]
        assert sum(bar.get_height() for bar in bars.patches) == pytest.approx(1, abs=1e-6), corner
        assert all(0 <= y <= 1 for line in bars.lines for y in line.get_ydata())
        assert f"T = {corner['temperature']:.2f}" in instrument.description


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


@pytest.mark.parametrize("words", [["$a$", "b$c$"], ["北京市", "東京都"], ["a b c", "  b"], ["aaa", "aa"]])
@pytest.mark.parametrize("make", [temperature, free_running, gate_readout, character_credit])
def test_awkward_words_are_shown_in_all_instruments_of_text(make, words):
    letters = Alphabet(words)
    instrument = make(LanguageModel(len(letters), 4, np.random.default_rng(0)), words)
    word = next(iter(instrument.values.values()))
    assert word.strip() and any(one.startswith(word) for one in words)
    assert ("□" in instrument.caption) == ("京" in "".join(words))
    for _ in move_everywhere(instrument):
        pass
    alone = make(LanguageModel(len(letters), 4, np.random.default_rng(0)), letters)
    assert next(iter(alone.values.values())).strip(), "without the words it opens with some of the letters"
