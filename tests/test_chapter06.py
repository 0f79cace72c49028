"""Chapter 06: regularizers, stopping and normalization against outside answers, and what its instruments say."""

from functools import partial

import numpy as np
import pytest
from helpers import refused

from course_nn import SGD, Adam, AdamW, CrossEntropy, EarlyStopping, L2Penalty, SquaredError, data, fit, mlp, train
from course_nn.chapters.ch06_training import decay, leaks, normalization, overfitting, sparse
from course_nn.chapters.ch06_training import instruments as chapter06
from course_nn.data.measured import measurements
from course_nn.exercises import check
from course_nn.widgets import Ladder

stored = partial(measurements, "course_nn.chapters.ch06_training")


# ---- L1 and L2 on a linear model


def test_soft_threshold_minimizes_its_definition():
    w, t = np.array([-2.0, -0.5, -0.1, 0.0, 0.3, 4.0]), 0.5
    grid = np.linspace(-5, 5, 100_001)
    for one, got in zip(w, sparse.soft_threshold(w, t), strict=True):
        best = grid[np.argmin(0.5 * (grid - one) ** 2 + t * np.abs(grid))]
        assert got == pytest.approx(best, abs=1e-4)
    zeros = sparse.soft_threshold(w, t) == 0
    assert zeros.tolist() == [False, True, True, True, True, False]
    assert sparse.soft_threshold(w.astype(np.float32), t).dtype == np.float32


@pytest.mark.parametrize("draw", [0, 5])
def test_every_strength_of_the_lasso_is_scikit_learns(draw):
    from sklearn.linear_model import Lasso

    X, y, *_ = sparse.patients_and_noise(draw)
    ours = sparse.lasso(X, y, np.array(sparse.STRENGTHS), steps=20_000)
    shown = np.column_stack([sparse.sparse_weights(s, draw)["w"]["L1"] for s in sparse.STRENGTHS])
    for k, strength in enumerate(sparse.STRENGTHS):
        theirs = Lasso(alpha=strength / 2, fit_intercept=False, tol=1e-13, max_iter=10**6).fit(X, y).coef_
        assert ours[:, k] == pytest.approx(theirs, abs=1e-6)
        assert ((ours[:, k] == 0) == (theirs == 0)).all()
        assert shown[:, k] == pytest.approx(theirs, abs=0.02)  # what the instrument has time for


def test_ridge_is_scikit_learns_and_one_strength_is_a_vector():
    from sklearn.linear_model import Ridge

    X, y, *_ = sparse.patients_and_noise(2)
    theirs = Ridge(alpha=3.0 * len(X) / 2, fit_intercept=False).fit(X, y).coef_
    assert sparse.ridge(X, y, 3.0) == pytest.approx(theirs, rel=1e-9)
    one = sparse.lasso(X, y, 15.0)
    assert one.shape == (30,) and one == pytest.approx(sparse.lasso(X, y, np.array([1.0, 15.0]))[:, 1], abs=1e-9)


def test_patients_are_standardized_by_the_hundred_alone():
    X, y, V, v, names = sparse.patients_and_noise(1)
    assert X.shape == (100, 30) and V.shape == (342, 30) and len(names) == 10
    assert X.mean(axis=0) == pytest.approx(0, abs=1e-12) and X.std(axis=0) == pytest.approx(1)
    assert y.mean() == pytest.approx(0, abs=1e-10) and abs(v.mean()) > 0.1
    assert np.abs(V.mean(axis=0)).max() > 0.05


def test_where_most_features_mean_nothing_the_lasso_is_ahead():
    least = {
        name: np.mean([sparse.sparse_weights(1, draw)["errors"][name].min() for draw in range(10)])
        for name in ("L1", "L2")
    }
    plain = np.mean([sparse.sparse_weights(1, draw)["plain_error"] for draw in range(10)])
    assert least["L1"] + 1 < least["L2"] < plain - 4


def test_lasso_refuses_with_a_sentence():
    X, y, *_ = sparse.patients_and_noise(0)
    with refused("strengths of at least 0"):
        sparse.lasso(X, y, -1.0)
    with refused("a target for each row"):
        sparse.lasso(X, y[:-1], 1.0)


# ---- penalty and decay


