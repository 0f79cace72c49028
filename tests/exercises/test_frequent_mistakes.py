"""Mistakes that students make often, in other words than the catalog's, and what they are told about them."""

import re

import pytest

from course_nn.exercises import EXERCISES, check
from course_nn.exercises.report import NOT_YET


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


MOMENTS = "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g * g\n"
TWO = "%s\nreturn theta - rate * mh / (vh**0.5 + epsilon), m, v"
HEADS = {
    "momentum_step": ("", "momentum_step(theta, v, g, rate, beta)"),
    "adam_step": (MOMENTS, "adam_step(theta, m, v, t, g, rate, beta1, beta2, epsilon)"),
    "inverted_dropout": ("", "inverted_dropout(x, rate, u, train)"),
}
ANSWERS = [
    ("momentum_step", "new = beta * v - rate * g\nreturn theta + new, new", "velocity downhill"),
    ("momentum_step", "new = beta * v - g\nreturn theta + rate * new, new", "velocity downhill without the rate"),
    ("momentum_step", "new = v * beta - g * rate\nreturn theta - new, new", "downhill twice"),
    ("momentum_step", "new = v + beta * (g - v)\nreturn theta - rate * new, new", "beta exchanged"),
    ("momentum_step", "return theta - rate * (g + v), g + v", "never fades"),
    ("adam_step", TWO % "mh, vh = m / (1 - beta1**t), v", "only m corrected"),
    ("adam_step", TWO % "mh, vh = m, v / (1 - beta2**t)", "only v corrected"),
    ("adam_step", TWO % "mh, vh = m / (1 - beta1 * t), v / (1 - beta2 * t)", "beta times t"),
    ("adam_step", TWO % "mh, vh = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))", "t minus one"),
    ("adam_step", TWO % "mh, vh = m / (1 - beta1) ** t, v / (1 - beta2) ** t", "power of the bracket"),
    ("adam_step", TWO % "mh, vh = m / (1 - beta1), v / (1 - beta2)", "no t"),
    ("adam_step", TWO % "mh, vh = m * (1 - beta1**t), v * (1 - beta2**t)", "multiplied"),
    ("adam_step", TWO % "c = 1 - beta1**t\nmh, vh = m / c, v / c", "one beta for both"),
    (
        "adam_step",
        "step = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)\nreturn theta - step * m / (np.sqrt(v) + epsilon), m, v",
        "epsilon beside the uncorrected root",
    ),
    (
        "adam_step",
        "return theta - rate * m / (1 - beta1**t) / (v**0.5 / (1 - beta2**t) + epsilon), m, v",
        "root not corrected as such",
    ),
    ("adam_step", "return theta - rate * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t)), m, v", "no epsilon"),
    ("inverted_dropout", "return np.where(u < rate, 0, x) if train else (1 - rate) * x", "not inverted"),
    ("inverted_dropout", "return x * (u < rate) if train else (1 - rate) * x", "not inverted, and upside down"),
    ("inverted_dropout", "k = 1 - rate\nreturn np.where(u < rate, 0, x / k) if train else k * x", "scaled twice"),
    ("inverted_dropout", "return x * (u >= rate) if train else x / (1 - rate)", "grows at prediction"),
    ("inverted_dropout", "return x * (u >= rate) if train else x * rate", "shrinks by the rate"),
    (
        "inverted_dropout",
        "y = np.where(u < rate, 0, x)\nreturn y if train else y * (1 - rate)",
        "drops and shrinks at prediction",
    ),
    ("inverted_dropout", "return np.where(u < rate, 0, x)", "always on, mean not kept"),
    (
        "inverted_dropout",
        "return x * (u >= rate) * x.size / (u >= rate).sum() if train else x.copy()",
        "by the share of this mask",
    ),
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "body", "mistake"), ANSWERS, ids=lambda text: re.sub(r"\W+", " ", text)[:30])
def test_a_frequent_mistake_is_named(name, body, mistake):
    before, head = HEADS[name]
    lines = "".join(f"    {line}\n" for line in (before + body).splitlines())
    result = check(name, EXERCISES[name].define(f"def {head}:\n{lines}"))
    assert result.status == NOT_YET and result.mistake == mistake


SWISH = EXERCISES["Swish"]
START = """
class Swish(Layer):
    def __init__(self):
        self.beta = Parameter(np.ones(1))

    def forward(self, x, train=False):
        s = sigmoid(self.beta.value * x)
        y = x * s
        slope = s * (1 - s)
"""
DX, DBETA = "dy * (s + self.beta.value * x * slope)", "np.sum(dy * x**2 * slope)"


