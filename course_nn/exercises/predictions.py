"""What a reader expected of instruments, beside what happened."""

import html
from dataclasses import dataclass

from ..windows import Window
from . import records, store
from .report import card


@dataclass(frozen=True)
class Predictions:
    """A table of what was predicted: ``rows`` of (chapter, instrument, predicted, happened)."""

    rows: tuple
    note: str = ""

    @property
    def headline(self):
        many = len(self.rows)
        return f"{many} prediction{'' if many == 1 else 's'}" if many else "No prediction yet"

    @property
    def _hint(self):
        return "" if self.rows else 'The button "Predict" of an instrument opens a field for it.'

    def __repr__(self):
        lines = [f"{self.headline}. {self._hint}".rstrip()]
        for chapter, name, predicted, happened in self.rows:
            lines += [f"  {chapter:02d}  {name}", f"      You predicted: {' '.join(predicted.split())}"]
            lines += [f"      What happened first: {happened}"]
        return "\n".join([*lines, self.note] if self.note else lines)

    def _repr_html_(self):
        style = 'style="text-align:left;vertical-align:top;padding:2px 16px 2px 0"'
        heads = "".join(f"<th {style}>{word}</th>" for word in ("Instrument", "You predicted", "What happened first"))
        body = "".join(
            f"<tr><td {style}>{chapter:02d} <code>{html.escape(name)}</code></td><td {style}>{html.escape(predicted)}"
            f"</td><td {style}>{html.escape(happened)}</td></tr>"
            for chapter, name, predicted, happened in self.rows
        )
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>" if body else ""
        return card("#0072B2", self.headline, self._hint, table, self.note)


def predictions():
    """A table of your predictions in the order of the chapters: for each instrument the last one before a move."""
    kept, sentence = store.read()
    rooms = Window("instruments")
    mine = records.understood({name: kept[name] for name in rooms.rooms if isinstance(kept.get(name), dict)})[0]
    told = ((name, record["prediction"]) for name, record in mine.items() if "prediction" in record)
    rows = [(rooms.chapter(name), name, *(one[key] for key in records.PREDICTION)) for name, one in told]
    return Predictions(tuple(rows), sentence)
