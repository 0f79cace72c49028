"""Networks as scikit-learn's estimators: its contract, its pipelines and searches, its own network beside ours."""

import functools
import importlib
import pickle
import re
import sys

import numpy as np
import pytest
import sklearn
from helpers import refused
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import course_nn
from course_nn import SGD, Adam, CosineDecay, Dense, Dropout, L1Penalty, ReLU, Sequential, Tanh, TrainingDiverged, fit
from course_nn.data import diabetes, digits, iris, moons
from course_nn.estimators import NetworkClassifier, NetworkRegressor
from course_nn.names import PARAMETERS

BOTH = pytest.mark.parametrize("kind", [NetworkClassifier, NetworkRegressor])
#: What scikit-learn leaves out where pandas is not there, or where its environment does not ask for it.
LEFT_OUT = {"check_array_api_input": "SCIPY_ARRAY_API"} | {
    f"check_{kind}_data_not_an_array": "pandas is not installed" for kind in ("classifier", "regressor")
}


def data(kind, n=60, seed=0, outputs=()):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    if kind is NetworkClassifier:
        return X, (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)
    return X, X @ rng.normal(size=(3, *outputs))


def small(kind, **settings):
    return kind(**{"hidden": 4, "epochs": 3, "random_state": 0} | settings)


@pytest.mark.long
@BOTH
def test_the_contract_of_scikit_learn_is_kept_whole(kind):
    if sklearn.__version__.startswith("1.5."):
        return check_estimator(kind())  # which raises where a check fails
    for row in check_estimator(kind(), expected_failed_checks={}, on_skip=None):
        left_out = row["status"] == "skipped" and LEFT_OUT.get(row["check_name"], "?") in str(row["exception"])
        assert row["status"] == "passed" or left_out, row


@BOTH
def test_the_same_number_gives_the_same_network_and_another_another(kind):
    X, y = data(kind)
    one, two, other = (small(kind, random_state=seed).fit(X, y) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.network_.theta, two.network_.theta)
    assert one.loss_curve_ == two.loss_curve_ != other.loss_curve_
    np.testing.assert_array_equal(one.fit(X, y).network_.theta, two.network_.theta)  # learned anew
    given = [small(kind, random_state=np.random.default_rng(7)).fit(X, y).loss_curve_ for _ in range(2)]
    assert given[0] == given[1]
    # Without a number each network is another, and a RandomState that is passed goes on.
    drawn = [small(kind, random_state=None).fit(X, y).loss_curve_ for _ in range(2)]
    assert drawn[0] != drawn[1]


@BOTH
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16, np.int64])
def test_the_type_of_x_is_computed_in(kind, dtype):
    X, y = data(kind)
    model = small(kind).fit((8 * X).astype(dtype), y)
    assert model.network_.theta.dtype == (np.float32 if dtype is np.float32 else np.float64)


@BOTH
def test_it_is_what_the_library_trains(kind):
    """The estimator adds nothing to `fit` but the network: the same one trained by hand ends at the same θ."""
    X, y = data(kind)
    made = []

    def build(n_inputs, n_outputs, rng):
        made.append(Sequential(Dense(n_inputs, 5, rng, dtype=np.float64), Tanh(), Dense(5, n_outputs, rng)))
        made[-1] = made[-1].copy(np.float64)
        return made[-1]

    rng = np.random.default_rng(3)
    model = small(kind, build=build, random_state=rng, learning_rate=0.01, penalty=0.1, batch_size=7).fit(X, y)
    again = np.random.default_rng(3)
    network = build(X.shape[1], 3 if kind is NetworkClassifier else 1, again)
    penalty = course_nn.L2Penalty(0.1)
    history = fit(
        network, X, y, model._loss(), Adam(0.01), epochs=3, batch_size=7, rng=again, progress=False, penalty=penalty
    )
    np.testing.assert_array_equal(network.theta, model.network_.theta)
    assert history["loss"] == model.loss_curve_ and model.n_iter_ == 3
    assert made[0].theta is not model.network_.theta  # what build made is copied, so that it may be made once