def swish(dx=DX, dbeta=DBETA, sign="+=", head="dy", end="return y, backward", back="return "):
    way = f"def backward({head}):\n    self.beta.grad {sign} {dbeta}\n    {back}{dx}\n{end}"
    return START + "".join(f"        {line}\n" for line in way.splitlines())


@pytest.mark.parametrize(
    "source",
    [
        swish(),
        swish().replace("np.ones(1)", "1.0"),
        swish().replace("(self):", "(self, beta=1.0):").replace("np.ones(1)", "[beta]"),
        swish(dbeta="float(np.vdot(dy, x**2 * slope))", dx="dy * s + dy * self.beta.value * x * slope"),
        swish().replace("y = x * s", "y = (x * s).astype(np.float32)"),
    ],
)
def test_the_layer_itself_passes(source):
    assert check("Swish", SWISH.define(source)).passed


@pytest.mark.parametrize(
    ("source", "mistake"),
    [
        (swish(dx="s + self.beta.value * x * slope"), "no upstream in dx"),
        (swish(dx="s + self.beta.value * x * slope", dbeta="np.sum(x**2 * slope)"), "no upstream at all"),
        (swish(dx="s + dy * self.beta.value * x * slope"), "upstream at one term"),
        (swish(dx="dy * s + self.beta.value * x * slope"), "upstream at the first term"),
        (swish(sign="-="), "sign"),
        (swish(dx="2 * dy * (s + self.beta.value * x * slope)"), "factor"),
        (swish(dx="dy"), "value"),
        (swish(back="dy *= 2\n    return 0.5 * "), "changes its input"),
        (swish().replace("y = x * s", "y = s"), "value"),
        (swish().replace("slope = s * (1 - s)", "slope = s * 1 - s"), "value"),
        (swish().replace("beta.grad", "beta.value"), "error"),
    ],
)
def test_a_frequent_mistake_in_the_layer_is_named(source, mistake):
    result = check("Swish", SWISH.define(source))
    assert ("passed" if result.passed else result.mistake) == mistake


#: What Python and NumPy say from inside.
NOISE = re.compile(r"broadcast|matmul|unpack|positional|callable\.|NoneType|subscriptable|operand")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (swish(dbeta="dy * x**2 * slope"), "summed to one number, np.sum"),
        (swish(dbeta="np.sum(dy * x**2 * slope, axis=0)"), "summed to one number, np.sum"),
        (swish(sign="="), "does not have the shape (1,) of β"),
        (swish(sign="="), "and added with +="),
        (swish(end="return y"), "should return two things, `return y, backward`; it returns one"),
        (swish(end="return y, backward, s"), "it returns 3 things"),
        (swish(end="pass"), "forward returns nothing"),
        (swish(end="return backward, y"), "the other way round"),
        (
            swish(end="return y, backward(y)"),
            "the function backward itself, without brackets behind it; it is an array.",
        ),
        (swish(head="", dbeta="0"), "backward should take one argument, `def backward(dy):`"),
        (swish(back=""), "backward returns nothing"),
        (swish().replace("(self):", "(self, beta):"), "Swish() should need no arguments"),
        (swish().replace("self.beta = ", "self.b = "), "should be a Layer with a Parameter named beta"),
        (swish().replace("np.ones(1)", "np.ones(3)"), "beta should hold one number, it has shape (3,)"),
        (swish().replace("self.beta.value * x)", "self.beta * x)"), "a Parameter is no number, and its `.value` is"),
        (swish(dx="dz * s"), "Your code stops with NameError: name 'dz' is not defined, at line"),
        (swish().replace("return dy *", "return dy @"), "the inner sides of this product do not meet; `dy` has shape"),
    ],
)
def test_the_layer_is_not_answered_in_words_from_inside(answer, words):
    message = check("Swish", SWISH.define(answer)).message
    assert words in message and not NOISE.search(message)
    assert "...." not in message


def test_an_object_of_the_layer_is_not_the_class():
    made = SWISH.reference()
    assert "give the class itself" in check("Swish", made).message
    assert "the class Swish was expected, not 3" in check("Swish", 3).message
    with pytest.raises(TypeError, match=r"expected the class Swish itself, .* write check\(Swish\)"):
        check(made)
    assert check(SWISH.reference).passed
