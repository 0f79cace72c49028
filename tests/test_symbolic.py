"""Derived = implemented = autodiff = finite differences, for every public layer and loss; and the tools themselves."""

import inspect
import re
import subprocess
import sys

import numpy as np
import pytest
import sympy as sp
from helpers import refused
from scipy.special import expit, softmax

import course_nn
from course_nn import BatchNorm, Dense, Layer, Tanh, layers, losses
from course_nn.symbolic import (
    ENTRIES,
    LIMITS,
    derivation,
    derive,
    exp,
    functions,
    gradient_table,
    if_positive,
    maximum,
    mean,
    prove,
    register,
    sigmoid,
    sqrt,
    tanh,
)


def close(a, b, tolerance=1e-12):
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@pytest.fixture(scope="module")
def table():
    return gradient_table()


@pytest.fixture
def entries(monkeypatch):
    """Rows that a test adds are gone after it."""
    kept = dict(ENTRIES)
    yield ENTRIES
    ENTRIES.clear()
    ENTRIES.update(kept)
    derivation.cache_clear()


def public_classes():
    """Every layer and loss that course_nn, its layers or its losses show."""
    found = [value for room in (course_nn, layers, losses) for value in vars(room).values()]
    kinds = (Layer, losses.Loss, losses.Penalty)
    classes = {value for value in found if inspect.isclass(value) and issubclass(value, kinds)}
    return {cls for cls in classes if cls not in kinds and cls.__name__[0] != "_"}


def test_every_public_layer_and_loss_has_a_row():
    covered = {type(entry.subject()) for entry in ENTRIES.values()}
    missing = {cls.__name__ for cls in public_classes()} - {cls.__name__ for cls in covered}
    assert not missing, f"give their forward formulas in course_nn/symbolic: {missing}"
    assert {Dense, losses.CrossEntropy, losses.L1Penalty} <= public_classes()  # the search finds something


def test_the_search_for_classes_without_a_row_finds_them(monkeypatch):
    class Fresh(Layer):
        pass

    monkeypatch.setattr(layers, "Fresh", Fresh, raising=False)
    with pytest.raises(AssertionError, match="Fresh"):
        test_every_public_layer_and_loss_has_a_row()


def test_the_limits():
    assert LIMITS == {"forward": 1e-10, "derived": 1e-10, "autodiff": 1e-10, "numeric": 1e-7}


@pytest.mark.parametrize("name", ENTRIES)
def test_derived_implemented_autodiff_numeric(name, table):
    (differences,) = (row[2] for row in table.rows if row[0] == name)
    for column, limit in LIMITS.items():
        assert differences[column] <= limit, f"{name}: {column} {differences[column]:.1e}"


def test_the_table(table):
    assert table and not table.problems
    assert [row[0] for row in table.rows] == list(ENTRIES)
    assert all(count > 0 for _, count, _ in table.rows)
    assert 0 < table.largest("derived") <= 1e-10 and 0 < table.largest("numeric") <= 1e-7
    text = str(table)
    assert "derived" in text and text.count(" ok") == len(ENTRIES) and "WRONG" not in text
    html = table._repr_html_()
    assert html.count("<tr>") == len(ENTRIES) + 2 and "LSTM" in html


def test_other_numbers_agree_as_well():
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        assert gradient_table(["Dense", "HardTanh", "BatchNorm", "MaxPool2D", "LSTM", "CrossEntropy"], rng=rng)


class _NoMean(BatchNorm):
    """The bug hunt's classic: the mean of the gradient is forgotten."""

    def forward(self, x, train=False):
        y, backward = super().forward(x, train)
        deviation = np.sqrt(x.var(axis=0) + self.epsilon)
        return y, lambda dy: backward(dy) + (dy * self.gamma.value).mean(axis=0) / deviation


class _Transposed(Dense):
    def forward(self, x, train=False):
        y, backward = super().forward(x, train)
        return y, lambda dy: backward(dy) @ self.W.value


class _OtherForward(Tanh):
    """Forward and backward agree with each other, and with finite differences, but it is not the tanh."""

    def forward(self, x, train=False):
        y, backward = super().forward(2 * x, train)
        return y, lambda dy: 2 * backward(dy)


