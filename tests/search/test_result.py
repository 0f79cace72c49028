"""What a search found, as a table; and what is said where nothing was found."""

from example_search import SPACE, objective, quiet
from helpers import refused

from course_nn.search import SearchResult, Uniform, random_search


def test_all_failed():
    result = quiet(random_search, lambda rng, x: 1 / 0, {"x": Uniform(0, 1)}, 3)
    for ask in (lambda: result.best, lambda: result.score, result.plot):
        with refused("at least one trial that gives a number, got none; the first failed: ZeroDivisionError"):
            ask()
    assert "3 failed" in repr(result) and "3 failed" in result._repr_html_()
    with refused("none was finished"):
        SearchResult({}, []).best  # noqa: B018


def test_table():
    result = quiet(random_search, objective, SPACE, 25, rng=7)
    assert result.score == min(row["score"] for row in result.rows if row["score"] is not None)
    lines = repr(result).splitlines()
    assert lines[0].split() == ["trial", *SPACE, "score"] and len(lines) == 12
    shown = [float(line.split()[-1]) for line in lines[1:-1]]
    assert shown == sorted(shown) and shown[0] == float(f"{result.score:.4g}")
    assert f"the best 10 of 25 trials; {len(result.failures)} failed" in lines[-1]
    assert result._repr_html_().count("<tr>") == 11
    assert len(result.table(3).splitlines()) == 5


def test_table_escapes():
    markup = quiet(random_search, lambda rng, kind: 1 / 0 if kind == "<b>" else 0, {"kind": ["<b>", "<i>"]}, 6)
    assert "<b>" not in markup._repr_html_() and "&lt;i&gt;" in markup._repr_html_()
