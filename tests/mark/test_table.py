"""The marks as a table."""

import csv
import io

from course_nn.exercises.report import NOT_ATTEMPTED, NOT_YET, PASSED, CheckResult
from course_nn.mark import table
from course_nn.mark.marking import Marked


def test_a_row_a_student():
    one = {"f": CheckResult("f", PASSED, "Right."), "g": CheckResult("g", NOT_YET, "No.", "sign")}
    two = {"f": CheckResult("f", NOT_ATTEMPTED, "None.")}
    text = table.text(
        [Marked('A "B", C', one), Marked("=1+1", two, notes=["=x.ipynb was not marked.", "No."])], ["f", "g"]
    )
    assert list(csv.reader(io.StringIO(text))) == [
        ["student", "passed", "f", "g", "f: mistake", "g: mistake", "notes"],
        ['A "B", C', "1", "passed", "not yet", "", "sign", ""],
        ["'=1+1", "0", "not attempted", "", "", "", "'=x.ipynb was not marked. No."],
    ]


def test_no_spreadsheet_takes_a_name_for_a_formula():
    for text in ("=x", "+1", "-1", "@x", " =x", "\u3000-x", *"\uff1d\uff0b\uff0d\uff20\ufe66"):
        assert table.plain(text) == f"'{text}"
    for text in ("\t=x", "\r=x", "\x1b=x", "\u202e=x"):
        assert table.plain(text) == f"{ascii(text[0])[1:-1]}=x"
    assert table.plain("Anna-Lena") == "Anna-Lena" and table.plain("") == ""
