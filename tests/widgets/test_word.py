"""The word: what is typed comes to compute letter by letter, and what can't be read gets a sentence."""

import pytest
from helpers import refused
from small_instrument import small, widget_of

from course_nn.widgets import Word
from course_nn.widgets.word import about_letters


def reader(**options):
    word = Word("word", "a word", "Rome", "abemoRy", **options)
    return small(lambda word: word, [word], lambda word: f"It reads {word!r}.", lambda figure, word: None)


def test_the_picture_follows_the_letters():
    it = reader()
    (box,) = widget_of(it, "Text")
    assert box.value == "Rome" and box.continuous_update and it.result == "Rome"
    box.value = "Roma"
    assert it.result == "Roma" and it.description == "It reads 'Roma'."
    box.value = ""
    assert it.result == ""
    it.reset()
    assert it.result == box.value == "Rome"
    assert it.set(word="ab").result == "ab"


def test_a_strange_letter_gets_a_sentence_and_leaves_the_picture(monkeypatch):
    monkeypatch.delenv("COURSE_NN_STRICT", raising=False)
    it = reader(longest=6)
    (box,) = widget_of(it, "Text")
    box.value = "Rome!"
    assert str(it.failure) == "a word: expected letters among “abemoRy”, got “!”"
    assert it.result == "Rome"
    box.value = "Romemoom"
    assert str(it.failure) == "a word: expected 0 to 6 letters, got 8"
    box.value = "Romo"
    assert it.failure is None and it.result == "Romo"


def test_the_ends_are_the_shortest_the_longest_and_the_examples():
    assert Word("w", "w", "ab", "abc", longest=4, examples=("a", "ab")).ends() == ["", "c", "a", "ab", "cccc"]
    assert Word("w", "w", "ab", "abc", longest=3, least=1).ends() == ["c", "ab", "ccc"]
    assert Word("w", "w", "ab", "abc", longest=3, least=2).ends() == ["cc", "ab", "ccc"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Word("w", "w", "ab", ""), "expected letters as a string of them, got ''"),
        (lambda: Word("w", "the word", "ax", "ab"), "the word: expected letters among “ab”, got “x”"),
        (lambda: Word("w", "the word", "a\t", " a"), "the word: expected letters among “␣a”, got a tab"),
        (lambda: Word("w", "w", 3, "ab"), "expected a word, got 3"),
        (lambda: Word("w", "w", "ab", "ab", longest=1), "expected 0 to 1 letters, got 2"),
        (lambda: Word("w", "w", "", "ab", least=1), "expected 1 to 20 letters, got 0"),
        (lambda: Word("w", "w", "a", "ab", longest=0), "longest: expected a whole number at least 1"),
        (lambda: Word("w", "w", "a", "ab", examples=("c",)), "got “c”"),
        (lambda: Word("for", "w", "a", "ab"), "expected a name that can be an argument"),
    ],
)
def test_a_bad_definition_is_refused(call, words):
    with refused(words):
        call()


def test_a_caption_says_what_a_picture_can_not_show():
    assert about_letters("abemo Ry$é") == ""
    assert about_letters("ab京") == " □: a character that the picture can't show."
