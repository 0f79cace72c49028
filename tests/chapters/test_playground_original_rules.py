"""The original's rules: loss curves, weights and maps as the engine of TensorFlow's playground gives them."""

import numpy as np
import pytest
from helpers import reference_cases

from course_nn import L1Penalty
from course_nn.chapters.playground.data_sets import Data
from course_nn.chapters.playground.maps import maps
from course_nn.chapters.playground.network import build
from course_nn.chapters.playground.original_rules import RULES, SGDWithDeath, originally
from course_nn.chapters.playground.run import Run, _prepared
from course_nn.chapters.playground.settings import FEATURES, Settings
from course_nn.chapters.playground.step_rules import optimizer_of, weights_of

CASES = [case | arrays for case, arrays in reference_cases("original_playground")]
POINTS = {case["name"]: case["points"] for case in CASES if case["kind"] == "points"}
TRAININGS = [case for case in CASES if case["kind"] == "training"]
THEIR_FEATURES = ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")


def run_of(case):
    """A run on the points of a case, from its first weights."""
    theirs = case["settings"]
    problem = theirs["problem"]
    settings = Settings(
        problem=problem,
        data="circle" if problem == "classification" else "plane",
        features=[FEATURES[THEIR_FEATURES.index(name)] for name in theirs["features"]],
        hidden=[(units, theirs["activation"]) for units in theirs["hidden"]],
        rate=theirs["rate"],
        batch=theirs["batch"],
        penalty=theirs["regularization"],
        penalty_rate=theirs["regularizationRate"],
        original=True,
    )
    points, n = POINTS[case["points"]], case["split"]
    X, y = points[:, :2], points[:, 2]
    if problem == "classification":
        y = (y > 0).astype(np.int64)
    data = Data(X[:n], y[:n], X[n:], y[n:])
    run = Run(settings)
    settings, network = run.settings, build(run.settings)
    network.theta[:] = case["theta"][0]
    run._take(settings, data, _prepared(settings, data), network, optimizer_of(settings, network))
    return run


@pytest.mark.parametrize("case", TRAININGS, ids=lambda case: case["name"])
def test_fifty_epochs_are_the_originals(case):
    run = run_of(case)
    losses, thetas = [run.losses()], {0: run.network.theta.copy()}
    for epoch in range(1, 51):
        run.finish_epoch()
        assert run.epoch == epoch
        losses.append(run.losses())
        thetas[epoch] = run.network.theta.copy()
    np.testing.assert_allclose(losses, case["losses"], rtol=0, atol=1e-9)
    for epoch, theta in zip(case["settings"]["seen"], case["theta"], strict=True):
        np.testing.assert_allclose(thetas[epoch], theta, rtol=0, atol=1e-9)
    if run.settings.penalty == "L1":
        assert case["dead"].any(), "nothing would be proven of death"
        np.testing.assert_array_equal(run.optimizer.memory["dead"], case["dead"])
        assert (run.network.theta[case["dead"] > 0] == 0).all()
    if "maps" in case:
        ours = _reduced(run)
        np.testing.assert_allclose(ours, case["maps"], rtol=0, atol=1e-9)


def _reduced(run):
    """The maps of hidden units and output as they stand there: means of 10 × 10 places, [across][from the top down]."""
    found = maps(run, 100)
    with_output = [*found.units, run_output(run)]
    return np.concatenate(
        [unit[:, ::-1].transpose(0, 2, 1).reshape(-1, 10, 10, 10, 10).mean(axis=(2, 4)) for unit in with_output]
    )


def run_output(run):
    """The output itself, which the answer cuts to ±1 for regression."""
    from course_nn.chapters.playground.maps import features_of

    output = run.network.forward(features_of(run.settings.features, 100))[0]
    return output.reshape(1, 100, 100)


def test_what_the_rules_fix():
    ours = Settings(optimizer="Adam", shuffle=True, start="he")
    assert originally(ours) == ours
    theirs = originally(ours.but(original=True))
    assert {name: getattr(theirs, name) for name in RULES} == RULES
    assert originally(ours.but(original=True, start="zeros")).start == "zeros"


def test_the_first_weights():
    network = build(originally(Settings(original=True, hidden=((64,), (64,)))))
    W, b = network.layers[2].W.value, network.layers[2].b.value
    assert (np.abs(W) <= 0.5).all() and W.std() == pytest.approx(1 / np.sqrt(12), rel=0.02)
    assert (b == 0.1).all()
    zeros = build(originally(Settings(original=True, start="zeros")))
    assert (zeros.theta == 0).all()


def test_a_dead_weight_stays_dead_and_biases_live():
    theta = np.array([0.001, 0.001, -0.5])
    optimizer = SGDWithDeath(0.1, 0.05, [True, False, True])
    optimizer.step(theta, np.zeros(3))
    np.testing.assert_allclose(theta, [0, 0.001, -0.495], atol=1e-15)
    assert theta[0] == 0
    optimizer.step(theta, np.ones(3))
    np.testing.assert_allclose(theta, [0, 0.001 - 0.1, -0.495 - 0.1 + 0.005], atol=1e-15)
    assert theta[0] == 0


def test_a_weight_that_the_gradient_leads_across_zero_lives():
    theta = np.array([0.001])
    SGDWithDeath(0.1, 0.05, [True]).step(theta, np.ones(1))
    np.testing.assert_allclose(theta, [0.001 - 0.1 - 0.005], atol=1e-15)


def test_without_death_it_is_sgd_with_the_penalty():
    rng = np.random.default_rng(0)
    theta, g = rng.choice([-1, 1], 9) * rng.uniform(1, 2, 9), rng.standard_normal(9)
    _, pull = L1Penalty(0.05)(theta)
    wanted = theta - 0.1 * (g + pull)
    SGDWithDeath(0.1, 0.05, np.ones(9)).step(theta, g)
    np.testing.assert_allclose(theta, wanted, rtol=1e-14)


def test_the_optimizers_state_holds_who_is_dead():
    network = build(Settings(original=True, penalty="L1", penalty_rate=0.1))
    settings = originally(Settings(original=True, penalty="L1", penalty_rate=0.1))
    optimizer = optimizer_of(settings, network)
    assert isinstance(optimizer, SGDWithDeath)
    assert weights_of(network).sum() == sum(p.value.size for n, p in network.parameters().items() if n.endswith("W"))
    theta = network.theta
    theta[0] = 1e-9
    optimizer.step(theta, np.zeros_like(theta))
    twin = optimizer_of(settings, network)
    twin.restore(optimizer.state())
    twin.step(theta.copy(), np.ones_like(theta))
    assert twin.memory["dead"][0] == 1
