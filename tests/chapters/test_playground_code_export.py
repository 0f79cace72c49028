"""The script of a run: it can be run, answers as the run does, and goes on as it would."""

import io
from contextlib import redirect_stdout

import numpy as np
import pytest
from playground_runs import ALL_KINDS, SMALL

from course_nn.chapters.playground import run as theme
from course_nn.chapters.playground.code_export import as_code
from course_nn.chapters.playground.features import featured
from course_nn.chapters.playground.maps import grid
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import ACTIVATIONS, OPTIMIZERS, OWN, Settings

OWN_POINTS = tuple((x / 3, (x * x) % 7 - 3.0, x % 3) for x in range(-15, 16))
KINDS = {
    **{f"kind {i}": settings for i, settings in enumerate(ALL_KINDS)},
    **{name: preset.settings.but(points=100) for name, preset in PRESETS.items()},
    **{name: SMALL.but(hidden=((3, name, 0.2), (2,))) for name in ACTIVATIONS},
    **{name: SMALL.but(optimizer=name, penalty="L1", penalty_rate=0.02) for name in OPTIMIZERS},
    "AdamW, L2": SMALL.but(optimizer="AdamW", penalty="L2", penalty_rate=0.3),
    "own, three classes": SMALL.but(data=OWN, own=OWN_POINTS, loss="squared error"),
    "own numbers": SMALL.but(problem="regression", data=OWN, own=OWN_POINTS, penalty="L2"),
    "an own rule": SMALL.but(data="y > f(x)", rule="x^2 / 4 - x", noise=10, seed=3),
    "six clouds": SMALL.but(data="Gaussians", classes=6, features=("x", "xy"), shuffle=False),
    "original, L2": SMALL.but(original=True, penalty="L2", batch=7),
    "original, regression": SMALL.but(original=True, problem="regression", data="plane", train_share=65),
    "a batch of all": SMALL.but(batch=500),
}
ALL = pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)


def executed(run):
    """The names that the script leaves, θ before it trained, and what it printed."""
    text, said, thetas = as_code(run), io.StringIO(), []
    before, mark, after = text.partition("for step in train(")
    assert mark
    scope = {"thetas": thetas}
    with redirect_stdout(said):
        exec(before + "thetas.append(network.theta.copy())\n" + mark + after, scope)
    return scope, thetas[0], said.getvalue().splitlines()


@ALL
def test_from_the_start_it_trains_as_the_run_does(settings, monkeypatch):
    monkeypatch.setattr(theme, "can_be_quick", lambda *_: False)  # these steps are those of `train` but for rounding
    run = Run(settings)
    scope, theta, said = executed(run)
    assert np.array_equal(theta, run.network.theta)
    losses = [run.losses()]
    for _ in range(10):
        run.finish_epoch()
    losses.append(run.losses())
    assert np.array_equal(scope["network"].theta, run.network.theta)
    for line, (train, test) in zip(said, losses, strict=True):
        words = line.split()
        assert float(words[5]) == pytest.approx(train, rel=1e-12)
        assert float(words[-1]) == pytest.approx(test, rel=1e-12)


@ALL
def test_later_it_answers_as_the_run_does(settings):
    run = Run(settings)
    run.step(37)
    scope, theta, said = executed(run)
    assert np.array_equal(theta, run.network.theta)
    assert float(said[0].split()[5]) == pytest.approx(run.losses()[0], rel=1e-12)
    scope["network"].theta[:] = theta
    x = featured(grid(15), settings.features)
    np.testing.assert_allclose(scope["network"](x), run.network(x), rtol=1e-12, atol=1e-12)
    assert np.array_equal(scope["data"].X_test, run.data.X_test)
    assert f"after {run.updates:,} updates" in as_code(run)


def test_each_name_is_imported_once_and_used():
    for settings in KINDS.values():
        text = as_code(Run(settings))
        for line in text.splitlines():
            if line.startswith("from"):
                for name in line.partition("import ")[2].split(", "):
                    assert text.count(f"{name}(") >= 1, (name, text)
        assert max(len(line) for line in text.splitlines() if ".value =" not in line and "own=" not in line) <= 120


def test_what_cannot_be_written_gets_a_sentence():
    with pytest.raises(ValueError, match="no points to train on"):
        as_code(Run(Settings(data=OWN)))
    run = Run(SMALL)
    run.network.theta[3] = np.inf
    with pytest.raises(ValueError, match="not finite any more; press Reset"):
        as_code(run)


def test_with_a_single_point_there_is_no_test():
    run = Run(SMALL.but(data=OWN, own=((1.0, 2.0, 1),)))
    assert "test data" not in as_code(run)
    assert len(executed(run)[2]) == 2