@pytest.mark.parametrize("strength", [0.1, 0.5])
def test_weights_that_get_noise_follow_the_theory(strength):
    """SGD: w (1 − αλ)ᵗ, with penalty and decay alike, up to the noise; AdamW as well. Adam with a penalty does not."""
    theory = (1 - decay.RATE * strength) ** decay.STEPS
    for optimizer, kind in (("SGD", "L2 penalty"), ("SGD", "decay"), ("Adam", "decay")):
        left = decay.fading(optimizer, kind, strength)[-1]
        assert left == pytest.approx([theory] * 3, abs=0.05), (optimizer, kind)
    left = decay.fading("Adam", "L2 penalty", strength)[-1]
    assert left[0] < left[1] + 1e-3 < left[2] and left[0] < theory / 3


def test_sgd_makes_no_difference_between_penalty_and_decay():
    """On a real training, too: the two networks are equal to rounding."""
    X, y = np.random.default_rng(0).normal(size=(2, 40, 3))
    rate, strength = 0.05, 0.3
    penalized = mlp([3, 5, 3], np.random.default_rng(1), dtype=np.float64)
    decayed = penalized.copy()
    weights = [p for p in decayed.parameters().values() if p.value.ndim > 1]
    other = iter(train(decayed, SquaredError(), SGD(rate), [(X, y)], 50))
    for _ in train(penalized, SquaredError(), SGD(rate), [(X, y)], 50, penalty=L2Penalty(strength)):
        old = [p.value.copy() for p in weights]
        next(other)
        for p, w in zip(weights, old, strict=True):
            p.value -= rate * strength * w
    np.testing.assert_allclose(penalized.theta, decayed.theta, rtol=1e-10)


def test_adamw_without_gradients_only_decays():
    theta, optimizer = np.array([1.0, -2.0]), AdamW(0.1, weight_decay=0.5)
    for _ in range(10):
        optimizer.step(theta, np.zeros(2))
    np.testing.assert_allclose(theta, np.array([1.0, -2.0]) * 0.95**10, rtol=1e-12)


# ---- the prior


def test_the_fit_is_the_mode_of_the_posterior():
    from scipy.optimize import minimize

    x, y = np.random.default_rng(0).normal(size=(2, 12))
    beta, covariance = decay.prior_fit(x, y, 0.7)
    psi, tau = decay._units()(x), decay.NOISE / np.sqrt(0.7)

    def minus_log_posterior(b):
        return np.sum((psi @ b - y) ** 2) / (2 * decay.NOISE**2) + np.sum(b**2) / (2 * tau**2)

    found = minimize(minus_log_posterior, np.zeros(len(beta)), method="BFGS", options={"gtol": 1e-9})
    assert minus_log_posterior(beta) <= found.fun + 1e-9
    assert psi @ beta == pytest.approx(psi @ found.x, abs=1e-4)
    curvature = psi.T @ psi / decay.NOISE**2 + np.eye(len(beta)) / tau**2
    assert covariance @ curvature == pytest.approx(np.eye(len(beta)), abs=1e-6)


def test_functions_before_the_data_have_the_spread_of_the_prior():
    loose, tight = (decay.weight_prior(s)["drawn"] for s in (0.01, 1.0))
    assert loose == pytest.approx(10 * tight)  # the same draws: λ a hundred times larger, τ a tenth


# ---- a few digits


def test_few_digits_are_disjoint_and_centered_by_their_own_mean():
    X, y, V, v, T, t = overfitting.few_digits(150, 0.0, 3)
    pixels, labels = data.digits()
    assert X.shape == (150, 64) and V.shape == T.shape == (500, 64) and X.dtype == V.dtype == np.float32
    assert X.mean(axis=0) == pytest.approx(0, abs=1e-6) and np.abs(V.mean(axis=0)).max() > 0.01
    rows = {tuple(np.round(16 * one)): k for k, one in enumerate(pixels)}
    order = np.random.default_rng(3).permutation(len(labels))
    mean = pixels[order[1000:1150]].mean(axis=0)
    found = [[rows[tuple(np.round(16 * (one + mean)))] for one in part] for part in (X, V, T)]
    assert len({row for part in found for row in part}) == 1150  # no image twice
    for part, given in zip(found, (y, v, t), strict=True):
        assert (labels[part] == given).all()


@pytest.mark.parametrize("wrong", [0.2, 0.4])
def test_so_many_labels_are_wrong(wrong):
    clean, noisy = (overfitting.few_digits(150, share, 1) for share in (0.0, wrong))
    assert (clean[1] != noisy[1]).sum() == round(150 * wrong)
    for k in (0, 2, 3, 4, 5):
        np.testing.assert_array_equal(clean[k], noisy[k])