@pytest.mark.parametrize(
    ("like", "make", "columns"),
    [
        ("BatchNorm", lambda rng: _NoMean(2, dtype=np.float64), {"derived", "numeric"}),
        ("Dense", lambda rng: _Transposed(2, 2, rng, dtype=np.float64), {"derived", "numeric"}),
        ("Tanh", lambda rng: _OtherForward(), {"forward", "derived"}),
    ],
)
def test_a_wrong_layer_is_found(entries, like, make, columns):
    right = ENTRIES[like]
    x = (2, 2) if like == "Dense" else right.x
    register(
        "Broken",
        make,
        right.formula,
        x=x,
        input=right.input,
        output=right.output,
        train=right.train,
        constants=right.constants,
    )
    table = gradient_table("Broken")
    assert not table
    assert {re.search(r"the (\w+) difference", problem)[1] for problem in table.problems} == columns
    assert "WRONG" in str(table) and "WRONG" in table._repr_html_()


def test_a_layer_of_ones_own_joins_in_a_line(entries):
    class Swish(Layer):
        def forward(self, x, train=False):
            s = 1 / (1 + np.exp(-x))
            return x * s, lambda dy: dy * (s + x * s * (1 - s))

    register("Swish", lambda rng: Swish(), lambda x: x * sigmoid(x), x=(2, 3))
    assert gradient_table("Swish")
    assert derivation("Swish").gradients["x"].shape == (2, 3)


WITH_TEXTBOOK = [name for name, entry in ENTRIES.items() if entry.textbook]


@pytest.mark.parametrize("name", WITH_TEXTBOOK)
def test_the_derived_gradient_is_that_of_the_textbook(name):
    proven = prove(name)
    assert proven and all(proven.values()), proven


def test_the_chapters_rows_have_their_textbook_form():
    bare = set(ENTRIES) - set(WITH_TEXTBOOK)
    assert not {name for name in bare if "," not in name and name != "Branches"}, bare


@pytest.mark.parametrize(
    ("name", "key", "wrong"),
    [
        ("Sigmoid", "z", lambda d: d["da"] * d["a"] * (1 + d["a"])),
        ("Dense", "W", lambda d: d["x"].T @ d["dy"] / 2),
        ("Dense", "x", lambda d: d["dy"] @ d["W"]),  # another shape
        ("CrossEntropy", "z", lambda d: d["p"] / 2),
        ("BatchNorm", "x", lambda d: (d["dxhat"] - mean(d["dxhat"], 0)) / d["s"]),
        ("LSTM", "c2", lambda d: d["dh2"] * d["o2"] * (1 - d["s2"] ** 2)),
        ("MaxPool2D", "x", lambda d: np.repeat(np.repeat(d["dy"], 2, axis=2), 2, axis=3)),
    ],
)
def test_a_wrong_textbook_is_not_proven(name, key, wrong):
    d = derivation(name)
    try:
        claimed = wrong(d)
    except ValueError:  # dy @ W does not even fit
        claimed = d["dy"]
    assert not d.equals(key, claimed)


def test_what_is_not_proven_is_not_printed(entries):
    register(
        "Claimed",
        lambda rng: Tanh(),
        tanh,
        x=(),
        input="z",
        output="a",
        textbook={"z": (r"\text{so they say}", lambda d: d["da"] * d["a"])},
    )
    assert "so they say" not in derivation("Claimed")._repr_latex_()
    assert prove("Claimed") == {"z": False}


