"""Chapter 02: costs, limits and noise against outside answers, and what its instruments say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_nn import data
from course_nn.chapters.ch02_linear_models import descent, linear
from course_nn.chapters.ch02_linear_models import descent_figure as plot_descent
from course_nn.chapters.ch02_linear_models import instruments as chapter02
from course_nn.chapters.ch02_linear_models import linear_figure as plot_linear
from course_nn.plots import picture


@pytest.fixture
def problem():
    rng = np.random.default_rng(3)
    X = descent.with_one(rng.normal(size=(30, 3)))
    return X, rng.normal(size=30)


def test_gradient_against_differences(problem):
    X, y = problem
    w, h = np.array([0.3, -1.0, 2.0, 0.5]), 1e-6
    numeric = [(descent.cost(X, w + h * e, y) - descent.cost(X, w - h * e, y)) / (2 * h) for e in np.eye(len(w))]
    assert descent.gradient(X, w, y) == pytest.approx(numeric, abs=1e-7)
    assert descent.curvature(X) @ e_step(w) == pytest.approx(
        descent.gradient(X, w + e_step(w), y) - descent.gradient(X, w, y)
    )


def e_step(w):
    return np.linspace(1, 2, len(w))


def test_closed_form_against_sklearn():
    from sklearn.linear_model import LinearRegression

    X, y = data.diabetes()
    Z = descent.standardize(X)
    theirs = LinearRegression().fit(Z, y)
    assert descent.closed_form(descent.with_one(Z), y) == pytest.approx([theirs.intercept_, *theirs.coef_], rel=1e-9)


def test_the_limit_is_one_for_a_standardized_feature():
    x, _ = descent.patients()
    assert descent.rate_limit(descent.with_one(x)) == pytest.approx(1)
    shifted = descent.rate_limit(descent.with_one(x + 1))
    assert shifted == pytest.approx(2 / (3 + np.sqrt(5)))  # λ = 3 ± √5 for mean 1 and spread 1


@settings(max_examples=15)
@given(shift=st.floats(0, 2), share=st.sampled_from([0.2, 0.9, 0.99, 1.01, 1.5]))
def test_below_the_limit_it_arrives_and_above_it_never_does(shift, share):
    x, y = descent.patients()
    X = descent.with_one(x + shift)
    path = descent.descend(X, y, descent.START, share * descent.rate_limit(X), 4000)
    best = descent.closed_form(X, y)
    if share < 1:
        assert len(path) == 4001 and path[-1] == pytest.approx(best, rel=1e-6)
    else:
        assert len(path) < 4001 and np.abs(path[-1]).max() > descent.FAR


def test_a_pass_reads_every_row_once(problem):
    X, y = problem
    read = []

    class Rows(np.ndarray):
        def __getitem__(self, rows):
            read.extend(np.atleast_1d(rows).tolist())
            return np.asarray(super().__getitem__(rows))

    descent.descend(X, y.view(Rows), np.zeros(4), 0.01, 6, size=5, rng=np.random.default_rng(0))
    assert sorted(read) == list(range(30)) and read != list(range(30))


def test_a_path_repeats_and_full_batches_need_no_luck():
    one, again = (descent.descent_path(0.1, 4, 1.0, 50)["path"] for _ in range(2))
    assert np.array_equal(one, again)
    x, y = descent.patients()
    X = descent.with_one(x + 1.0)
    w = np.array(descent.START)
    for row in descent.descent_path(0.1, 442, 1.0, 20)["path"]:
        assert row == pytest.approx(w)
        w = w - 0.1 * descent.gradient(X, w, y)


def test_noise_follows_the_theory_and_ends_at_zero(problem):
    X, y = problem
    noise = descent.gradient_noise(X, y, np.zeros(4), [1, 3, 10, 30], rng=np.random.default_rng(0))
    assert noise["measured"] == pytest.approx(noise["theory"], rel=0.06, abs=1e-12)
    assert noise["operations"].tolist() == [8, 24, 80, 240]


def test_standardize():
    X = np.array([[1.0, 10.0], [3.0, 30.0]])
    assert descent.standardize(X).tolist() == [[-1, -1], [1, 1]]
    assert descent.standardize([[2.0, 40.0]], like=X).tolist() == [[0, 2]]
    with pytest.raises(ValueError, match=r"column 1 is the same in every row"):
        descent.standardize([[1.0, 2.0], [3.0, 2.0]])


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"rate": 0.0}, "rate: expected a finite number above 0, got 0"),
        ({"size": 31}, "size: expected a whole number at least 1 and at most 30, got 31"),
        ({"size": 5}, "rng: expected a numpy.random.Generator"),
    ],
)
def test_descend_refuses_with_a_sentence(problem, change, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        descent.descend(*problem, np.zeros(4), **{"rate": 0.1, "steps": 3, **change})


def test_closed_form_refuses_with_a_sentence(problem):
    with pytest.raises(ValueError, match=r"closed_form: y: expected shape \(30,\), got \(29,\)"):
        descent.closed_form(problem[0], problem[1][1:])


@pytest.mark.parametrize("kind", linear.KINDS)
def test_more_features_never_fit_the_training_points_worse(kind):
    steps = 2 if kind == "ramps" else 1  # doubling the ramps keeps the old corners
    counts = [1, 2, 4, 8, 16] if steps == 2 else list(range(17))
    errors = linear.handmade("corner", kind, 3, 40)["errors"][counts, 0]
    assert (np.diff(errors) < 1e-9).all()


def test_powers_against_polyfit():
    x, y, *_ = linear._samples("wave", 20)
    ours = linear.handmade("wave", "powers", 5, 20)["w"]
    assert ours == pytest.approx(np.polyfit(x, y, 5)[::-1], rel=1e-6)


def test_ramps_are_a_straight_line_between_their_corners():
    made = linear.features(np.linspace(-1, 1, 9), "ramps", 4)
    assert made.shape == (9, 5) and (made[:, 1:].min(axis=0) == 0).all()
    assert made[:, 3] == pytest.approx(np.maximum(0, np.linspace(-1, 1, 9)))


def test_features_refuse_with_a_sentence():
    with pytest.raises(ValueError, match="did you mean 'powers'"):
        linear.features(np.zeros(3), "power", 2)
    with pytest.raises(ValueError, match="k: expected a whole number at least 0"):
        linear.features(np.zeros(3), "powers", -1)


@pytest.mark.parametrize("name", linear.LOSSES)
def test_the_slopes_of_the_losses_against_differences(name):
    loss, slope = linear.LOSSES[name]
    z, h = np.linspace(-9, 9, 37), 1e-5
    assert slope(z) == pytest.approx((loss(z + h) - loss(z - h)) / (2 * h), abs=1e-9)


def test_the_slope_of_the_smooth_step_against_differences():
    low, high = (linear.smooth_step(3.0, 4.5 + h)["cost"] for h in (-1e-5, 1e-5))
    assert linear.smooth_step(3.0, 4.5)["slope"] == pytest.approx((high - low) / 2e-5, abs=1e-8)


def test_a_steep_sigmoid_is_a_step():
    result = linear.smooth_step(1e4, 4.73)
    assert result["smooth"] == pytest.approx(result["step"]) and result["cost"] == pytest.approx(result["error"])


def test_softmax_regression_goes_down_to_the_answer_of_sklearn():
    from sklearn.linear_model import LogisticRegression

    flowers, Z, _, costs, _ = linear._softmax_history("sepal length and width")
    theirs = LogisticRegression(C=np.inf, max_iter=10_000, tol=1e-8).fit(Z, flowers.y).predict_proba(Z)
    least = -np.log(theirs[np.arange(150), flowers.y]).mean()
    assert (np.diff(costs) < 0).all() and least < costs[-1] < least + 0.02


def test_larger_logits_move_no_border():
    one, ten = (linear.softmax_regions("petal length and width", 12, scale) for scale in (1.0, 10.0))
    assert np.array_equal(one["p"].argmax(axis=2), ten["p"].argmax(axis=2))
    assert ten["sure"] > one["sure"] and np.array_equal(one["wrong"], ten["wrong"])


@pytest.mark.parametrize("w, words", [((152, 45), "the bottom"), ((50, 45), "raise w₀."), ((152, 170), "lower w₁.")])
def test_what_the_line_says(w, words):
    assert words in chapter02._describe_line(descent.line_fit(*map(float, w)))


def test_what_the_path_says():
    assert "runs away" in chapter02._describe_path(descent.descent_path(1.2, 442, 2.0, 50))
    assert "less than 0.1 %" in chapter02._describe_path(descent.descent_path(0.5, 442, 0.0, 1))


@pytest.mark.parametrize(
    "choice, words",
    [
        (("wave", "powers", 1, 15), "can't follow"),
        (("wave", "powers", 13, 15), "overfitting"),
        (("wave", "powers", 14, 15), "learned by heart"),
        (("wave", "sines", 1, 100), "the noise itself"),
    ],
)
def test_what_the_features_say(choice, words):
    assert words in chapter02._describe_features(linear.handmade(*choice))


def test_the_static_figures_are_drawn():
    x, y = descent.patients()
    noise = descent.gradient_noise(
        descent.with_one(x), y, np.zeros(2), [1, 16, 442], draws=50, rng=np.random.default_rng(0)
    )
    scene = {"images": np.zeros((2, 8, 8)), "y": [1, 2], "said": [3, 4], "p": [0.5, 0.9]}
    for draw, result in (
        (plot_descent.draw_rates, descent.rates_around_the_limit()),
        (plot_descent.draw_valleys, descent.raw_and_standardized()),
        (plot_descent.draw_noise, noise),
        (plot_linear.draw_loss_slopes, linear.two_losses(-5.0, 1.0, 3)),
        (plot_linear.draw_templates, np.random.default_rng(0).normal(size=(64, 10))),
        (plot_linear.draw_mistakes, scene),
    ):
        shown = picture(draw, result, "A sentence.")
        assert shown.png()[:4] == b"\x89PNG" and all(ax.has_data() for ax in shown.figure.axes)
