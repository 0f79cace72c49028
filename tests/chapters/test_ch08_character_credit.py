"""Credit: the gradient is that of finite differences, the replacement what it says, and the picture at its corners."""

import numpy as np
import pytest
from helpers import refused
from own_data import at_corners, move_everywhere

from course_nn.chapters.ch08_rnns import character_credit as theme
from course_nn.chapters.ch08_rnns import name_model as names
from course_nn.functions import log_softmax
from course_nn.models import LanguageModel
from course_nn.widgets import character_credit

MODEL, LETTERS = names.trained(), names.alphabet()


@pytest.mark.parametrize("embedding", [3, None])
def test_the_gradient_is_that_of_finite_differences(embedding):
    model = LanguageModel(5, 6, np.random.default_rng(0), d_embedding=embedding, dtype=np.float64)
    tokens, target = np.array([0, 2, 4, 1, 2]), 3
    log_p, dx = theme.gradients(model, tokens, target)
    x = np.eye(5)[tokens] if embedding is None else model.embedding.W.value[tokens]

    def log_probability(x):
        return log_softmax(model.output(model.cell(x[None]))[0, -1])[target]

    assert log_p == pytest.approx(log_probability(x)) == pytest.approx(np.log(model.probabilities(tokens[1:])[target]))
    approximate = np.empty_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-5
        approximate[place] = (log_probability(x + step) - log_probability(x - step)) / 2e-5
    np.testing.assert_allclose(dx, approximate, atol=1e-8)


def test_the_change_is_the_mean_over_all_replacements():
    model = LanguageModel(5, 6, np.random.default_rng(0), d_embedding=3, dtype=np.float64)
    tokens, target = np.array([0, 2, 4, 1]), 3
    found = theme.replaced(model, tokens, target)
    assert found[0] == 0 and found.shape == (4,)
    was = np.log(model.probabilities(tokens[1:])[target])
    for place in (1, 2, 3):
        changes = []
        for other in {1, 2, 3, 4} - {int(tokens[place])}:
            row = tokens.copy()
            row[place] = other
            changes.append(abs(np.log(model.probabilities(row[1:])[target]) - was))
        assert found[place] == pytest.approx(np.mean(changes))


def test_what_is_asked_for_and_what_was_read():
    compute = theme.assign_credit()
    found = compute("Rome", 3)
    assert found["read"] == ["·", "R", "o"] and found["target"] == "m" and found["rest"] == ["e", "·"]
    assert found["p"] == pytest.approx(MODEL.probabilities(LETTERS.encode(["Ro"])[0])[LETTERS.symbols.index("m")])
    assert compute("Rome", 5)["target"] == "·" and compute("Rome", 1)["read"] == ["·"]
    for place in (0, 6):
        with refused("character_credit: place: expected a whole number at least 1 and at most 5"):
            compute("Rome", place)


def test_the_nearest_characters_have_most_of_the_credit():
    found = theme.by_distance(MODEL, names.parts()[2], LETTERS)
    assert found.argmax() == 0 and (found[1:] < found[0] / 1.5).all()
    assert found[-1] < 0.2 * found[0]


def test_gradient_and_replacement_agree_often_and_not_always():
    """They ask different questions: a small move of a vector, and another character."""
    share, n = theme.agreement(MODEL, names.parts()[2][:15], LETTERS)
    assert n > 50 and 0.6 < share < 1


@pytest.mark.long
def test_every_corner_holds_its_bars():
    instrument = character_credit()
    for corner in at_corners(instrument):
        for ax in instrument.figure.axes:
            assert all(0 <= p.get_x() and p.get_x() + p.get_width() <= ax.get_xlim()[1] for p in ax.patches), corner
        assert instrument.description.startswith("The probability of ")


@pytest.mark.long
def test_a_model_of_ones_own():
    instrument = character_credit(LanguageModel(5, 4, np.random.default_rng(0)), ["anna", "hanna", "nina"])
    for _ in move_everywhere(instrument):
        pass


def _numbers(ax):
    return [text.get_text() for text in ax.texts if text.get_position()[1] < 0]


def test_a_gradient_of_zero_is_nowhere_longest():
    model = LanguageModel(5, 4, np.random.default_rng(0))
    model.theta[:] = 0
    instrument = character_credit(model, ["anna", "hanna", "nina"]).set(word="anna", place=4)
    assert "the gradient is 0 on all that was read, and no replacement changes anything" in instrument.description
    instrument.set(place=1)
    assert "its gradient is 0" in instrument.description


def test_an_alphabet_of_one_letter_has_nothing_to_replace():
    instrument = character_credit(LanguageModel(2, 4, np.random.default_rng(0)), ["aaa"])
    assert np.isfinite(instrument.result["change"]).all()
    for corner in move_everywhere(instrument):
        words = "only the boundary" if corner["place"] == 1 else "no other letter"
        assert words in instrument.description
        below = [text for text in _numbers(instrument.figure.axes[1]) if text != "asked"]
        assert len(below) == 1 and below[0].startswith("nothing to replace"), "and no 0.00 beside it"


def test_small_numbers_are_told_in_a_power_of_ten():
    model = LanguageModel(5, 4, np.random.default_rng(0))
    model.output.b.value[1] = 12  # as good as sure
    instrument = character_credit(model, ["anna", "hanna", "nina"]).set(word="aaaa", place=4)
    for ax, name in zip(instrument.figure.axes, ("credit", "change"), strict=True):
        largest = instrument.result[name].max()
        power = int(np.floor(np.log10(largest)))
        assert power < -2 and f"{largest / 10.0**power:.2f}" in _numbers(ax)
        assert "numbers × 10" in ax.get_title(loc="left")
    for ax in character_credit().figure.axes:
        assert "numbers" not in ax.get_title(loc="left")


def test_a_character_is_quoted_or_named():
    words = ["a.\t \u00a0b"]
    instrument = character_credit(LanguageModel(7, 4, np.random.default_rng(0)), words).set(word=words[0])
    for place, name in enumerate(("“a”", "“.”", "a tab", "a blank", "a no-break space", "“b”"), 1):
        instrument.set(place=place)
        assert f"The probability of {name} as character {place} is " in instrument.description
    where = ("the boundary", "“a”, character 1", "“.”, character 2", "a tab, character 3", "a blank, character 4")
    instrument.set(place=5)
    longest, changed = (where[int(instrument.result[key].argmax())] for key in ("credit", "change"))
    assert f"longest on {longest}, and a replacement changes most at {changed}." in instrument.description


def test_it_opens_without_the_letter_that_is_asked_about():
    assert character_credit().result["target"] != "e"
