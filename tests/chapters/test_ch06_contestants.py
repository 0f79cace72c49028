"""Who takes part in the comparisons: each one learns, repeats itself, and may choose what the others may."""

import warnings

import numpy as np
import pytest

from course_nn.chapters.ch06_training import contest, contestants
from course_nn.chapters.ch06_training.contest import CONTESTANTS


@pytest.mark.long
@pytest.mark.parametrize("name", CONTESTANTS)
@pytest.mark.parametrize("task_name", ["wine", "completing digits", "photograph"])
def test_everyone_learns_and_repeats(name, task_name):
    task = contest.task(task_name)
    rows = np.unique(np.linspace(0, len(task.y) - 1, 300).astype(int))
    train, test = rows[rows % 3 > 0], rows[rows % 3 == 0]
    X, X_new = contest.scale(task.X[train], task.X[test], task.image)
    player = contestants.CONTESTANTS[name]
    values = {key: axis.at(0.5) if hasattr(axis, "at") else axis[1] for key, axis in player.space(task).items()}

    def play():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # short trainings say that they are
            return player.predict(np.random.default_rng(1), X, task.y[train], X_new, **values)

    prediction = play()
    assert prediction.shape == task.y[test].shape
    base = 0.5 if task.classes else 1.0
    assert contest.error(task.y[test], prediction, task.y[train]) < base
    assert (play() == prediction).all()


def test_the_spaces_share_what_the_networks_share():
    task = contest.task("diabetes")
    ours, theirs = (CONTESTANTS.index(n) for n in ("network", "scikit-learn's MLP"))
    spaces = [contestants.CONTESTANTS[CONTESTANTS[k]].space(task) for k in (ours, theirs)]
    for key in ("hidden", "learning_rate", "epochs"):
        assert spaces[0][key] == spaces[1][key]


def test_quantities_come_back_in_their_own_scale():
    """Targets moved and stretched: the predictions of every contestant move and stretch with them."""
    rng = np.random.default_rng(3)
    X, X_new = rng.normal(size=(60, 3)), rng.normal(size=(10, 3))
    y = np.column_stack([X[:, 0] + X[:, 1] ** 2, X[:, 2]])
    task = contest.Task("made", X, y, False)
    for name in CONTESTANTS:
        player = contestants.CONTESTANTS[name]
        values = {key: axis.at(0.5) if hasattr(axis, "at") else axis[0] for key, axis in player.space(task).items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # short trainings say that they are
            plain, moved = (player.predict(np.random.default_rng(1), X, t, X_new, **values) for t in (y, 8 * y - 100))
        assert moved == pytest.approx(8 * plain - 100, abs=0.02), name


def test_boosting_minds_what_is_chosen():
    """At the photograph, with trees of 3 leaves in place of 20."""
    values = {"learning_rate": 0.1, "rounds": 60, "decay": 0.1}
    photo = contest.task("photograph")
    for split in (0, 1):
        small, large = (contest.trial(photo, contestants.boosting, split, values | {"leaves": n}) for n in (3, 20))
        assert small > 1.5 * large
