"""Predict, run, reconcile: what a reader expects of an instrument, beside what happened when it moved."""

import html
from datetime import UTC, datetime

from .. import _checks
from .versions import tooltip

MOST = 1000  # letters that are kept
LATE = "A prediction comes before the move: press Reset, then move."
_WHY = "Write down what you expect, before you move anything"


class Prediction:
    """A field behind a button of an instrument; ``name`` is the instrument's, or "" for one that isn't the course's.

    What stands in the field when the instrument leaves the values with which it began is shown beside what happened
    then, and kept with the reader's progress (its first ``MOST`` letters). What is written later is none: it waits for
    a Reset. Without a word in it there is nothing to see of it but the button.
    """

    def __init__(self, name=""):
        import ipywidgets as W

        self.name, self._told, self._opened, self._began = name, "", False, True
        self.button = W.Button(description="Predict", icon="comment", tooltip=_WHY)
        self.button.add_class("course-nn-predict").on_click(self._turn)
        self.field = W.Textarea(
            description="Your prediction",
            placeholder="Before you move anything: what will happen, and why?",
            rows=3,
            continuous_update=False,
            layout={"display": "none", "width": "270px", "height": "auto"},
            style={"description_width": "initial"},
            **tooltip("Your prediction"),
        ).add_class("course-nn-predicted")
        self.said = W.HTML().add_class("course-nn-reconciled")

    def write(self, text):
        """Put ``text`` into the field, as a reader does."""
        if not isinstance(text, str):
            raise TypeError(f"prediction.write: expected text, got {_checks.describe(text)}")
        self._open()
        self.field.value = text

    def back(self):
        """The instrument is where it began."""
        if not self._began:
            self._began, self._told = True, ""

    def moved(self, sentence):
        """The instrument is elsewhere than where it began, and ``sentence`` says what is now the case."""
        first, self._began = self._began, False
        text = self.field.value.strip()[:MOST]
        if not text or text == self._told:
            return
        if not first:
            self.said.value = f"<div>{LATE}</div>"
            return
        self._told = text
        trouble = ""
        if self.name:
            when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            trouble = _store().record(self.name, prediction={"when": when, "predicted": text, "happened": sentence})
        self._show(text, sentence, trouble)

    def _turn(self, _button):
        if self.field.layout.display == "none":
            self._open()
        else:
            self.field.layout.display = "none"

    def _open(self):
        self.field.layout.display = "flex"
        if self._opened:
            return
        self._opened = True
        kept = _store().read()[0].get(self.name, {}).get("prediction") if self.name else None
        if isinstance(kept, dict) and not self.field.value:  # of an earlier day: to read, and to write another
            self._told = str(kept.get("predicted", ""))
            self._show(self._told, str(kept.get("happened", "")), "")
            self.field.value = self._told

    def _show(self, predicted, happened, trouble):
        rows = [("You predicted", predicted), ("What happened first", happened), ("", trouble)]
        self.said.value = "".join(
            f"<div>{f'<b>{word}:</b> ' if word else ''}{html.escape(text)}</div>" for word, text in rows if text
        )


def _store():
    """Where progress is kept, loaded when it is first needed: most instruments are moved without a prediction."""
    from ..exercises import store

    return store
