"""The marks as a table that spreadsheets read: a row a student, a column an exercise."""

import csv
import io

from ..exercises.report import PASSED


def text(all_marked, names):
    """CSV: the student, how many are passed, for each exercise "passed", "not yet" or "not attempted", and what kind of
    mistake was found.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["student", "passed", *names, *(f"{name}: mistake" for name in names)])
    for marked in all_marked:
        results = [marked.results.get(name) for name in names]
        states = [one.status if one else "" for one in results]
        kinds = [plain(one.mistake) if one else "" for one in results]
        rows.writerow([plain(marked.student), states.count(PASSED), *states, *kinds])
    return out.getvalue()


def plain(value):
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in tuple("=+-@\t\r") and value else value