@pytest.mark.parametrize("wrong", overfitting.WRONG)
def test_what_is_stored_is_what_is_measured(wrong):
    """Three of the twenty draws, computed anew: their mean lies within three standard deviations of them."""
    for method, strengths in overfitting.METHODS.items():
        table = stored("regularizers")[f"{method}, {wrong:g}"]["accuracy"]
        assert table["mean"].shape == table["error"].shape == (len(strengths),)
    method, level = {0.0: ("weight decay", 5), 0.2: ("dropout", 5), 0.4: ("noise on the inputs", 4)}[wrong]
    table = stored("regularizers")[f"{method}, {wrong:g}"]["accuracy"]
    strength = overfitting.METHODS[method][level]
    runs = [overfitting.learned(method, strength, wrong=wrong, seed=k)["validation_accuracy"][-1] for k in range(3)]
    spread = table["error"][level] * np.sqrt(20)
    assert abs(np.mean(runs) - table["mean"][level]) <= 3 * spread / np.sqrt(3)


def test_every_regularizer_gains_with_wrong_labels_and_none_much_with_right_ones():
    """Twice the standard error apart, over 20 paired draws."""
    for method in overfitting.METHODS:
        for wrong in (0.2, 0.4):
            gain = stored("regularizers")[f"{method}, {wrong:g}"]["gain"]
            k = gain["mean"].argmax()
            assert 0 < k < 8 and gain["mean"][k] > 0.04 and gain["mean"][k] > 4 * gain["error"][k]
        assert stored("regularizers")[f"{method}, 0"]["gain"]["mean"].max() < 0.01


@pytest.mark.parametrize("wrong", [0, 0.2])
def test_capacity_is_stored_as_measured(wrong):
    """Both ends of the chapter's claim: with wrong labels 16 units know more than 256, with right ones fewer."""
    table, row = stored("capacity")[f"{wrong:g}"], overfitting.EXAMPLES.index(320)
    for hidden in (16, 256):
        runs = [overfitting.learned(n=320, hidden=hidden, wrong=wrong, seed=k) for k in range(3)]
        overfitting.learned.cache_clear()
        k = overfitting.HIDDEN.index(hidden)
        for name in ("accuracy", "validation_accuracy"):
            mean, error = (table[name][which][row, k] for which in ("mean", "error"))
            found = np.mean([run[name][-1] for run in runs])
            assert abs(found - mean) <= 3 * error * np.sqrt(10 / 3) + 0.005


@pytest.mark.parametrize("method", ["dropout", "noise on the inputs"])
def test_gains_are_stored_as_measured(method):
    gain = stored("regularizers")[f"{method}, 0.2"]["gain"]
    k = gain["mean"].argmax()
    ends = [
        [overfitting.learned(*how, wrong=0.2, seed=seed)["validation_accuracy"][-1] for seed in range(20)]
        for how in (("none", 0.0), (method, overfitting.METHODS[method][k]))
    ]
    overfitting.learned.cache_clear()
    paired = np.subtract(ends[1], ends[0])
    assert paired.mean() == pytest.approx(gain["mean"][k], abs=0.01)
    assert paired.std(ddof=1) / np.sqrt(20) == pytest.approx(gain["error"][k], abs=0.004)


def test_with_wrong_labels_training_accuracy_falls_with_the_strength_and_with_right_ones_it_need_not():
    weak_to_strong = [overfitting.learned("dropout", s)["accuracy"][-1] for s in (0.2, 0.6, 0.9)]
    assert 1.0 >= weak_to_strong[0] > weak_to_strong[1] > weak_to_strong[2]
    assert overfitting.learned("dropout", 0.4, wrong=0.0)["accuracy"][-1] == 1.0


def test_more_examples_help_everybody():
    for table in (stored("capacity")[f"{wrong:g}"] for wrong in overfitting.WRONG):
        means = table["validation_accuracy"]["mean"]
        assert means.shape == (len(overfitting.EXAMPLES), len(overfitting.HIDDEN))
        assert (means[-1, 2:] > means[0, 2:] + 0.2).all()


