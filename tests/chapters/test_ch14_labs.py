"""The labs: who wins where, and that the small trainings here are those that were stored of the frameworks."""

import sys
import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from course_nn.chapters.ch14_frameworks import labs


@pytest.fixture
def alone(monkeypatch):
    """As where none of the frameworks is installed."""
    for name in ("keras", "torch", "tensorflow"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("lab", ["digits", "friedman", "wine"])
def test_each_split_has_a_score_of_each(lab):
    rows = labs.measured_scores(lab)
    tuned = {"digits": labs.tuned_on_digits, "friedman": labs.tuned_on_friedman, "wine": labs.thirteens}[lab]
    assert list(rows) == list(tuned(0))
    assert {len(scores) for scores in rows.values()} == {labs.SPLITS}


def test_the_support_vector_machine_wins_on_few_digits():
    rows = labs.measured_scores("digits")
    for name in ("course_nn", "MLPClassifier"):
        assert (rows["support vector machine"] > rows[name]).sum() >= 18
        assert rows["support vector machine"].mean() - rows[name].mean() > 0.01


def test_the_network_wins_on_friedmans_function():
    rows = labs.measured_scores("friedman")
    for name in ("course_nn", "MLPRegressor"):
        assert (rows[name] > rows["elastic net"]).all()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_it_wins_by_what_bends_and_on_a_plane_the_elastic_net_does(seed):
    """Without the square the network is ahead; without the sine too the function is a plane."""

    def taken_out(X, y, sine):
        return y - 20 * (X[:, 2] - 0.5) ** 2 - sine * 10 * np.sin(np.pi * X[:, 0] * X[:, 1])

    X, y, X_test, y_test = labs.friedman_split(seed)
    for sine in (False, True):
        rivals = labs.tuned_on_friedman(seed)
        plane, bent = (
            rivals[name].fit(X, taken_out(X, y, sine)).score(X_test, taken_out(X_test, y_test, sine))
            for name in ("elastic net", "course_nn")
        )
        assert plane > bent + 0.01 if sine else bent > plane + 0.05


@pytest.mark.long
def test_scikit_learn_warns_of_the_epochs_alone_and_ends_early_without_scaling():
    """As measured it warns with and without scaling; by its own settings it ends early, where nothing was scaled."""
    for seed in range(2):
        X, y, _, _ = labs.wine_split(seed)
        for name in ("MLPClassifier", "MLPClassifier, not scaled"):
            with pytest.warns(ConvergenceWarning, match="500"):
                labs.thirteens(seed)[name].fit(X, y)
    scores, epochs = [], []
    for seed in range(10):
        X, y, X_test, y_test = labs.wine_split(seed)
        network = MLPClassifier(labs.THIRTEEN, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(X, y)
        scores.append(network.score(X_test, y_test))
        epochs.append(network.n_iter_)
    assert 30 < np.median(epochs) < 50 and 0.4 < np.mean(scores) < 0.6


def test_without_scaling_three_thirteens_are_worse():
    rows = labs.measured_scores("wine")
    for name in ("course_nn", "MLPClassifier"):
        assert (rows[name] > rows[f"{name}, not scaled"]).sum() >= 17
        assert rows[name].mean() - rows[f"{name}, not scaled"].mean() > 0.08
    assert abs(rows["course_nn"].mean() - rows["MLPClassifier"].mean()) < 0.02
    ours, theirs = (rows[f"{name}, not scaled"] for name in ("course_nn", "MLPClassifier"))
    assert ours.mean() < theirs.mean() - 0.05, "ours is wrong more often"


@pytest.mark.parametrize(
    ("lab", "split", "tuned", "name"),
    [
        ("digits", labs.digits_split, labs.tuned_on_digits, "support vector machine"),
        ("friedman", labs.friedman_split, labs.tuned_on_friedman, "elastic net"),
    ],
)
def test_what_is_stored_comes_out_here(lab, split, tuned, name):
    X, y, X_test, y_test = split(3)
    score = tuned(3)[name].fit(X, y).score(X_test, y_test)
    assert score == pytest.approx(labs.measured_scores(lab)[name][3], abs=0.003)


def test_a_network_of_ours_comes_out_as_stored():
    X, y, X_test, y_test = labs.wine_split(3)
    score = labs.thirteens(3)["course_nn"].fit(X, y).score(X_test, y_test)
    assert score == pytest.approx(labs.measured_scores("wine")["course_nn"][3], abs=2 / 45)


@pytest.mark.long
def test_splits_are_what_they_say():
    X, _, X_test, _ = labs.digits_split(0)
    assert (X.shape, X_test.shape) == ((100, 64), (1697, 64))
    assert all((np.bincount(labs.digits_split(seed)[1]) == 10).all() for seed in range(labs.SPLITS)), "ten of a kind"
    assert [len(part) for part in labs.wine_split(0)] == [133, 133, 45, 45]
    assert [part.shape for part in labs.friedman_split(0)] == [(300, 10), (300,), (1000, 10), (1000,)]
    assert not np.array_equal(labs.digits_split(1)[0], X)


@pytest.mark.parametrize("backend", ["torch", "tensorflow"])
def test_the_first_example_has_the_losses_of_keras(backend, alone, capsys):
    network, (x, y) = labs.first_network(), labs.first_data()
    there = labs.first_in_keras(network, x, y, backend)
    assert "what follows was stored with" in capsys.readouterr().out
    records = labs.train_first(network, x, y).records
    for name in ("loss", "validation_loss"):
        assert len(records[name]) == labs.EPOCHS
        np.testing.assert_allclose(np.divide(records[name], 2), there[name], rtol=2e-6)
    assert there["validation_loss"][-1] < 0.5 * there["validation_loss"][0]


@pytest.mark.parametrize("slopes", [1, 64])
def test_the_regression_has_the_losses_of_pytorch(slopes, alone):
    network, (x, y) = labs.prelu_network(slopes), labs.prelu_data()
    there = labs.prelu_in_pytorch(network, x, y)
    losses = labs.train_prelu(network, x, y)
    assert (len(losses), there["slopes"].shape) == (labs.STEPS, (2, slopes))
    np.testing.assert_allclose(losses, there["losses"], rtol=1e-5)
    np.testing.assert_allclose([layer.s.value for layer in (network[1], network[3])], there["slopes"], atol=1e-5)
    assert np.abs(there["slopes"] - 0.25).max() > 1e-3, "the slopes have moved from where they began"
