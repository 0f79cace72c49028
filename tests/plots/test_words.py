"""Words in pictures: any letters come out as they are, without a formula and without a warning."""

import pytest

from course_nn.plots.style import course_style, new_figure
from course_nn.plots.words import drawn, said, said_symbol, unshown


def shown(text):
    """What Matplotlib draws of a text: the string, and whether it takes it for a formula."""
    figure = new_figure(2, 1)
    with course_style():
        artist = figure.text(0.1, 0.5, text)
        figure.canvas.draw()
    return artist._preprocess_math(text)


@pytest.mark.parametrize("word", ["anna", "$a$", "$$", "a$b", "$x^$", r"\$", r"$\frac$", "São", "a_b^c{", "%#&~"])
def test_letters_are_drawn_as_they_are(word):
    assert shown(drawn(word)) == (word, False)


@pytest.mark.parametrize("word", ["北京", "a\nb", "\t", "\U0001f98a", "東$京$"])
def test_what_no_font_draws_is_a_box_without_a_warning(word):
    text, formula = shown(drawn(word))  # a missing glyph would warn, and warnings are errors
    assert not formula and len(text) == len(word) and "□" in text
    assert unshown(word) == "".join(a for a, b in zip(word, text, strict=True) if a != b)


def test_a_blank_alone_has_a_sign():
    assert [drawn(symbol) for symbol in (" ", "·", "$", "京", "a")] == ["␣", "·", r"\$", "□", "a"]
    assert drawn("a b") == "a b" and unshown("a b·é") == ""


@pytest.mark.parametrize(
    ("word", "seen"),
    [(" ", "␣"), ("San ", "San␣"), (" a b", "␣a b"), ("a  b", "a␣␣b"), ("   ", "␣␣␣"), ("", ""), ("a b c", "a b c")],
)
def test_a_blank_that_would_not_be_seen_has_a_sign(word, seen):
    assert drawn(word) == seen and said(word) == f"“{seen}”"


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("a\tb", "“a⟨tab⟩b”"),
        ("a\n", "“a⟨line break⟩”"),
        ("a\u00a0b", "“a⟨U+00A0⟩b”"),
        ("\u3000", "“⟨U+3000⟩”"),
        ("a\u200bb", "“a⟨U+200B⟩b”"),
        ("São", "“São”"),
        ("Sa\u0303o", "“Sa\u0303o”"),
        ("北京", "“北京”"),
    ],
)
def test_a_sentence_holds_all_that_can_not_be_seen(word, sentence):
    assert said(word) == sentence and " ".join(sentence.split()) == sentence, "as an instrument writes it"


@pytest.mark.parametrize(
    ("symbol", "called"),
    [
        ("s", "“s”"),
        (".", "“.”"),
        ("2", "“2”"),
        ("京", "“京”"),
        (" ", "a blank"),
        ("\t", "a tab"),
        ("\n", "a line break"),
        ("\u00a0", "a no-break space"),
        ("\u3000", "an ideographic space"),
        ("\u200b", "a zero width space"),
        ("\u0301", "a combining acute accent"),
        ("\x07", "the character U+0007"),
        ("\ud800", "the character U+D800"),
    ],
)
def test_one_character_is_quoted_or_has_a_name(symbol, called):
    assert said_symbol(symbol) == called