def test_the_same_training_gives_the_same_numbers():
    one = overfitting.learned.__wrapped__("dropout", 0.5, wrong=0.2)
    again = overfitting.learned.__wrapped__("dropout", 0.5, wrong=0.2)
    assert all(np.array_equal(one[key], again[key]) for key in one)
    assert one["steps"][-1] == overfitting.STEPS and len(one["loss"]) == 40


def test_methods_do_what_they_say():
    plain = overfitting.learned()
    for method, strengths in overfitting.METHODS.items():
        nothing = overfitting.learned(method, strengths[0])
        assert all(np.array_equal(plain[key], nothing[key]) for key in plain), method
        strong = overfitting.learned(method, strengths[-1])
        assert strong["loss"][-1] > 3 * plain["loss"][-1], method  # it fits its own examples less well


# ---- early stopping


@pytest.mark.parametrize("patience", [1, 2, 4, 9])
def test_where_it_stops_is_where_the_callback_stops(patience):
    X, y, V, v, _, _ = overfitting.few_digits(wrong=0.4, seed=2)
    rng = np.random.default_rng(1002)
    network = overfitting.small_network(64, rng)
    stopping = EarlyStopping(patience=patience)
    history = fit(
        network,
        X,
        y,
        CrossEntropy(),
        Adam(overfitting.RATE),
        epochs=80,
        batch_size=overfitting.SIZE,
        rng=rng,
        validation=(V, v),
        callbacks=[stopping],
        progress=False,
    )
    shown = overfitting.early_stopping(patience, 0.4, 2)
    assert (stopping.best_epoch, len(history)) == (shown["best"] + 1, shown["last"] + 1)
    assert history["validation_loss"] == pytest.approx(shown["run"]["validation_loss"][: len(history)], rel=1e-4)


def test_stopped_by_hand():
    assert overfitting.stopped([3, 2, 2.5, 2.6, 0], 2) == (1, 3)
    assert overfitting.stopped([3, 2, 1, 0.5], 2) == (3, 3)
    assert overfitting.stopped([2, 2, 2, 2, 1], 3) == (0, 3)  # equal is not better
    assert overfitting.stopped([5, 4, 4.5, 3, 3.5, 2], 2) == (5, 5)


def test_early_stopping_gains_with_wrong_labels():
    ends = [overfitting.early_stopping(5, 0.2, draw)["test"] for draw in range(10)]
    gain = np.array([end["best"] - end["never"] for end in ends])
    assert gain.mean() > 0.03 and gain.mean() > 3 * gain.std(ddof=1) / np.sqrt(10)


# ---- normalization


def test_rates_are_stored_as_measured():
    table = stored("rates")
    for kind in normalization.KINDS:
        for size in normalization.SIZES:
            assert table[f"{kind}, {size}"]["mean"].shape == (len(normalization.RATES),)
    for kind in normalization.KINDS:
        for size in (2, 32):  # batches of 2 carry a claim of the chapter
            runs = [normalization.steps_at_rate(kind, 0.1, size, seed=s)[1] for s in range(10)]
            k = normalization.RATES.index(0.1)
            assert np.mean(runs) == pytest.approx(table[f"{kind}, {size}"]["mean"][k], abs=0.02)


def test_batchnorm_widens_the_range_and_fails_on_tiny_batches():
    rates, table = np.array(normalization.RATES), stored("rates")
    good = {kind: rates[table[f"{kind}, 32"]["mean"] > 0.85] for kind in ("without", "BatchNorm")}
    assert good["BatchNorm"][-1] / good["BatchNorm"][0] > 2.5 * good["without"][-1] / good["without"][0]
    best = {kind: table[f"{kind}, 2"]["mean"].max() for kind in normalization.KINDS}
    assert best["BatchNorm"] < 0.5 < best["without"] < best["LayerNorm"]


def test_a_training_that_diverges_is_drawn_at_the_top():
    losses, right = normalization.steps_at_rate("without", 10.0, 32)
    assert losses.max() == 5.0 and np.isfinite(losses).all() and right < 0.3


# ---- what the instruments say


