"""Early stopping: where the callback stops, what it keeps, and what that gains."""

import numpy as np
import pytest

from course_nn import Adam, CrossEntropy, EarlyStopping, fit
from course_nn.chapters.ch06_training.early_stopping import stopped, stopped_training
from course_nn.chapters.ch06_training.early_stopping_figure import describe_early_stopping
from course_nn.chapters.ch06_training.small_digits import RATE, SIZE, few_digits, small_network


@pytest.mark.parametrize("patience", [1, 2, 4, 9])
def test_where_it_stops_is_where_the_callback_stops(patience):
    X, y, V, v, _, _ = few_digits(wrong=0.4, seed=2)
    rng = np.random.default_rng(1002)
    network = small_network(64, rng)
    stopping = EarlyStopping(patience=patience)
    history = fit(
        network,
        X,
        y,
        CrossEntropy(),
        Adam(RATE),
        epochs=80,
        batch_size=SIZE,
        rng=rng,
        validation=(V, v),
        callbacks=[stopping],
        progress=False,
    )
    shown = stopped_training(patience, 0.4, 2)
    assert (stopping.best_epoch, len(history)) == (shown["best"] + 1, shown["last"] + 1)
    assert history["validation_loss"] == pytest.approx(shown["run"]["validation_loss"][: len(history)], rel=1e-4)


def test_stopped_by_hand():
    assert stopped([3, 2, 2.5, 2.6, 0], 2) == (1, 3)
    assert stopped([3, 2, 1, 0.5], 2) == (3, 3)
    assert stopped([2, 2, 2, 2, 1], 3) == (0, 3)  # equal is not better
    assert stopped([5, 4, 4.5, 3, 3.5, 2], 2) == (5, 5)


@pytest.mark.long
def test_early_stopping_gains_with_wrong_labels():
    ends = [stopped_training(5, 0.2, draw)["test"] for draw in range(10)]
    gain = np.array([end["best"] - end["never"] for end in ends])
    assert gain.mean() > 0.03 and gain.mean() > 3 * gain.std(ddof=1) / np.sqrt(10)


def kept(which, patience, wrong=0.2):
    return np.array([stopped_training(patience, wrong, draw)["test"][which] for draw in range(10)])


@pytest.mark.long
def test_patience_hardly_matters_where_the_best_epoch_is_restored_and_much_where_it_is_not():
    paired = kept("best", 1) - kept("best", 10)
    doubt = 2 * paired.std(ddof=1) / np.sqrt(10)
    assert paired.mean() == pytest.approx(0.013, abs=0.003) and doubt == pytest.approx(0.009, abs=0.002)
    means = [kept("last", patience).mean() for patience in (1, 2, 3, 5, 10, 20, 40)]
    assert (np.diff(means) < 0).all() and means[0] - means[-1] > 0.04
    assert kept("best", 40).mean() > kept("never", 40).mean() + 0.03
    more = kept("best", 1, 0.4) - kept("best", 10, 0.4)
    assert more.mean() == pytest.approx(0.004, abs=0.002)
    assert 2 * more.std(ddof=1) / np.sqrt(10) == pytest.approx(0.005, abs=0.001)


@pytest.mark.long
def test_with_right_labels_there_is_nothing_to_gain():
    means = [kept(which, patience, 0.0).mean() for which in ("best", "last", "never") for patience in (1, 3, 10, 40)]
    assert np.ptp(means) < 0.005


def test_the_accuracy_is_at_its_best_before_the_cost_is_least():
    for wrong, before in ((0.2, 11), (0.4, 6)):
        runs = [stopped_training(1, wrong, draw)["run"] for draw in range(10)]
        accuracy, cost = (
            np.array([1 + pick(run[name]) for run in runs])
            for name, pick in (("test_accuracy", np.argmax), ("validation_loss", np.argmin))
        )
        assert (accuracy <= cost).sum() >= 9 and (cost - accuracy).mean() == pytest.approx(before, abs=1)


def test_all_that_is_drawn_is_inside():
    for wrong in (0.0, 0.2, 0.4):
        for draw in range(10):
            run = stopped_training(1, wrong, draw)["run"]
            assert max(run["loss"].max(), run["validation_loss"].max()) < 2.8
            assert run["test_accuracy"][[-1, run["validation_loss"].argmin()]].min() > 0.4


def test_what_is_kept_is_read_at_the_right_epochs():
    result = stopped_training(3, 0.2, 1)
    run, best, last = result["run"], result["best"], result["last"]
    assert len(run["loss"]) == 80 and run["steps"][0] == 3  # batches of 50 of 150 digits
    assert last == best + 3 and run["validation_loss"][best] == run["validation_loss"][: last + 1].min()
    wanted = [run["test_accuracy"][k] for k in (best, last, 79)]
    assert [result["test"][key] for key in ("best", "last", "never")] == wanted


def test_the_sentence():
    test = {"best": 0.8, "last": 0.784, "never": 0.77}
    stopped_early = {"patience": 3, "best": 6, "last": 9, "test": test, "ran_out": True}
    assert describe_early_stopping(stopped_early) == (
        "It stops after epoch 10, 3 epochs past its best. The network of epoch 7 gets 80% of the test images right, "
        "the last one 78%, one that never stops 77%."
    )
    assert ", 1 epoch past its best." in describe_early_stopping(stopped_early | {"patience": 1, "last": 7})
    never = describe_early_stopping(stopped_training(3, 0.0, 3))
    assert never.startswith("A patience of 3 never runs out in 80 epochs. The network of epoch ")
    for wrong, draw, patience in ((0.0, 1, 22), (0.2, 1, 39)):  # it runs out in the last of the 80
        said = describe_early_stopping(stopped_training(patience, wrong, draw))
        assert said.startswith(f"It stops after epoch 80, {patience} epochs past its best.")