@pytest.mark.parametrize(
    "labels",
    [
        ["no", "yes"],
        [False, True],
        [-3, 8],
        [2.0, 1.0],
        ["ash", "beech", "cedar"],
        np.array(["ash", "beech", 'c"'], object),
        [30, 10, 20, 40],
    ],
)
def test_labels_of_any_kind(labels):
    rng = np.random.default_rng(0)
    labels = np.asarray(labels)
    which = np.arange(40) % len(labels)
    X, y = np.eye(len(labels))[which] + 0.1 * rng.normal(size=(40, len(labels))), labels[which]
    model = NetworkClassifier(hidden=(), learning_rate=0.1, random_state=0).fit(X, y)
    assert model.score(X, y) == 1 and model.predict(X).dtype == model.classes_.dtype
    np.testing.assert_array_equal(model.classes_, np.unique(y))
    p, z = model.predict_proba(X), model.decision_function(X)
    assert p.shape == (40, len(labels)) and z.shape == ((40,) if len(labels) == 2 else p.shape)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_array_equal(model.classes_[p.argmax(axis=1)], model.predict(X))
    if len(labels) == 2:
        np.testing.assert_allclose(np.log(p[:, 1] / p[:, 0]), z, rtol=1e-6)


@pytest.mark.parametrize("outputs", [(), (1,), (2,)])
def test_predictions_have_the_shape_of_y(outputs):
    X, y = data(NetworkRegressor, outputs=outputs)
    model = NetworkRegressor(hidden=(), learning_rate=0.05, random_state=0).fit(X, y)
    assert model.predict(X[:7]).shape == (7, *outputs) and model.score(X, y) > 0.99


@pytest.mark.long
def test_in_a_pipeline_a_search_and_cross_validation():
    X, y = iris()
    model = make_pipeline(StandardScaler(), NetworkClassifier(epochs=20, learning_rate=0.02, random_state=0))
    scores = cross_val_score(model, X, y, cv=3)
    assert scores.shape == (3,) and scores.min() > 0.85
    np.testing.assert_array_equal(scores, cross_val_score(clone(model), X, y, cv=3))
    grid = {"networkclassifier__hidden": [1, (8,)], "networkclassifier__optimizer": [None, SGD]}
    search = GridSearchCV(model, grid, cv=3, error_score="raise").fit(X, y)
    assert len(search.cv_results_["params"]) == 4 and search.best_score_ >= scores.mean() - 0.02
    two = GridSearchCV(model, grid, cv=3, n_jobs=2).fit(X, y)
    np.testing.assert_array_equal(search.cv_results_["mean_test_score"], two.cv_results_["mean_test_score"])


@BOTH
def test_clone_and_pickle_and_parameters_as_given(kind):
    X, y = data(kind)
    settings = {
        "hidden": [4, 3],
        "optimizer": functools.partial(SGD, momentum=0.9),
        "learning_rate": CosineDecay(0.1, 9),
    }
    model = small(kind, **settings)
    assert {name: model.get_params()[name] for name in settings} == settings
    twin = clone(model)
    np.testing.assert_array_equal(twin.fit(X, y).network_.theta, model.fit(X, y).network_.theta)
    assert model.get_params() == small(kind, **settings).get_params()
    stored = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(stored.predict(X), model.predict(X))
    assert [p.value.shape for p in model.network_.parameters().values()][::2] == [
        (3, 4),
        (4, 3),
        (3, model._n_outputs()),
    ]


@BOTH
def test_early_stopping_keeps_a_share_aside_and_returns_to_the_best(kind):
    X, y = data(kind, n=80)
    model = small(kind, epochs=500, learning_rate=0.05, patience=4, validation=0.25).fit(X, y)
    losses = model.history_["validation_loss"]
    assert model.n_iter_ == len(model.loss_curve_) == len(losses) < 500
    assert np.argmin(losses) == model.n_iter_ - 5 and "validation_loss" in model.history_.stopped
    whole = small(kind, epochs=10).fit(X, y)
    assert whole.n_iter_ == 10 and not any(name.startswith("validation") for name in whole.history_.records)


def test_what_is_kept_aside_has_all_classes_in_proportion():
    X, y = data(NetworkClassifier, n=100)
    model = small(NetworkClassifier, patience=2, validation=0.2)
    model._rng = np.random.default_rng(0)
    learned, kept, _, kept_target = model._split(X, y)
    assert len(kept) == 20 and len(learned) == 80
    np.testing.assert_allclose(np.bincount(kept_target) / 20, np.bincount(y) / 100, atol=0.05)


@BOTH
def test_partial_fit_goes_on_and_as_many_passes_are_as_one_fit(kind):
    X, y = data(kind)
    extra = {"classes": [0, 1, 2]} if kind is NetworkClassifier else {}
    model = small(kind)
    for _ in range(3):
        model.partial_fit(X, y, **extra)
    whole = small(kind, epochs=3).fit(X, y)
    np.testing.assert_array_equal(model.network_.theta, whole.network_.theta)
    assert model.loss_curve_ == whole.loss_curve_ and model.n_iter_ == 3
    whole.partial_fit(X, y)
    assert whole.n_iter_ == 4