def test_sentences():
    instrument = chapter06.overfitting_seen()
    assert "4,810 parameters" in instrument.description and "gap of" in instrument.description
    instrument.set(hidden=1)
    assert "too few units" in instrument.description
    instrument = chapter06.regularizers()
    assert "gains 3.0 ± 0.6 points" in instrument.description
    instrument.set(wrong=0.0)
    assert "may be chance" in instrument.description
    instrument.set(level=8)
    assert "costs" in instrument.description
    instrument = chapter06.stop_early()
    instrument.set(wrong=0.0, draw=3)
    assert "never runs out" in instrument.description
    instrument = chapter06.sparse_weights()
    instrument.set(strength=200)
    assert "20 of 20 noise features and 10 of 10 real ones" in instrument.description
    instrument = chapter06.weight_prior()
    assert "too loose" in instrument.description
    instrument.set(strength=100)
    assert "too tight" in instrument.description
    instrument.set(strength=0.32)
    assert "about the least" in instrument.description


def test_a_slider_over_given_values():
    ladder = Ladder("n", "examples", (20, 40, 80), 40)
    widget = ladder.widget()
    assert widget.value == 40 and [value for _, value in widget.options] == [20, 40, 80]
    assert ladder.ends() == [20, 80] and ladder.clean(80) == 80
    with refused("expected one of 20, 40, 80, got 30"):
        ladder.clean(30)
    with refused("at least two options"):
        Ladder("n", "examples", (20,), 20)


# ---- the bug hunt


def test_each_script_has_its_own_mistake_and_no_other():
    told = {letter: leaks.interrogate(script) for letter, script in leaks.SCRIPTS.items()}
    flips = {letter: one["on coin flips"] for letter, one in told.items()}
    assert flips["D"] > 0.9 > flips["C"] > 0.65 > flips["A"] > 0.55
    assert abs(flips["B"] - 0.5) < 0.05 and abs(flips["E"] - 0.5) < 0.05
    assert [one["same answer twice"] for one in told.values()] == [True, True, True, True, False]
    assert [one["same answer alone"] for one in told.values()] == [True, False, True, True, None]


def test_on_real_data_they_all_look_fine():
    X, y = data.breast_cancer()
    for script in leaks.SCRIPTS.values():
        accuracy, predict = script(X, y, np.random.default_rng(0))
        assert 0.85 < accuracy <= 1 and predict(X).shape == (len(X),)


def test_leaks():
    right = {letter: text for letter, text in zip("ABCDE", (leaks.KINDS[k] for k in (0, 4, 3, 1, 2)), strict=True)}
    assert check("leaks", right).passed
    assert check("leaks", right | {"C": leaks.KINDS[1], "D": leaks.KINDS[3]}).mistake == "C and D exchanged"
    one_wrong = repr(check("leaks", right | {"E": leaks.KINDS[1]}))
    assert not any(kind in one_wrong for kind in leaks.KINDS), "the report gives the answer away"
    assert "none of the five kinds" in repr(check("leaks", right | {"B": "bad luck"}))


# ---- exercises, answered otherwise


def test_dropout_written_otherwise():
    def by_where(x, rate, u, train):
        return np.where(u >= rate, x / (1 - rate), 0) if train else x

    assert check("inverted_dropout", by_where).passed
    assert check("inverted_dropout", lambda x, rate, u, train: (x * (u >= rate)) / (1 - rate)).mistake == "always on"
    assert check("inverted_dropout", lambda x, rate, u, train: None).status == "not attempted"


def test_stopping_written_otherwise():
    def by_minimum(losses, patience):
        for last in range(len(losses)):
            best = int(np.argmin(losses[: last + 1]))
            if last - best >= patience:
                break
        return best, last

    assert check("stop_at", by_minimum).passed
    assert check("stop_at", lambda losses, patience: (int(np.argmin(losses)), len(losses) - 1)).mistake == "never stops"


def test_a_layer_written_otherwise():
    from course_nn import Layer, Parameter, check_layer
    from course_nn.functions import sigmoid

    class Swish(Layer):
        def __init__(self):
            self.beta = Parameter(np.ones(1))

        def forward(self, x, train=False):
            beta = self.beta.value[0]
            s = sigmoid(beta * x)
            slope = s * (1 - s)

            def backward(dy):
                self.beta.grad[0] += np.vdot(dy, x**2 * slope)
                return dy * s + dy * beta * x * slope

            return x * s, backward

    assert check("Swish", Swish).passed
    assert check_layer(Swish(), np.random.default_rng(0).normal(size=(3, 2)))
    assert "the class Swish was expected, not function" in repr(check("Swish", lambda: 3))
    assert "Layer with a Parameter named beta" in repr(check("Swish", type("Swish", (), {})))