@pytest.mark.xdist_group("quiet")
def test_all_derivations_proofs_and_the_table_take_20_seconds():
    """Processor time of a fresh process: SymPy remembers what it did before."""
    code = (
        "import time; from course_nn import symbolic as s\n"
        "for name in s.ENTRIES:\n"
        "    before = time.process_time(); s.derivation(name)._repr_latex_(); s.prove(name)\n"
        "    assert time.process_time() - before < 8, name\n"
        "assert s.gradient_table(); print(time.process_time())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 20


def test_known_derivatives():
    z = sp.Symbol("z", real=True)
    da, a = sp.Symbol("da", real=True), sp.Symbol("a", real=True)
    assert derive(tanh, output="a", z=()).gradients["z"].item() == da * (1 - a**2)
    assert derive(sigmoid, output="a", z=()).gradients["z"].item() == da * a * (1 - a)
    assert derive(lambda z: z**3, output="a", z=()).gradients["z"].item() == 3 * da * z**2
    step = derive(lambda z: maximum(z, 0), output="a", z=()).gradients["z"].item()
    assert step.subs({da: 2, z: 0.5}) == 2 and step.subs({da: 2, z: -0.5}) == 0


@pytest.mark.parametrize("name", ["BinaryCrossEntropy", "CrossEntropy"])
def test_cross_entropy_ends_in_p_minus_y(name):
    """SymPy's own derivative, not only an equal of it."""
    d = derivation(name)
    share, p, y = d["dL"].flat[0], d["p"][0, 0], d["y"][0, 0]
    assert d.gradients["z"][0, 0] == share * (p - y)
    assert d.gradients["L"].flat[0] == sp.Rational(1, 2)  # the mean over two examples


def test_curriculum_of_chapter_02():
    """∂/∂w0 (w0 + w1 x − y)² = 2 (w0 + w1 x − y), ∂/∂w1 = 2 x (w0 + w1 x − y)."""
    d = derive(
        lambda w0, w1, x, y: (w0 + w1 * x - y) ** 2,
        output="J",
        w0=(),
        w1=(),
        constants={"x": (), "y": ()},
    )
    w0, w1, x, y = (d[name].item() for name in ("w0", "w1", "x", "y"))
    assert d.equals("w0", 2 * (w0 + w1 * x - y)) and d.equals("w1", 2 * x * (w0 + w1 * x - y))
    assert not d.equals("w1", 2 * (w0 + w1 * x - y))


def test_evaluate_is_numpy_code():
    rng = np.random.default_rng(0)
    x, W, b, dy = (rng.normal(size=shape) for shape in ((2, 3), (3, 2), (2,), (2, 2)))
    y, gradients = derivation("Dense").evaluate(x=x, W=W, b=b, dy=dy)
    close(y, x @ W + b)
    close(gradients["x"], dy @ W.T)
    close(gradients["W"], x.T @ dy)
    close(gradients["b"], dy.sum(axis=0))
    assert set(gradients) == {"x", "W", "b"}

    z, labels = rng.normal(0, 3, (2, 3)), ENTRIES["CrossEntropy, labels"].target()
    value, gradients = derivation("CrossEntropy, labels").evaluate(z=z)
    p = softmax(z, axis=1)
    close(value, -np.log(p[np.arange(2), labels]).mean())
    close(gradients["z"], (p - np.eye(3)[labels]) / 2)

    y, gradients = derive(lambda z: z * sigmoid(z), output="a", z=()).evaluate(z=0.7, da=2.0)
    s = expit(0.7)
    assert y.shape == gradients["z"].shape == ()
    close(gradients["z"], 2 * (s + 0.7 * s * (1 - s)))


def test_named_values_are_computed_once():
    source = derivation("LSTM").source
    compile(source, "derived", "exec")
    assert source.count("tanh(") == 3 * 2 * (2 + 2)  # 3 steps, 2 sequences, g and s of 2 units
    assert source.count("exp(") == 0 and source.count("sigma(") == 3 * 2 * 6


def test_a_formula_may_name_its_parts():
    def formula(x, let):
        m = let("m", mean(x, 0))
        return ((x - m) ** 2).sum()

    d = derive(formula, output="J", x=(3,))
    assert list(d.named) == ["m", "J"]
    assert d.equals("x", 2 * (d["x"] - mean(d["x"], 0)))
    assert d["dm"].shape == (1,) and d["dx"].shape == (3,)
    with refused("expected a new name, got 'm' again"):
        derive(lambda x, let: let("m", x) + let("m", x), x=(2,))
    with refused("let: expected a name of letters .* got 'm_1'"):
        derive(lambda x, let: let("m_1", x), x=(2,))


@pytest.mark.parametrize("name", ENTRIES)
def test_every_row_shows_itself_as_mathematics(name):
    latex = derivation(name)._repr_latex_()
    assert latex.startswith(r"$$\begin{aligned}") and latex.endswith(r"\end{aligned}$$")
    assert latex.count("{") == latex.count("}") and latex.count(r"\left") == latex.count(r"\right")
    assert r"\frac{\partial J}{\partial " in latex
    assert "Heaviside" not in latex and r"\theta" not in latex
    assert not re.search(r"\w_\d_", latex), "an index without its braces"
    assert len(latex) < 8_000
    for key, (printed, _) in ENTRIES[name].textbook.items():
        shown = ENTRIES[name].show
        if key in derivation(name).inputs or shown is None or key in shown:
            assert printed in latex


def test_mathematics_of_names():
    latex = derive(lambda x2, gamma: gamma * x2, x2=(2,), gamma=(2,))._repr_latex_()
    assert r"\gamma_{1}" in latex and "x^{(2)}_{1}" in latex and r"\partial \gamma_{1}" in latex


def test_pieces_of_formulas():
    x = functions.symbols("x", (2, 2))
    assert x[1, 0].name == "x_2_1" and functions.symbols("x").name == "x"
    assert mean(x, 1).shape == (2, 1) and mean(x, (0, 1)).item() == sum(x.ravel()) / 4
    piece = if_positive(x[0, 0], 5, 7)
    assert piece.subs(x[0, 0], 1) == 5 and piece.subs(x[0, 0], -1) == 7
    s = functions.sigma(x[0, 0])
    assert sp.diff(s, x[0, 0]) == s * (1 - s) and r"\sigma^{2}" in sp.latex(s**2)


X = np.ones((2, 3))


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("function of arrays, got 3", lambda: derive(3, x=(2,))),
        ("expected the shape of each argument", lambda: derive(tanh)),
        ("shapes that fit the formula, got x", lambda: derive(lambda x, W: x @ W, x=(2, 3), W=(2, 2))),
        ("as many arguments as there are shapes", lambda: derive(lambda x, W: x, x=(2, 3))),
        ("exp, log, tanh", lambda: derive(lambda x: np.exp(x), x=(2, 3))),
        ("at least 1, got 0", lambda: derive(tanh, x=(0,))),
        ("shape of x as a tuple", lambda: derive(tanh, x="big")),
        ("letters and digits that Python takes, got 'x_1'", lambda: derive(tanh, x_1=(2,))),
        ("letters and digits that Python takes, got 'lambda'", lambda: derive(tanh, **{"lambda": ()})),
        ("another name than 'dx'", lambda: derive(lambda x, dx: x * dx, x=(), dx=())),
        ("expected a new name, got 'y'", lambda: derive(tanh, y=())),
        ("unknown name 'Dence'; did you mean 'Dense'", lambda: derivation("Dence")),
        ("unknown name 'Dence'", lambda: gradient_table(["Dence"])),
        ("numpy.random.Generator", lambda: gradient_table("Dense", rng=3)),
        ("unknown name 'best'", lambda: gradient_table("Dense").largest("best")),
        ("expected arrays x, W, b, dy, got x", lambda: derivation("Dense").evaluate(x=X)),
        ("z: expected shape", lambda: derivation("Tanh").evaluate(z=X, da=1.0)),
        ("unknown name 'V'", lambda: derivation("Dense")["V"]),
        ("unknown name 'V'", lambda: derivation("Dense").equals("V", X)),
        ("as functions, got 3 and ufunc", lambda: register("Wrong", 3, tanh, x=())),
    ],
)
def test_bad_input_gets_a_sentence(words, wrong):
    with refused(words):
        wrong()