def test_classes_that_the_first_part_lacks_may_come_later():
    X, y = data(NetworkClassifier)
    model = small(NetworkClassifier, learning_rate=0.02).partial_fit(X[y == 0], y[y == 0], classes=[0, 1, 2])
    assert model.predict_proba(X).shape == (60, 3)
    for _ in range(150):
        model.partial_fit(X, y)
    assert model.score(X, y) > 0.9


def test_a_penalty_draws_weights_to_zero():
    X, y = data(NetworkRegressor)
    sizes = [
        np.abs(small(NetworkRegressor, epochs=60, penalty=penalty).fit(X, y).network_.theta).sum()
        for penalty in (0, 0.5, L1Penalty(0.5))
    ]
    assert sizes[1] < 0.7 * sizes[0] and sizes[2] < 0.7 * sizes[0]


def test_dropout_draws_with_the_generator_that_build_is_given():
    X, y = moons(80, rng=np.random.default_rng(0))

    def build(n_inputs, n_outputs, rng):
        return Sequential(Dense(n_inputs, 8, rng), ReLU(), Dropout(0.2, rng), Dense(8, n_outputs, rng))

    one, two = (small(NetworkClassifier, build=build, epochs=30, learning_rate=0.02).fit(X, y) for _ in range(2))
    np.testing.assert_array_equal(one.network_.theta, two.network_.theta)
    np.testing.assert_array_equal(one.predict_proba(X), one.predict_proba(X))  # and off when it predicts
    assert one.score(X, y) > 0.8


@pytest.mark.long
def test_as_good_as_the_network_of_scikit_learn_on_digits():
    """Hidden width, epochs, batches, Adam's rate and no penalty alike; splits and first weights of six seeds."""
    X, y = digits()
    X = np.asarray(X).reshape(len(X), -1)
    difference = []
    for seed in range(6):
        train, test, labels, truth = train_test_split(X, y, test_size=0.25, random_state=seed, stratify=y)
        ours = NetworkClassifier((32,), epochs=20, batch_size=32, learning_rate=0.003, random_state=seed)
        theirs = MLPClassifier(
            (32,), max_iter=20, batch_size=32, learning_rate_init=0.003, alpha=0, tol=0, random_state=seed
        )
        with pytest.warns(match="Maximum iterations"):
            theirs.fit(train, labels)
        difference.append(ours.fit(train, labels).score(test, truth) - theirs.score(test, truth))
        assert ours.score(test, truth) > 0.95
    assert abs(np.mean(difference)) < 0.01, difference


def test_diabetes_is_learned_where_the_target_is_scaled():
    X, y = diabetes()
    y = (y - y.mean()) / y.std()
    scores = cross_val_score(
        make_pipeline(StandardScaler(), NetworkRegressor(16, patience=5, validation=0.2, random_state=0)), X, y, cv=5
    )
    assert scores.mean() > 0.35, scores  # a linear model reaches 0.48


@BOTH
def test_an_interrupt_is_passed_on_and_leaves_a_network_that_predicts(kind, monkeypatch):
    X, y = data(kind)

    class Stop(SGD):
        def update(self, theta, g, u):
            if self.steps == 5:
                raise KeyboardInterrupt
            return super().update(theta, g, u)

    model = small(kind, optimizer=Stop, batch_size=20)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y)
    assert model.n_iter_ == len(model.loss_curve_) == 1 and model.predict(X).shape == y.shape


def test_sparse_data_and_data_before_fit_are_refused_in_words_of_scikit_learn():
    X, y = data(NetworkClassifier)
    with pytest.raises(TypeError, match="Sparse data was passed"):
        small(NetworkClassifier).fit(csr_matrix(X), y)
    with pytest.raises(NotFittedError, match="not fitted yet"):
        NetworkRegressor().predict(X)
    with pytest.raises(ValueError, match="expecting 3 features"):
        small(NetworkClassifier).fit(X, y).predict(X[:, :2])


