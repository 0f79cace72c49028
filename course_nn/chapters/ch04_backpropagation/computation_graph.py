"""A computation graph: values forward through it, gradients back, one operation after the other."""

from ... import _checks, autodiff
from ...autodiff import Variable


def _neuron(x, w, b):
    x, w, b, y = Variable(x, "x"), Variable(w, "w"), Variable(b, "b"), Variable(1.0, "y")
    return (autodiff.sigmoid(x * w + b) - y) ** 2


def _chain(x, w, b):
    x, w, b = Variable(x, "x"), Variable(w, "w"), Variable(b, "b")
    return autodiff.tanh(autodiff.tanh(x * w + b) * w)


def _fork(x, w, b):
    x, w, b = Variable(x, "x"), Variable(w, "w"), Variable(b, "b")
    a = autodiff.relu(x * w)
    return a**2 + a * b


#: Name → the function that builds the graph from x, w and b.
GRAPHS = {"neuron": _neuron, "chain": _chain, "fork": _fork}
#: Steps through each of them: five operations forward, then the same five back.
STEPS = 10


def walk(formula, x, w, b, step):
    """The graph after ``step`` steps: which values are known, which gradients, and what the last step did.

    Steps 1 … k compute the k operations in order; steps k + 1 … 2k push the gradient back through them, last first.
    """
    build = GRAPHS[_checks.one_of(formula, GRAPHS, "formula")]
    end = build(*(_checks.number(v, name) for v, name in ((x, "x"), (w, "w"), (b, "b"))))
    end.backward()
    return _after(end, _checks.whole(step, "step", low=0))


def whole_graph(end):
    """The graph that ``end`` was made from, with all values, and with all gradients if its `backward` has run."""
    walked = any(v.grad.any() for v in end.graph())
    return _after(end, len(_operations(end)) * (2 if walked else 1)) | {"active": None}


def _operations(end):
    """The variables that are made from others, each after what it is made from."""
    return [v for v in end.graph() if v.parents]


def _after(end, step):
    order, operations = end.graph(), _operations(end)
    k = len(operations)
    step = min(step, 2 * k)
    known = {id(v) for v in order if not v.parents} | {id(v) for v in operations[:step]}
    pushed = {id(v) for v in operations[::-1][: max(0, step - k)]}
    active = None if not step else operations[step - 1] if step <= k else operations[2 * k - step]
    # An edge shows the share of the gradient that flows over it, once its operation has been walked back.
    edges = [(parent, v, pull(v.grad) if id(v) in pushed else None) for v in operations for parent, pull in v.parents]
    return {
        "order": order,
        "edges": edges,
        "known": known,
        "pushed": pushed,
        "active": active,
        "end": end,
        "backward": step > k,
        "done": step == 2 * k,
        "step": step,
        "forward_steps": k,
    }
