"""A computation graph as a picture: operations as circles, values above the edges, gradients below them."""

from itertools import count

import numpy as np
from matplotlib.patches import Circle

from ...plots.style import BLUE, GREY, GRID, INK, VERMILION, picture
from .computation_graph import whole_graph

ROW = 0.85  # from one row to the next; columns are 1 apart


def graph_places(end):
    """(column, row) of every variable in the graph of ``end``: parents left of what is made of them.

    The first parent stands in the row of what is made of it, the next ones below, so that a chain is a straight line.
    An input that is used again further right keeps its row free up to there, and its line runs along that row.
    """
    order = end.graph()
    column = {}
    for v in order:
        column[id(v)] = 1 + max((column[id(p)] for p, _ in v.parents), default=-1)
    users = {id(v): [column[id(u)] for u in order if any(p is v for p, _ in u.parents)] for v in order}
    # An input stands as near as it can to where it is first used.
    for v in reversed(order):
        if not v.parents and users[id(v)]:
            column[id(v)] = min(users[id(v)]) - 1
    row, taken = {id(end): 0.0}, set()
    uses = [(v, k, parent) for v in reversed(order) for k, (parent, _) in enumerate(v.parents)]
    # Operations first, then the inputs with the longest lines.
    length = {id(v): 0 if v.parents else max(users[id(v)], default=0) - column[id(v)] for v in order}
    uses.sort(key=lambda use: -length[id(use[2])] if length[id(use[2])] else -len(order))
    for v, k, parent in uses:
        first = column[id(parent)]
        if id(parent) in row or not (first == column[id(v)] - 1 or parent.parents):
            continue
        cells = range(first, first + max(1, length[id(parent)]))
        tries = (row[id(v)] + ROW * sign * (k + n) for n in count() for sign in (1, -1))
        row[id(parent)] = next(r for r in tries if not any((c, r) in taken for c in cells))
        taken |= {(c, row[id(parent)]) for c in cells}
    return {id(v): (column[id(v)], row[id(v)]) for v in order}


def draw_computation_graph(figure, result):
    """The graph in ``result``: ``order``, ``edges`` (parent, child, share or None), what is ``known``, ``active``, …

    Known values stand above the edges in blue, shares of the gradient below them in vermilion; what has not been
    computed yet is empty. Of an array the norm is shown, as ‖2.7‖.
    """
    ax = figure.subplots()
    ax.axis("off")
    places = graph_places(result["end"])
    columns = max(c for c, _ in places.values())
    heights = [r for _, r in places.values()]
    ax.set(xlim=(-0.6, columns + 1.75), ylim=(max(heights) + 0.55, min(heights) - 0.55))
    ax.set_aspect("equal", adjustable="box")
    for parent, child, share in result["edges"]:
        constant = not (parent.name or parent.parents)  # its value stands in its place, and nobody wants its gradient
        said = ("", "") if constant else (_number(parent, result), _text(share))
        _edge(ax, places[id(parent)], places[id(child)], *said, result, child)
    for v in result["order"]:
        _node(ax, v, places[id(v)], result)
    c, r = places[id(result["end"])]
    ax.plot([c + 0.24, c + 0.6], [r, r], color=INK, lw=1.2)
    value = _number(result["end"], result) or "?"
    ax.text(c + 0.66, r - 0.1, f"$J$ = {value}", color=BLUE, va="bottom", fontsize=10)
    if result["backward"]:
        ax.text(c + 0.66, r + 0.1, r"$\partial J/\partial J$ = 1", color=VERMILION, va="top", fontsize=10)
    figure.suptitle(_title(result), x=0.012, ha="left")


def _title(result):
    if not result["step"]:
        return "Nothing is computed yet: only the inputs are known"
    if result["done"]:
        return "Every input has its gradient, after one way forward and one way back"
    if result["backward"]:
        return "Backward: each operation passes the gradient on, times its own derivative"
    return "Forward: each operation uses values that are already known"


