"""How answers are shown: as HTML that fits a light and a dark theme, and as plain text that says the same."""

import html
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

NOT_ATTEMPTED, NOT_YET, PASSED = "not attempted", "not yet", "passed"
MARKS = {NOT_ATTEMPTED: "○", NOT_YET: "✗", PASSED: "✓"}
EDGES = {NOT_ATTEMPTED: "#8A919C", NOT_YET: "#D55E00", PASSED: "#009E73"}  # a second channel beside the words


@dataclass(frozen=True)
class CheckResult:
    """What ``check`` found. ``status`` is "not attempted", "not yet" or "passed"; ``mistake`` names the
    kind.
    """

    name: str
    status: str
    message: str
    mistake: str = ""
    details: tuple = ()  # (word, text) pairs: the smallest failing input, expected, got
    note: str = ""

    @property
    def passed(self):
        return self.status == PASSED

    @property
    def headline(self):
        return f"{MARKS[self.status]} {self.name}: {self.status}"

    def __repr__(self):
        lines = [f"{self.headline}. {self.message}"]
        lines += [f"  {word}: {_indent(text, len(word) + 4)}" for word, text in self.details]
        return "\n".join(lines + ([self.note] if self.note else []))

    def _repr_html_(self):
        rows = "".join(
            f'<tr><th style="text-align:left;vertical-align:top;font-weight:normal;padding:1px 12px 1px 0;'
            f'background:none">{html.escape(word)}</th><td style="text-align:left;padding:1px 0;background:none">'
            f'<pre style="margin:0;background:none;color:inherit">{html.escape(text)}</pre></td></tr>'
            for word, text in self.details
        )
        table = f'<table style="margin:4px 0 0 0;border:none">{rows}</table>' if rows else ""
        return card(EDGES[self.status], self.headline, self.message, table, self.note)


@dataclass(frozen=True)
class Message:
    """A hint, or what became of a file: a title, sentences, and how to go on."""

    title: str
    text: str
    note: str = ""

    def __repr__(self):
        return f"{self.title}: {self.text}" + (f"\n{self.note}" if self.note else "")

    def _repr_html_(self):
        return card("#0072B2", self.title, self.text, "", self.note)


@dataclass(frozen=True)
class Solution:
    """The reference solution's source."""

    name: str
    source: str

    def __repr__(self):
        return self.source

    def _repr_markdown_(self):
        return f"```python\n{self.source}\n```"


@dataclass(frozen=True)
class Answer:
    """An answer of the reader's own, as it was last checked; no source if none is kept."""

    name: str
    status: str
    source: str

    @property
    def headline(self):
        if not self.source:
            return f"{MARKS[NOT_ATTEMPTED]} {self.name}: no answer of yours is kept yet; `check` keeps it."
        return f"{MARKS[self.status]} {self.name}: {self.status}."

    def __repr__(self):
        return f"{self.headline}\n{self.source}".rstrip("\n")

    def _repr_markdown_(self):
        if not self.source:
            return self.headline
        # A fence longer than any in the answer, so that all of it is code.
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", self.source)), default=0))
        return f"{self.headline}\n\n{fence}python\n{self.source}\n{fence}"


@dataclass(frozen=True)
class Progress:
    """A table of all exercises: ``rows`` of (chapter, title, name, status).

    ``place`` is the file that keeps it, or None; it is not shown, since a notebook is stored with what it shows.
    """

    rows: tuple
    note: str = ""
    place: Path | None = None
    passed: int = field(init=False, default=0)

    def __post_init__(self):
        object.__setattr__(self, "passed", sum(row[3] == PASSED for row in self.rows))

    @property
    def headline(self):
        return f"{self.passed} of {len(self.rows)} exercises passed"

    def __repr__(self):
        wide = max((len(row[1]) for row in self.rows), default=0)
        lines = [
            f"  {chapter:02d}  {title:{wide}}  {MARKS[status]} {status}" for chapter, title, _, status in self.rows
        ]
        return "\n".join([self.headline, *lines] + ([self.note] if self.note else []))

    def _repr_html_(self):
        style = 'style="text-align:left;padding:2px 16px 2px 0"'
        whole = 'style="text-align:left;padding:2px 0;white-space:nowrap"'
        heads = "".join(f"<th {style}>{word}</th>" for word in ("Chapter", "Exercise", "State"))
        body = "".join(
            f"<tr><td {style}>{chapter:02d}</td><td {style}>{html.escape(title)} "
            f"(<code>{html.escape(name)}</code>)</td><td {whole}>{MARKS[status]} {status}</td></tr>"
            for chapter, title, name, status in self.rows
        )
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>" if body else ""
        return card("#0072B2", self.headline, "", table, self.note)


def card(edge, headline, text, more="", note=""):
    """A block with a colored edge and no colors of its own inside, so that the theme's text stays readable."""
    parts = [f"<strong>{html.escape(headline)}.</strong> {prose(text)}", more]
    if note:
        parts.append(f"<div><em>{html.escape(note)}</em></div>")
    return (
        f'<div role="status" style="border-left:4px solid {edge};padding:2px 0 2px 12px;margin:4px 0">'
        f"{''.join(parts)}</div>"
    )


def prose(text):
    """Escaped text in which `code` is set as code."""
    pieces = html.escape(text).split("`")
    if len(pieces) % 2 == 0:
        return html.escape(text)
    return "".join(f"<code>{one}</code>" if k % 2 else one for k, one in enumerate(pieces))


def show(value, digits=6):
    """A value in few characters: at most so many digits, long arrays shortened."""
    if isinstance(value, np.ndarray):
        if value.size == 0:
            return f"empty array of shape {value.shape}"
        if value.ndim == 0:
            return show(value.item(), digits)
        return np.array2string(value, precision=digits - 1, suppress_small=digits <= 6, separator=", ", threshold=24)
    if isinstance(value, (tuple, list)):
        opening, closing = "()" if isinstance(value, tuple) else "[]"
        single = "," if opening == "(" and len(value) == 1 else ""  # (1,) is a tuple, (1) a number
        return opening + ", ".join(show(one, digits) for one in value) + single + closing
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (float, np.floating)):
        return f"{value:.{digits}g}"
    if isinstance(value, np.integer):
        return str(int(value))
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    text = repr(value)
    if " at 0x" in text:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 120 else text[:117] + "..."


def show_apart(expected, got):
    """Two values that differ, with as many digits as it takes to see it."""
    for digits in (6, 10, 17):
        texts = show(expected, digits), show(got, digits)
        if texts[0] != texts[1]:
            break
    return texts


def show_case(names, case):
    """``w = [0, 0], b = 0``, one input a line where arrays need several."""
    parts = [f"{name} = {_indent(_telling(value), len(name) + 3)}" for name, value in zip(names, case, strict=True)]
    long = any("\n" in one for one in parts) or sum(map(len, parts)) > 70
    return ("\n" if long else ", ").join(parts)


def _telling(value):
    """An input with as many digits as it takes to tell entries apart that differ."""
    digits = 6
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size <= 24:
        for digits in (6, 10, 17):
            if len({show(np.array([one]), digits) for one in value.ravel()}) == len(np.unique(value)):
                break
    return show(value, digits)


def _indent(text, width):
    return text.replace("\n", "\n" + " " * width)
