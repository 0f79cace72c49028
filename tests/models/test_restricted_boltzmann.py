"""The restricted Boltzmann machine: sums over all states, scikit-learn's formulas, differences, training, bad calls."""

import itertools

import numpy as np
import pytest
from helpers import close, refused
from sklearn.neural_network import BernoulliRBM

from course_nn import SGD, TrainingDiverged, batches, check_layer, data
from course_nn.models.boltzmann_machine import BoltzmannMachine, all_states
from course_nn.models.restricted_boltzmann import RestrictedBoltzmannMachine, contrastive_divergence


def rng(seed=0):
    return np.random.default_rng(seed)


def machine(d=5, k=3, seed=0, scale=1.0, dtype=np.float64):
    draw = rng(seed)
    one = RestrictedBoltzmannMachine(d, k, draw, dtype=dtype)
    one.W.value, one.b.value, one.c.value = (scale * draw.normal(size=shape) for shape in ((d, k), d, k))
    return one


def summed(one):
    """Z and p(v), from the energies of all pairs of states."""
    V, H = all_states(one.d), all_states(one.k)
    E = np.array([[one.energy(v[None], h[None])[0] for h in H] for v in V])
    weights = np.exp(-E).sum(axis=1)
    return weights.sum(), weights / weights.sum()


def test_energy_by_hand():
    one = RestrictedBoltzmannMachine(2, 1, rng(), dtype=np.float64)
    one.W.value, one.b.value, one.c.value = [[2.0], [-1.0]], [0.5, 1.0], [0.25]
    v = np.array([[1, 0], [1, 1], [0, 1]])
    close(one.energy(v, [[1], [1], [0]] * np.ones((3, 1))), [-2.75, -2.75, -1.0])
    close(one(v)[:, 0], [-0.5 - np.log1p(np.exp(2.25)), -1.5 - np.log1p(np.exp(1.25)), -1 - np.log1p(np.exp(-0.75))])


@pytest.mark.parametrize(("d", "k"), [(5, 3), (3, 5), (4, 4), (1, 1)])
def test_everything_exact_is_a_sum_over_all_states(d, k):
    one = machine(d, k)
    Z, p = summed(one)
    V = all_states(d)
    assert one.log_Z() == pytest.approx(np.log(Z))
    close(np.exp(one.log_likelihood(V)), p)
    close(one.log_likelihood(V, log_Z=1.0), -one.free_energy(V) - 1)
    v, h = V[-1:], all_states(k)
    joint = np.exp([-one.energy(v, x[None])[0] for x in h])
    close(one.hidden(v)[0], joint @ h / joint.sum())
    h = h[-1:]
    joint = np.exp([-one.energy(x[None], h)[0] for x in V])
    close(one.visible(h)[0], joint @ V / joint.sum())


def test_free_energy_and_conditionals_are_scikit_learns():
    one, V = machine(6, 4), rng(1).integers(0, 2, (9, 6)).astype(float)
    theirs = BernoulliRBM(4)
    theirs.components_, theirs.intercept_visible_ = one.W.value.T, one.b.value
    theirs.intercept_hidden_ = one.c.value
    close(one.free_energy(V), theirs._free_energy(V))
    close(one.hidden(V), theirs.transform(V))


def test_it_is_a_boltzmann_machine_whose_sides_have_no_weights_within():
    one = machine(4, 3)
    W = np.zeros((7, 7))
    W[:4, 4:] = one.W.value
    whole = BoltzmannMachine(W + W.T, np.concatenate([one.b.value, one.c.value]))
    assert one.log_Z() == pytest.approx(whole.log_Z())
    close(np.exp(one.log_likelihood(all_states(4))), whole.probabilities().reshape(16, 8).sum(axis=1))


def test_the_layer_keeps_its_contract():
    one = machine(4, 3)
    check_layer(one, rng(2).random((5, 4)))
    assert one.theta.size == 4 * 3 + 4 + 3 and one(rng(3).random((5, 4))).shape == (5, 1)
    np.testing.assert_array_equal(one.theta, np.concatenate([one.W.value.ravel(), one.b.value, one.c.value]))


@pytest.mark.parametrize(("d", "k"), [(6, 3), (3, 6), (4, 4)])
@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_that_of_the_likelihood(d, k, seed):
    one, V = machine(d, k, seed), rng(seed + 5).integers(0, 2, (8, d))
    found, theta = one.log_likelihood_gradient(V), one.theta
    for i in range(theta.size):
        kept, sides = theta[i], []
        for step in (1e-5, -1e-5):
            theta[i] = kept + step
            sides.append(one.log_likelihood(V).mean())
        theta[i] = kept
        assert found[i] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=1e-8)


