"""Exercise Swish: a layer of one's own, with one parameter."""

import inspect
from types import SimpleNamespace

import numpy as np

from ..._checks import describe
from ...core import Layer, Parameter
from ...exercises import draws
from ...exercises.comparison import difference, kind_of
from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Provided, Unusable


def _waves():
    rng = np.random.default_rng(8)
    cases = [
        (np.array([[1.0]]), np.array([[1.0]]), 2.0),
        (np.array([[-1.0, 2.0]]), np.array([[1.0, -3.0]]), 0.5),
    ]
    for shape, beta, digits in (((3,), 1.5, 1), ((2, 2), -0.7, 1), ((2, 1, 2), 1.5, 1), ((4, 3), -0.73, 3)):
        cases.append((np.round(rng.normal(size=shape), digits), np.round(rng.normal(size=shape), digits), beta))
    return cases


#: Relative: what a call gives twice is the same but for rounding.
_SAME = 1e-6


def _flow(answer, x, dy, beta):
    """y, dx, and what two calls and their ways back add to the gradient of β; a call in between must not matter."""
    fresh = x.copy(), dy.copy(), beta
    came = _both_ways(answer, x, dy, beta)
    if difference(came[:3], _disturbed(answer, *fresh), _SAME) is None:
        return came
    return Provided(
        came,
        "a call and its way back are right here by themselves, but not if forward is called once more between the two, "
        "as if something were kept in self, where the next call overwrites it: backward should use its own call's x "
        "and σ(βx)",
    )


def _disturbed(answer, x, dy, beta):
    """y, dx and dβ of a call whose way back comes after another call."""
    layer = _prepared(answer, beta)
    y, backward = _pair(layer.forward(x))
    _pair(layer.forward(2 * x))
    return y, _back(layer, backward, dy), layer.beta.grad.item()


def _both_ways(answer, x, dy, beta):
    """y, dx, dβ, and dβ after a second call and its way back."""
    again, dagain = x.copy(), dy.copy()
    layer = _prepared(answer, beta)
    y, backward = _pair(layer.forward(x))
    if layer.beta.grad.any():
        raise Unusable("forward itself adds to the gradient of β: that is for backward, which knows dy")
    dx = _back(layer, backward, dy)
    if layer.beta.value.item() != beta:
        raise Unusable("it changes β itself: backward only adds to beta.grad, and the optimizer takes the step")
    once = layer.beta.grad.item()
    _back(layer, _pair(layer.forward(again))[1], dagain)
    return y, dx, once, layer.beta.grad.item()


def _prepared(answer, beta):
    layer = _made(answer)
    layer.beta.value = np.full(layer.beta.value.shape, beta)
    layer.zero_grad()
    return layer


def _made(answer):
    """A layer of the student's class, or a sentence."""
    if isinstance(answer, Layer):
        raise Unusable('give the class itself, check("Swish", Swish), not an object made of it, Swish()')
    if not isinstance(answer, type):
        raise Unusable(f"the class Swish was expected, not {describe(answer)}")
    try:
        inspect.signature(answer.__init__).bind(None)
    except TypeError:
        raise Unusable("Swish() should need no arguments, as in the stub") from None
    except ValueError:  # a type written in C
        pass
    layer = answer()
    if not isinstance(layer, Layer) or not isinstance(getattr(layer, "beta", None), Parameter):
        raise Unusable("Swish() should be a Layer with a Parameter named beta, as in the stub")
    if layer.beta.value.size != 1:
        raise Unusable(
            f"there is one β for all of x: beta should hold one number, it has shape {layer.beta.value.shape}"
        )
    return layer


def _pair(came):
    """What forward returns, or a sentence about what it should."""
    if came is None:
        raise Unusable("forward returns nothing (None): end it with `return y, backward`")
    if not isinstance(came, (tuple, list)) or len(came) != 2:
        many = f"{len(came)} things" if isinstance(came, (tuple, list)) else "one"
        raise Unusable(f"forward should return two things, `return y, backward`; it returns {many}")
    y, backward = came
    if callable(y) and not callable(backward):
        raise Unusable("forward returns the two the other way round: y comes first, `return y, backward`")
    if not callable(backward):
        raise Unusable(
            "the second thing that forward returns should be the function backward itself, without brackets "
            f"behind it; it is {kind_of(backward)}"
        )
    try:
        inspect.signature(backward).bind(None)
    except TypeError:
        raise Unusable("backward should take one argument, `def backward(dy):`") from None
    return y, backward


def _back(layer, backward, dy):
    """dx, or a sentence where NumPy would speak of shapes."""
    try:
        dx = backward(dy)
    except ValueError as error:
        shape = layer.beta.value.shape
        if _stops_at_the_gradient(error, layer, backward, dy):
            raise Unusable(
                f"what backward puts into the gradient of β does not have the shape {shape} of β: the shares of all "
                "entries are summed to one number, np.sum(...), and added with +="
            ) from None
        raise
    if dx is None:
        raise Unusable("backward returns nothing (None): end it with `return` and the gradient of x")
    return dx


