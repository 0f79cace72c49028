"""What a cell made goes when the cell is run again, and nothing else does."""

import types

import IPython
import ipywidgets
import pytest

from course_nn.widgets import rerun


class Made:
    closed = False

    def close(self):
        self.closed = True


@pytest.fixture
def runs(monkeypatch):
    """A function: as if this run of this cell of a notebook were on."""
    monkeypatch.setattr(rerun, "_made", {})

    def run(cell, number):
        parent = {"metadata": {} if cell is None else {"cellId": cell}, "header": {"msg_id": number}}
        shell = types.SimpleNamespace(kernel=types.SimpleNamespace(get_parent=lambda: parent))
        monkeypatch.setattr(IPython, "get_ipython", lambda: shell)

    return run


def made():
    one = Made()
    rerun.replace(one)
    return one


def test_a_cell_that_is_run_again_closes_what_it_made(runs):
    runs("a", "1")
    first, second = made(), made()
    runs("b", "2")
    other = made()
    assert not (first.closed or second.closed or other.closed), "one cell may make several, and so may others"
    runs("a", "3")
    third = made()
    assert first.closed and second.closed and not (other.closed or third.closed)
    runs("a", "4")
    made()
    assert third.closed and not other.closed


def test_where_no_cell_is_known_nothing_is_closed(runs, monkeypatch):
    for number in "12":
        runs(None, number)
        one = made()
        made()
        assert not one.closed
    monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    one = made()
    made()
    assert not one.closed and rerun._made == {}


def test_all_that_a_widget_holds():
    button = ipywidgets.Button()
    inner = ipywidgets.HBox([button])
    outer = ipywidgets.VBox([inner])
    found = [outer, inner, button, button.style, *(one.layout for one in (outer, inner, button))]
    assert {one.model_id for one in rerun.all_in(outer)} == {one.model_id for one in found}