def test_a_training_that_leaves_the_finite_numbers_says_so():
    X, y = data(NetworkRegressor)
    with pytest.raises(TrainingDiverged, match="Scale the targets"):
        small(NetworkRegressor, optimizer=SGD, learning_rate=10.0, epochs=50).fit(X, 1e6 * y)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"hidden": 0}, "hidden: expected a whole number at least 1, got 0"),
        ({"hidden": (3, "x")}, "hidden: expected a whole number at least 1, got 'x'"),
        ({"activation": "rely"}, "activation: unknown name 'rely'; did you mean 'relu'"),
        ({"epochs": 0}, "epochs: expected a whole number at least 1, got 0"),
        ({"epochs": 2.5}, "epochs: expected a whole number"),
        ({"batch_size": 0}, "batch_size: expected a whole number at least 1, got 0"),
        ({"batch_size": "auto"}, "batch_size: .* got 'auto'"),
        ({"learning_rate": 0}, "learning_rate: expected a finite number above 0, got 0"),
        ({"learning_rate": "constant"}, "learning_rate: .* got 'constant'"),
        ({"optimizer": "adam"}, "optimizer: expected a class such as SGD, or a function .* got 'adam'"),
        ({"optimizer": SGD(0.1)}, "optimizer: expected a class .* got SGD; its rate is given as learning_rate"),
        ({"optimizer": lambda rate: rate}, "optimizer: expected a class such as SGD"),
        ({"penalty": -1}, "penalty: expected a finite number at least 0, got -1"),
        ({"penalty": "l2"}, "penalty: expected a number at least 0, got 'l2'"),
        ({"patience": 0}, "patience: expected a whole number at least 1, got 0"),
        ({"patience": 3, "validation": 1}, "validation: expected a finite number above 0 and below 1, got 1"),
        ({"build": 5}, "build: expected a function of n_inputs, n_outputs and rng .* got 5"),
        ({"build": Tanh()}, "build: expected a function .* got Tanh"),
        ({"build": lambda n, k, rng: None}, "build: expected a function that returns a network, got None"),
        (
            {"build": lambda n, k, rng: Dense(n, k + 2, rng)},
            r"build: expected a network with \d output\(s\) an example, got an output of shape \(n, \d\)",
        ),
    ],
)
@BOTH
def test_settings_are_checked_by_fit(kind, settings, words):
    X, y = data(kind)
    model = small(kind, **settings)  # made without a word, as scikit-learn wants it
    with refused(words):
        model.fit(X, y)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m, X, y: m.fit(X, 0 * y), "expected at least 2 classes, got 1 class"),
        (lambda m, X, y: m.partial_fit(X, y), "partial_fit: expected classes in the first call, got None"),
        (lambda m, X, y: m.partial_fit(X, y, [0, 1]), r"expected labels among classes \[0, 1\], got .*2"),
        (lambda m, X, y: m.fit(X, y).partial_fit(X, y, [1, 2]), r"expected the classes of the first call, \[0, 1, 2\]"),
        (lambda m, X, y: m.set_params(patience=2).partial_fit(X, y), "expected patience=None, since one pass has no"),
    ],
)
def test_classes_that_cannot_be(call, words):
    with refused(words):
        call(small(NetworkClassifier), *data(NetworkClassifier))


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_names_of_scikit_learns_own_network_are_answered(name):
    mend = PARAMETERS[name]
    with refused(rf"^NetworkClassifier: expected arguments among hidden, .*, got {name}; {re.escape(mend)}$"):
        NetworkClassifier(**{name: 1})
    ours = mend.removeprefix("here it is ").partition(",")[0].partition(" ")[0]
    assert ours in NetworkClassifier().get_params() or mend.startswith(("write optimizer=", "to go on"))


def test_an_unknown_parameter_is_told_what_there_is_and_a_class_of_ones_own_has_others():
    with refused(r"^NetworkRegressor: expected arguments among hidden, activation, .*random_state, got qq$"):
        NetworkRegressor(qq=3)

    class Mine(NetworkRegressor):
        def __init__(self, wide=3):
            super().__init__(hidden=wide)
            self.wide = wide

    assert Mine(wide=5).hidden == 5 and clone(Mine(wide=5)).wide == 5


@pytest.mark.parametrize("n, share", [(4, 0.1), (12, 0.01), (2, 0.5)])
def test_too_little_to_keep_aside_is_told_by_our_names(n, share):
    X, y = np.arange(2.0 * n).reshape(n, 2), np.arange(n) % 2
    with refused(rf"NetworkClassifier: validation: expected a share of the data .*, got {share} of {n} examples"):
        NetworkClassifier(patience=2, validation=share, epochs=1, random_state=0).fit(X, y)


def test_a_part_with_another_number_of_outputs_is_refused():
    X, y = data(NetworkRegressor)
    with refused(r"partial_fit: expected y of shape \(n,\), as before, got \(60, 2\)"):
        small(NetworkRegressor).fit(X, y).partial_fit(X, np.stack([y, y], axis=1))


def test_without_scikit_learn_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.base", None)
    monkeypatch.delitem(sys.modules, "course_nn.estimators")
    with pytest.raises(ImportError, match="needs scikit-learn, which is not installed; run: python -m pip install"):
        importlib.import_module("course_nn.estimators")