def test_roots_are_told_apart():
    """The proof does not take √v for v: a wrong power of the deviation is seen."""
    d = derive(lambda x, let: x / let("s", sqrt(mean(x**2, 0) + 1)), x=(2,))
    assert d.equals("x", d["dx"])
    assert not d.equals("x", d["dy"] / d["s"] ** 2)
    assert not d.equals("x", d["dy"] / exp(d["s"]))


def test_the_proof_is_more_than_numbers():
    """A claim that is wrong by less than any rounding error is still not proven."""
    d = derivation("Sigmoid")
    right = d["da"] * d["a"] * (1 - d["a"])
    assert d.equals("z", right) and not d.equals("z", right + sp.Rational(1, 10**15))


def test_numbers_are_drawn_away_from_kinks():
    class OnTheKink(np.random.Generator):
        def normal(self, loc, scale, shape):
            return np.full(shape, float(self.integers(-1, 2)))

    assert gradient_table(["ReLU", "HardTanh", "ELU", "L1Penalty"], rng=OnTheKink(np.random.PCG64(0)))


def test_a_long_entry_stands_on_a_line_of_its_own():
    def lines(name):
        return derivation(name)._repr_latex_().split(r"\\[4pt]")

    assert any("qquad dz" in line for line in lines("Tanh"))  # short: beside what books print
    (alone,) = [line for line in lines("RNN") if line.strip().startswith("dW_{11} &=")]
    assert "partial" not in alone and "qquad" not in alone
