"""The marks as a table that spreadsheets read: a row a student, a column an exercise."""

import csv
import io
import unicodedata

from ..exercises.report import PASSED

#: Signs that hold letters together, or apart, as names in Persian and Hindi need them.
_JOINERS = "\u200c\u200d"


def text(all_marked, names):
    """CSV: the student, how many are passed, for each exercise "passed", "not yet" or "not attempted", what kind of
    mistake was found, and what is said about the student's files.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["student", "passed", *names, *(f"{name}: mistake" for name in names), "notes"])
    for marked in all_marked:
        results = [marked.results.get(name) for name in names]
        states = [one.status if one else "" for one in results]
        kinds = [plain(one.mistake) if one else "" for one in results]
        notes = plain(" ".join(marked.notes))
        rows.writerow([plain(marked.student), states.count(PASSED), *states, *kinds, notes])
    return out.getvalue()


def plain(value):
    """Text that no spreadsheet takes for a formula, whatever signs it is written with."""
    value = shown(value)
    return f"'{value}" if unicodedata.normalize("NFKC", value).lstrip().startswith(("=", "+", "-", "@")) else value


def shown(text):
    """Text in which what controls a terminal or the direction of writing is as Python writes it: ``\\x1b``."""
    return "".join(ascii(one)[1:-1] if _controls(one) else one for one in text)


def _controls(letter):
    kind = unicodedata.category(letter)
    return kind in ("Cc", "Cs", "Zl", "Zp") or (kind == "Cf" and letter not in _JOINERS)