def test_the_gradient_is_a_difference_of_two_expectations_of_the_free_energys():
    """As it flows back: from F of the data with −1/n each, and from F of all states with their probabilities."""
    one, V = machine(5, 3), rng(6).integers(0, 2, (4, 5)).astype(float)
    one.zero_grad()
    F, back = one.forward(V)
    back(np.full((4, 1), -1 / 4))
    F, back = one.forward(all_states(5))
    back(np.exp(-F - one.log_Z()))
    close(one.grad, one.log_likelihood_gradient(V))


def test_gibbs_chains_have_the_exact_probabilities():
    one = machine(4, 3, seed=7)
    *_, v = itertools.islice(one.gibbs(np.zeros((20_000, 4)), rng(1)), 80)
    counts = np.bincount((v @ [8, 4, 2, 1]).astype(int), minlength=16) / len(v)
    p = np.exp(one.log_likelihood(all_states(4)))
    assert np.abs(counts - p).max() < 5 * np.sqrt(p * (1 - p) / len(v)).max()


@pytest.mark.parametrize(("d", "k"), [(4, 3), (3, 4)])
def test_exact_samples_have_the_exact_probabilities(d, k):
    one = machine(d, k, seed=8)
    v = one.exact_samples(20_000, rng(2))
    assert v.shape == (20_000, d)
    counts = np.bincount((v @ 2 ** np.arange(d - 1, -1, -1)).astype(int), minlength=2**d) / len(v)
    p = np.exp(one.log_likelihood(all_states(d)))
    assert np.abs(counts - p).max() < 5 * np.sqrt(p * (1 - p) / len(v)).max()


def test_held_units_stay_and_the_others_have_the_conditional_probabilities():
    one, clamp = machine(4, 3, seed=9), np.array([True, False, True, False])
    start = np.tile([1.0, 0, 0, 0], (20_000, 1))
    for v in itertools.islice(one.gibbs(start, rng(3), clamp), 80):
        assert (v[:, 0] == 1).all() and (v[:, 2] == 0).all()
    V = all_states(4)
    joint = np.exp(one.log_likelihood(V)) * (V[:, 0] == 1) * (V[:, 2] == 0)
    p = joint / joint.sum()
    counts = np.bincount((v @ [8, 4, 2, 1]).astype(int), minlength=16) / len(v)
    assert np.abs(counts - p).max() < 5 * np.sqrt(p * (1 - p) / len(v)).max()
    assert (start[:, 1] == 0).all(), "where it begins is not changed"


def test_a_step_of_contrastive_divergence_by_hand():
    """The same draws, the same ends of the chains: θ moves by the rate times the difference of the statistics."""
    X = rng(10).integers(0, 2, (6, 5)).astype(float)
    for k in (1, 3):
        one, same = machine(seed=11), machine(seed=11)
        step = next(contrastive_divergence(one, SGD(0.1), [(X, X)], rng=rng(12), k=k))
        draw = rng(12)
        first = (draw.random((6, 3)) < same.hidden(X)).astype(float)
        reconstruction = np.square(X - same.visible(first)).mean()
        v = X
        for _ in range(k):
            h = (draw.random((6, 3)) < same.hidden(v)).astype(float)
            v = (draw.random((6, 5)) < same.visible(h)).astype(float)
        p, q = same.hidden(X), same.hidden(v)
        close(one.W.value, same.W.value + 0.1 * (X.T @ p - v.T @ q) / 6)
        close(one.b.value, same.b.value + 0.1 * (X - v).mean(axis=0))
        close(one.c.value, same.c.value + 0.1 * (p - q).mean(axis=0))
        assert (step.epoch, step.index) == (0, 0) and step.reconstruction == pytest.approx(reconstruction)
        assert step.gap == pytest.approx(same(X).mean() - same(v).mean())


def test_persistent_chains_go_on_where_they_were():
    X = rng(13).integers(0, 2, (6, 5)).astype(float)
    one, same = machine(seed=14), machine(seed=14)
    steps = contrastive_divergence(one, SGD(0.1), [(X, X)], 2, rng=rng(15), chains=4)
    next(steps), next(steps)
    draw = rng(15)
    v = draw.integers(0, 2, (4, 5)).astype(float)
    for _ in range(2):
        draw.random((6, 3))  # of the reconstruction
        h = (draw.random((4, 3)) < same.hidden(v)).astype(float)
        v = (draw.random((4, 5)) < same.visible(h)).astype(float)
        p, q = same.hidden(X), same.hidden(v)
        same.W.value += 0.1 * (X.T @ p / 6 - v.T @ q / 4)
        same.b.value += 0.1 * (X.mean(axis=0) - v.mean(axis=0))
        same.c.value += 0.1 * (p.mean(axis=0) - q.mean(axis=0))
    close(one.theta, same.theta)


@pytest.mark.parametrize("way", [{"k": 1}, {"k": 10}, {"chains": 64}])
def test_training_raises_the_exact_likelihood_of_digits(way):
    X = np.asarray(data.digits().X[:600] > 0.5, np.float32)
    one = RestrictedBoltzmannMachine(64, 8, rng())
    before = one.log_likelihood(X).mean()
    for _ in contrastive_divergence(one, SGD(0.1), batches(X, X, 50, rng(1)), 10, rng=rng(2), **way):
        pass
    assert one.log_likelihood(X).mean() > before + 12 and one.theta.dtype == np.float32


