"""A cell that is run again makes room: what it made before ends, instead of living on where nobody sees it."""

import contextlib

_made = {}  # cell → which run of it, and what was made there


def replace(one):
    """Remember that this cell of a notebook made ``one``, and close what its earlier runs made.

    ipywidgets keeps every widget until it is closed, and a kernel what its cells gave. Where nothing says which cell
    runs, as outside of JupyterLab and its kin, nothing is closed.
    """
    cell, run = _now()
    if cell is None:
        return
    before, made = _made.get(cell, (run, []))
    if before != run:
        for old in made:
            old.close()
        made = []
    _made[cell] = run, [*made, one]


def _now():
    """The cell that runs, and which run of it this is; None where there is none."""
    with contextlib.suppress(ImportError, AttributeError, KeyError):
        from IPython import get_ipython

        parent = get_ipython().kernel.get_parent()
        return parent["metadata"].get("cellId"), parent["header"].get("msg_id")
    return None, None


def all_in(widget):
    """The widget and all that it holds: those in its box, and what makes up their look, which are widgets, too."""
    yield widget
    parts = (getattr(widget, name, None) for name in ("layout", "style"))
    for one in (*getattr(widget, "children", ()), *filter(None, parts)):
        yield from all_in(one)