def describe_computation_graph(result):
    """What the last step did; in the end, the gradients of the inputs."""
    k, step = result["forward_steps"], result["step"]
    if not step:
        return f"{k} operations to compute, and then {k} to walk back through."
    if result["done"]:
        gradients = ", ".join(f"∂J/∂{v.name} = {_text(v.grad)}" for v in result["order"] if v.name in ("x", "w", "b"))
        return f"Done: {gradients}."
    what = result["active"].operation
    if result["backward"]:
        shares = [share for _, child, share in result["edges"] if child is result["active"]]
        passed = " and ".join(_text(share) for share in shares)
        arrived = _text(result["active"].grad)
        return f"Step {step - k} of {k} back: {arrived} arrives at {what}, which passes on {passed}."
    return f"Step {step} of {k} forward: {what} gives {_text(result['active'].value)}."


def _edge(ax, start, end, value, share, result, child):
    """A line, and on it the value and the share of the gradient, nearer to where it begins than to where it ends."""
    (x0, y0), (x1, y1) = start, end
    strong = result["active"] is child
    style = {"color": INK if strong else "#A9B0B9", "lw": 1.8 if strong else 1.1, "zorder": 1}
    bend = max(x0, x1 - 1) if y0 != y1 else x0  # a long way is gone along the row first
    ax.plot([x0, bend, x1], [y0, y0, y1], **style)
    if bend > x0:
        x, y, angle = (x0 + bend) / 2, y0, 0.0
    else:
        at = 0.44 if y0 != y1 else 0.5
        x, y, angle = x0 + at * (x1 - x0), y0 + at * (y1 - y0), np.degrees(np.arctan2(-(y1 - y0), x1 - x0))
    style = {"ha": "center", "fontsize": 9, "rotation": angle, "rotation_mode": "anchor", "zorder": 3}
    if value:
        ax.text(x, y - 0.05, value, color=BLUE, va="bottom", **style)
    if share:
        ax.text(x, y + 0.05, share, color=VERMILION, va="top", **style)


def _node(ax, v, place, result):
    if not v.parents:
        text = f"${v.name}$" if v.name else _text(v.value)
        card = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": GRID}
        ax.text(*place, text, ha="center", va="center", fontsize=12, zorder=4, bbox=card)
        return
    done, back = id(v) in result["known"], id(v) in result["pushed"]
    face = "#FBE3D3" if back else "#DCEBF5" if done else "white"
    edge = VERMILION if back else BLUE if done else "#A9B0B9"
    width = 2.6 if result["active"] is v else 1.2
    dashes = "-" if done else (0, (3, 2))
    ax.add_patch(Circle(place, 0.24, facecolor=face, edgecolor=edge, lw=width, ls=dashes, zorder=2))
    style = {"fontsize": 8 if len(v.operation) > 2 else 11, "color": INK if done else GREY, "zorder": 4}
    ax.text(*place, v.operation, ha="center", va="center", **style)


def _number(v, result):
    return _text(v.value) if id(v) in result["known"] else ""


def _text(value):
    if value is None:
        return ""
    value = np.asarray(value)
    if value.size == 1:
        return _short(float(value.reshape(()))).replace("-", "−")
    return f"‖{_short(float(np.linalg.norm(value)))}‖"


def _short(number):
    """Three digits, two below a tenth, so that it fits between two circles."""
    size = abs(number)
    if size < 1e-14:
        return "0"  # −0, or what rounding leaves of a zero
    if size < 1e-3:
        digits, power = f"{number:.1e}".split("e")
        return f"{float(digits):g}e{int(power)}"
    return f"{number:.3g}" if size >= 0.1 else f"{number:.2g}"


def show_graph(end, alt=""):
    """The whole graph that ``end`` was made from, with all values, and with all gradients if `backward` has run."""
    columns = 1 + max(c for c, _ in graph_places(end).values())
    operations = ", ".join(v.operation for v in end.graph() if v.parents)
    alt = alt or f"A computation graph with the operations {operations}; its end has the value {_text(end.value)}."
    size = (min(9.4, max(6.4, 1.3 * columns + 1.6)), 3.0)
    return picture(draw_computation_graph, whole_graph(end), alt, size)