def _stops_at_the_gradient(error, layer, backward, dy):
    """Whether an error about shapes does not come again with a gradient of another shape."""
    if "output operand with shape" not in str(error) and not str(error).startswith("grad: expected shape"):
        return False
    vars(layer)["beta"] = SimpleNamespace(value=layer.beta.value, grad=np.zeros((1,) * 9))
    try:
        backward(dy)
    except Exception as again:
        return str(again) != str(error)
    return True


_SWISH = '''
class Swish(Layer):
    """y = x σ(βx) with one β that is learned (Ramachandran, Zoph and Le, 2017). Any shape in, the same out."""

    def __init__(self):
        self.beta = Parameter(np.ones(1))

    def forward(self, x, train=False):
%s
'''
_FORWARD = """        beta = self.beta.value
        s = sigmoid(beta * x)
        y = x * s

        def backward(dy):
            self.beta.grad += np.sum(dy * x * x * s * (1 - s))
            return dy * (s + x * beta * s * (1 - s))

        return y, backward"""


def _wrong(old, new):
    assert old in _FORWARD
    return _SWISH % _FORWARD.replace(old, new)


SWISH = Exercise(
    name="Swish",
    title="A layer of your own",
    stub=_SWISH % '        raise NotImplementedError("return y, backward")',
    hints=(
        "With s = sigmoid(beta * x) the output is x * s. The slope of s by its argument is s * (1 - s).",
        "By the product rule ∂y/∂x = s + x · β s (1 − s), and by the chain rule ∂y/∂β = x · x s (1 − s).",
        "In backward: self.beta.grad += np.sum(dy * x * x * s * (1 - s)); return dy * (s + beta * x * s * (1 - s)).",
    ),
    solution=_SWISH % _FORWARD,
    cases=_waves,
    unseen=draws.case("ni ni", draws.number),
    arguments=("x", "dy", "beta"),
    probe=_flow,
    returns=("y", "dx", "dβ", "dβ after two ways back"),
    setup="import numpy as np\nfrom course_nn import Layer, Parameter\nfrom course_nn.functions import sigmoid",
    mistakes=(
        Mistake(
            "no product rule",
            _wrong("dy * (s + x * beta * s * (1 - s))", "dy * s"),
            "The gradient of x treats σ(βx) as a constant; x is in it too, so the product rule has a second term.",
        ),
        Mistake(
            "only the second term",
            _wrong("(s + x * beta * s * (1 - s))", "x * beta * s * (1 - s)"),
            "The gradient of x has only one term of the product rule: x itself also stands in front of σ.",
        ),
        Mistake(
            "no beta in dx",
            _wrong("x * beta * s * (1 - s)", "x * s * (1 - s)"),
            "A factor β is missing in the gradient of x: the chain rule through σ(βx) gives one.",
        ),
        Mistake(
            "one x too few",
            _wrong("dy * x * x * s", "dy * x * s"),
            "The gradient of β has one x too few: one stands in front of σ, the other comes out of βx.",
        ),
        Mistake(
            "no upstream",
            _wrong("np.sum(dy * x * x", "np.sum(x * x"),
            "The gradient of β does not look at dy: the chain rule begins with what arrives.",
        ),
        Mistake(
            "no upstream in dx",
            _wrong("return dy * (s + x * beta * s * (1 - s))", "return s + x * beta * s * (1 - s)"),
            "The gradient of x does not look at dy: the chain rule begins with what arrives, dy * (...).",
        ),
        Mistake(
            "no upstream at all",
            _SWISH % _FORWARD.replace("np.sum(dy * x", "np.sum(x").replace("return dy * ", "return "),
            "Neither gradient looks at dy: the chain rule multiplies each slope by what arrives from above.",
        ),
        Mistake(
            "upstream at one term",
            _wrong("dy * (s + x * beta * s * (1 - s))", "s + dy * x * beta * s * (1 - s)"),
            "In the gradient of x only the second of the two terms is multiplied by dy: set brackets around their sum.",
        ),
        Mistake(
            "upstream at the first term",
            _wrong("dy * (s + x * beta * s * (1 - s))", "dy * s + x * beta * s * (1 - s)"),
            "In the gradient of x only the first of the two terms is multiplied by dy: set brackets around their sum.",
        ),
        Mistake(
            "mean",
            _wrong("np.sum(dy", "np.mean(dy"),
            "The gradient of β is a mean; the shares of all entries add up, and the mean is in the loss already.",
        ),
        Mistake(
            "replaces",
            _wrong(
                "self.beta.grad += np.sum(dy * x * x * s * (1 - s))",
                "self.beta.grad = np.sum(dy * x * x * s * (1 - s), keepdims=True).reshape(1)",
            ),
            "After two ways back, the gradient of β holds only the second one's share: add to what is there, and leave "
            "it to others to set it to 0.",
        ),
        Mistake(
            "beta is not learned",
            _wrong("            self.beta.grad += np.sum(dy * x * x * s * (1 - s))\n", ""),
            "The gradient of β stays 0: backward has to add this call's share to self.beta.grad.",
        ),
        Mistake(
            "beta is not used",
            _SWISH % _FORWARD.replace("sigmoid(beta * x)", "sigmoid(x)"),
            "The output does not depend on β: σ is taken of x, not of βx.",
        ),
    ),
)
