"""The word: a box to type a word in, which the picture follows letter by letter."""

from dataclasses import KW_ONLY, dataclass

from .. import _checks
from ..plots.words import UNSHOWN, said, said_symbol, unshown
from .controls import Control, _shown


@dataclass
class Word(Control):
    """A word of at most ``longest`` of the characters ``letters``; with ``least=0`` the box may also be empty.

    ``examples`` are words that a test must look at, as well as ``value``, the longest word, one of one letter (of
    ``least``, if more are needed), and none where the box may be empty.
    """

    value: str
    letters: str
    _: KW_ONLY
    longest: int = 20
    least: int = 0
    examples: tuple = ()

    def check(self):
        if not isinstance(self.letters, str) or not self.letters:
            raise ValueError(f"{self._where}: expected letters as a string of them, got {self.letters!r}")
        self.least = _checks.whole(self.least, f"{self._where}: least", low=0)
        self.longest = _checks.whole(self.longest, f"{self._where}: longest", low=max(1, self.least))
        self.value = self.clean(self.value)
        self.examples = tuple(self.clean(word) for word in self.examples)

    def clean(self, value):
        if not isinstance(value, str):
            raise TypeError(f"{self._where}: expected a word, got {_checks.describe(value)}")
        strange = [letter for letter in value if letter not in self.letters]
        if strange:
            few = self.letters if len(self.letters) <= 60 else self.letters[:59] + "…"
            raise ValueError(f"{self.label}: expected letters among {said(few)}, got {said_symbol(strange[0])}")
        if not self.least <= len(value) <= self.longest:
            raise ValueError(f"{self.label}: expected {self.least} to {self.longest} letters, got {len(value)}")
        return value

    def ends(self):
        short, one, long = (self.letters[-1] * n for n in (self.least, max(1, self.least), self.longest))
        return list(dict.fromkeys([short, one, *self.examples, self.value, long]))

    def widget(self):
        import ipywidgets

        return ipywidgets.Text(value=self.value, continuous_update=True, **_shown(self))


def about_letters(letters):
    """What a caption has to add where a picture can't show some of the letters: a blank and a sentence, or nothing."""
    return f" {UNSHOWN}: a character that the picture can't show." if unshown(letters) else ""
