"""How answers are shown: values in few characters, cards whose text is text, and plain text that says the same."""

import re
from pathlib import Path

import numpy as np
import pytest

from course_nn.exercises.report import (
    EDGES,
    MARKS,
    NOT_ATTEMPTED,
    NOT_YET,
    PASSED,
    Answer,
    CheckResult,
    Message,
    Progress,
    Solution,
    prose,
    show,
    show_apart,
    show_case,
)


@pytest.mark.parametrize(
    "value, text",
    [
        (np.array([1.0, 2.5]), "[1. , 2.5]"),
        (np.float64(1) / 3, "0.333333"),
        (np.int64(3), "3"),
        (True, "True"),
        ((np.array([1]), 2.0), "([1], 2)"),
        ((1,), "(1,)"),
        ([1], "[1]"),
        (np.zeros((0, 2)), "empty array of shape (0, 2)"),
        (object(), "a object"),
        (len, "len"),
        ("x" * 500, "'" + "x" * 116 + "..."),
    ],
)
def test_values_are_shown_short(value, text):
    assert show(value) == text


def test_two_values_that_differ_are_shown_so_that_it_is_seen():
    assert show_apart(1.0, 2.0) == ("1", "2")
    assert show_apart(0.25, 0.25000001) == ("0.25", "0.25000001")
    assert show_apart(np.array([0.25]), np.array([0.25 + 1e-12])) == ("[0.25]", "[0.250000000001]")
    assert show_apart((1, np.ones(1)), (1, np.ones(1) + 1e-8))[1] == "(1, [1.00000001])"
    assert show_apart([1], [1]) == ("[1]", "[1]")


@pytest.mark.parametrize("status", [NOT_ATTEMPTED, NOT_YET, PASSED])
def test_a_result_says_the_same_in_both_forms(status):
    result = CheckResult("f<x>", status, "See `a < b`.", "sign", (("got", "[1,\n 2]"), ("w", "<")), "Kept.")
    text, page = repr(result), result._repr_html_()
    assert text.splitlines() == [
        f"{MARKS[status]} f<x>: {status}. See `a < b`.",
        "  got: [1,",
        "        2]",
        "  w: <",
        "Kept.",
    ]
    assert f"{MARKS[status]} f&lt;x&gt;: {status}." in page and "<code>a &lt; b</code>" in page
    assert "[1,\n 2]</pre>" in page and ">&lt;</pre>" in page and "<em>Kept.</em>" in page and EDGES[status] in page
    assert result.passed is (status == PASSED)


def test_a_result_without_more_has_no_table_and_no_note():
    page = CheckResult("f", PASSED, "Right.")._repr_html_()
    assert "<table" not in page and "<em>" not in page


def test_no_color_but_the_edge_is_set_so_that_every_theme_stays_readable():
    pages = [
        one._repr_html_() for one in (CheckResult("f", NOT_YET, "No.", details=(("got", "1"),)), Message("T", "t"))
    ]
    for page in pages:
        colors = re.findall(r"#[0-9A-Fa-f]{3,6}|(?<!-)color:(?!inherit)|background:(?!none)", page)
        assert len(colors) == 1 and "border-left:4px solid #" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a `b` c", "a <code>b</code> c"),
        ("`b`", "<code>b</code>"),
        ("`a < b` & `c`", "<code>a &lt; b</code> &amp; <code>c</code>"),
        ("an odd ` one", "an odd ` one"),
        ("", ""),
    ],
)
def test_code_in_prose(text, shown):
    assert prose(text) == shown


def test_a_short_case_stands_on_one_line_and_a_long_one_on_several():
    assert show_case(("w", "b"), (np.array([1.0, 2.0]), 0)) == "w = [1., 2.], b = 0"
    matrix = show_case(("W", "b"), (np.eye(2), 1))
    assert matrix.splitlines() == ["W = [[1., 0.],", "     [0., 1.]]", "b = 1"]
    assert show_case(("a", "b"), ("x" * 40, "y" * 40)).count("\n") == 1


def test_hints_and_solutions():
    hint = Message("f, hint 1 of 3", "Look at `x`.", "The last.")
    assert repr(hint) == "f, hint 1 of 3: Look at `x`.\nThe last." and repr(Message("T", "t")) == "T: t"
    assert "<code>x</code>" in hint._repr_html_() and "<em>The last.</em>" in hint._repr_html_()
    solution = Solution("f", "def f(x):\n    return x")
    assert repr(solution) == solution.source and solution._repr_markdown_() == f"```python\n{solution.source}\n```"


def test_an_answer_is_shown_as_code_whatever_stands_in_it():
    source = 'def f(x):\n    """```\n    <b>"""\n    return x'
    answer = Answer("f", PASSED, source)
    assert repr(answer) == f"✓ f: passed.\n{source}"
    assert answer._repr_markdown_() == f"✓ f: passed.\n\n````python\n{source}\n````"
    nothing = Answer("f", NOT_YET, "")
    assert repr(nothing) == nothing._repr_markdown_() == "○ f: no answer of yours is kept yet; `check` keeps it."


def test_the_place_of_progress_is_known_and_not_shown():
    table = Progress((), "", Path("some", "folder"))
    assert table.place == Path("some", "folder") and Progress(()).place is None
    assert "folder" not in repr(table) + table._repr_html_()


def test_the_table_of_progress_counts_what_is_passed():
    table = Progress(((1, "A <title>", "a", PASSED), (12, "B", "b", NOT_YET), (2, "C", "c", NOT_ATTEMPTED)), "A note.")
    assert table.passed == 1 and table.headline == "1 of 3 exercises passed"
    _, *lines, note = repr(table).splitlines()
    assert lines == ["  01  A <title>  ✓ passed", "  12  B          ✗ not yet", "  02  C          ○ not attempted"]
    assert note == "A note." and "A &lt;title&gt; (<code>a</code>)" in table._repr_html_()
    assert table._repr_html_().count("<tr>") == 4
    assert repr(Progress(())) == "0 of 0 exercises passed" and "<table" not in Progress(())._repr_html_()


def test_an_input_is_shown_with_the_digits_that_tell_its_entries_apart():
    losses = 1 - 1e-7 * np.arange(3)
    assert show_case(("losses",), (losses,)) == "losses = [1.       , 0.9999999, 0.9999998]"
    assert show_case(("losses",), (np.array([1.0, 1.0, 0.5]),)) == "losses = [1. , 1. , 0.5]"