def test_many_rounds_have_the_exact_gradient_on_average():
    one, X = machine(5, 3, seed=16), rng(17).integers(0, 2, (8, 5)).astype(float)
    exact, found = one.log_likelihood_gradient(X), []
    for k in (1, 60):
        many = np.repeat(X, 2500, axis=0)  # as many chains from each row
        copy = one.copy()
        next(contrastive_divergence(copy, SGD(1.0), [(many, many)], rng=rng(18), k=k))
        found.append(np.linalg.norm(copy.theta - one.theta - exact))
    assert found[1] < 0.03 < 0.2 < found[0]


def test_a_step_that_is_not_finite_is_not_taken():
    one = machine()
    one.W.value[...] = 1e200
    X = np.ones((4, 5))
    one.b.value[...] = 1.7e308
    kept = one.theta.copy()
    with pytest.raises(TrainingDiverged, match="training stopped at step 0"):
        next(contrastive_divergence(one, SGD(0.1), [(X, X)], rng=rng()))
    np.testing.assert_array_equal(one.theta, kept)


ONE = machine()
X = rng(20).integers(0, 2, (6, 5)).astype(float)


def diverging(**changes):
    given = {"rbm": ONE, "optimizer": SGD(0.1), "batches": [(X, X)], "rng": rng()} | changes
    return lambda: list(contrastive_divergence(**given))


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("expected a Generator that draws the weights", lambda: RestrictedBoltzmannMachine(4, 2)),
        ("expected a numpy.random.Generator .* got 0", lambda: RestrictedBoltzmannMachine(4, 2, 0)),
        ("d: expected a whole number at least 1, got 0", lambda: RestrictedBoltzmannMachine(0, 2, rng())),
        ("k: expected a whole number at least 1", lambda: RestrictedBoltzmannMachine(2, 0, rng())),
        (r"expected input of shape \(n, 5\), got \(6, 4\)", lambda: ONE(X[:, 1:])),
        (r"put images in rows: X.reshape\(len\(X\), -1\)", lambda: ONE(X[:, :, None])),
        ("visible units of 0 and 1, or probabilities between, got -1 to 1", lambda: ONE.hidden(2 * X - 1)),
        ("visible units of 0 and 1, .* got 0 to 16", lambda: ONE.free_energy(16 * X)),
        ("visible units of 0 and 1, .* got NaN", lambda: ONE.hidden(np.where(X > 0, np.nan, X))),
        ("hidden units of 0 and 1, .* got 0 to 2", lambda: ONE.visible(2 * X[:, :3])),
        (r"expected hidden units of shape \(n, 3\)", lambda: ONE.visible(X)),
        ("as many rows of h as of v, got 5 and 6", lambda: ONE.energy(X, X[:5, :3])),
        ("visible units of 0 and 1", lambda: ONE.log_likelihood(3 * X)),
        ("log_Z: expected a number", lambda: ONE.log_likelihood(X, "1")),
        ("visible units of 0 and 1", lambda: ONE.log_likelihood_gradient(3 * X)),
        ("at most 20 units on the smaller side .* got 25", lambda: machine(30, 25).log_Z()),
        ("at most 20 units on the smaller side", lambda: machine(30, 25).log_likelihood(np.ones((1, 30)))),
        ("at most 20 units on the smaller side", lambda: machine(30, 25).exact_samples(3, rng())),
        ("n: expected a whole number at least 1", lambda: ONE.exact_samples(0, rng())),
        ("expected a numpy.random.Generator", lambda: ONE.gibbs(X, 3)),
        ("visible units of 0 and 1", lambda: ONE.gibbs(3 * X, rng())),
        ("clamp: expected shape", lambda: ONE.gibbs(X, rng(), [True])),
        ("clamp: expected an array of True and False", lambda: ONE.gibbs(X, rng(), [1, 0, 1, 0, 1])),
        ("expected a RestrictedBoltzmannMachine to train, got None", diverging(rbm=None)),
        ("expected an optimizer such as SGD", diverging(optimizer=0.1)),
        ("k: expected a whole number at least 1, got 0", diverging(k=0)),
        ("chains: expected a whole number at least 1, got 0", diverging(chains=0)),
        ("epochs: expected a whole number at least 0", diverging(epochs=-1)),
        ("rng: expected a numpy.random.Generator", diverging(rng=None)),
        ("a batch of 0 and 1, or probabilities between, got 0 to 2", diverging(batches=[(2 * X, X)])),
        ("expected batches of pairs", diverging(batches=[X])),
        (r"a batch of shape \(n, 5\)", diverging(batches=[(X[:, 1:], X)])),
    ],
)
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
