"""A thousand steps of every optimizer, its schedules and clipping, as PyTorch does them in float64.

The values are stored (tests/reference/make_trajectories.py); there, the points were found to be stable, so that ten
digits can be asked for. With ε up to 1, one that stands at another place shows.
"""

from pathlib import Path

import numpy as np
import pytest

from course_nn import SGD, AdaGrad, Adam, AdamW, CosineDecay, RMSProp, clip_by_norm, clip_by_value

with np.load(Path(__file__).parent / "reference" / "trajectories.npz") as archive:
    REFERENCE = dict(archive)
SEEN, A = REFERENCE["seen"], REFERENCE["A"]

START = {"quadratic": [1.0, -3.0, 2.0, 1.5, -2.0, 2.5], "rosenbrock": [-1.2, 1.0]}
GRADIENT = {
    "quadratic": lambda p: A @ p,
    "rosenbrock": lambda p: np.array([-2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] ** 2), 200 * (p[1] - p[0] ** 2)]),
}
RATES = {"SGD": (0.05, 1e-3), "momentum": (0.02, 2e-4), "Nesterov": (0.02, 2e-4), "AdaGrad": (0.2, 0.1)}
RATES |= {"RMSProp": (5e-4, 2e-4), "Adam": (0.01, 0.005), "AdamW": (0.01, 0.01)}
RULES = {
    "SGD": lambda rate, epsilon: SGD(rate),
    "momentum": lambda rate, epsilon: SGD(rate, momentum=0.9),
    "Nesterov": lambda rate, epsilon: SGD(rate, momentum=0.9, nesterov=True),
    "AdaGrad": lambda rate, epsilon: AdaGrad(rate, epsilon),
    "RMSProp": lambda rate, epsilon: RMSProp(rate, rho=0.98, epsilon=epsilon),
    "Adam": lambda rate, epsilon: Adam(rate, beta1=0.8, beta2=0.99, epsilon=epsilon),
    "AdamW": lambda rate, epsilon: AdamW(rate, epsilon=epsilon, weight_decay=0.1),
}
TRAJECTORIES = [name for name in REFERENCE if name.startswith(("quadratic/", "rosenbrock/"))]


def test_every_case_is_stored():
    cases = {tuple(name.split("/")) for name in TRAJECTORIES}
    assert len(cases) == 2 * 2 * (3 + 4 * 4)
    assert {rule for _, rule, _, _ in cases} == set(RULES)
    assert {float(e) for _, rule, e, _ in cases if rule == "AdamW"} == {1e-8, 1e-4, 1e-2, 1.0}
    assert SEEN[-1] == 1000


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_a_thousand_steps(name):
    surface, rule, epsilon, rate_kind = name.split("/")
    rate = RATES[rule][surface == "rosenbrock"]
    optimizer = RULES[rule](CosineDecay(rate, 1000, 1e-4) if rate_kind == "cosine" else rate, float(epsilon))
    theta, points = np.array(START[surface]), []
    for t in range(1, 1001):
        optimizer.step(theta, GRADIENT[surface](theta))
        if t in SEEN:
            points.append(theta.copy())
    np.testing.assert_allclose(points, REFERENCE[name], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("i", range(4))
def test_clipping(i):
    g = REFERENCE[f"clip/{i}/g"]
    had, limit = REFERENCE[f"clip/{i}/had"]
    short, cut = g.copy(), g.copy()
    assert clip_by_norm(short, limit) == pytest.approx(had, rel=1e-13)
    assert clip_by_value(cut, limit) == pytest.approx(had, rel=1e-13)
    np.testing.assert_array_equal(cut, REFERENCE[f"clip/{i}/value"])
    # PyTorch divides by the norm + 1e-6, so that its result is shorter by that.
    theirs = REFERENCE[f"clip/{i}/norm"] * (1 + 1e-6 / had if had > limit else 1)
    np.testing.assert_allclose(short, theirs, rtol=1e-12)
