"""A run of the playground: trained, changed on its way, taken back."""

import math
import time

import numpy as np
import pytest
from playground_runs import ALL_KINDS, SMALL, same

from course_nn import SGD, Adam, L2Penalty, train
from course_nn.chapters.playground.features import featured
from course_nn.chapters.playground.network import ORDER, blocks, build, loss_of, target_of
from course_nn.chapters.playground.run import REMEMBERED, Run
from course_nn.chapters.playground.settings import FEATURES, OPTIMIZERS, OWN, Settings
from course_nn.chapters.playground.state_string import from_string, to_string
from course_nn.training import batches


def test_it_trains_as_the_library_does():
    settings = SMALL.but(penalty="L2", penalty_rate=0.01, batch=8)
    run = Run(settings)
    X, Y = featured(run.data.X_train, settings.features), target_of(settings, run.data.y_train)
    network = build(settings)
    feed = batches(X, Y, 8, np.random.default_rng([settings.seed, ORDER]))
    for _ in train(network, loss_of(settings), SGD(0.03), feed, epochs=5, penalty=L2Penalty(0.01)):
        pass
    assert run.step(5 * len(feed)) == 5 * len(feed)
    np.testing.assert_array_equal(run.network.theta, network.theta)
    assert run.updates == 5 * len(feed)
    assert run.epoch == 5
    assert run.losses()[0] == loss_of(settings)(network(X), Y)[0]


def test_losses_and_accuracies_are_those_of_both_parts():
    run = Run(SMALL)
    run.step(3)
    z = run.network(run.data.X_test)
    assert run.losses()[1] == pytest.approx(loss_of(SMALL)(z, run.data.y_test)[0])
    assert run.accuracies()[1] == np.mean((z[:, 0] > 0) == run.data.y_test)
    assert Run(SMALL.but(problem="regression")).accuracies() == (None, None)


def test_a_network_changed_from_outside_is_measured_anew():
    run = Run(SMALL)
    before = run.losses()
    run.network.theta[:] *= 2
    assert run.losses() != before


@pytest.mark.parametrize("settings", ALL_KINDS)
def test_every_kind_of_run_learns(settings):
    run = Run(settings.but(rate=0.01))
    first = run.losses()[0]
    run.step(300)
    assert not run.diverged
    assert run.losses()[0] < first


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_takes_steps_of_its_own(optimizer):
    run, other = Run(SMALL.but(optimizer=optimizer)), Run(SMALL)
    run.step(2)
    other.step(2)
    assert np.array_equal(run.network.theta, other.network.theta) == (optimizer == "SGD")


def test_the_end_of_an_epoch_is_found_from_anywhere():
    run = Run(SMALL.but(batch=7))  # 30 = 4 · 7 + 2
    assert run.finish_epoch() == 5
    assert run.epoch == 1
    run.step(2)
    assert run.finish_epoch() == 3
    assert run.epoch == 2


def test_losses_are_measured_once_a_call():
    run = Run(SMALL)
    for _ in range(10):
        run.step(7)
    assert len(run.history) == 11
    assert run.history.points()[-1] == (run.epoch, *run.losses())


def test_as_many_steps_as_the_time_is_enough_for():
    run = Run(SMALL)
    began = time.perf_counter()
    made = run.steps_for(0.05, 10**6)
    assert 1 < made < 10**6
    assert time.perf_counter() - began < 5
    assert run.steps_for(1.0, 3) == 3
    assert run.steps_for(0.0) == 1
    assert run.updates == made + 4


def test_a_run_that_diverges_says_so_and_stands_still():
    run = Run(SMALL.but(problem="regression", rate=100.0, hidden=((4, "linear"),)))
    made = run.step(500)
    assert made < 500
    assert f"After {made} updates" in run.diverged
    assert "the rate was 100" in run.diverged
    told = run.diverged
    run.change(rate=0.01)
    assert run.diverged == told, "another rate now has not been that then"
    assert run.step(10) == run.finish_epoch() == run.steps_for(0.1) == 0
    assert np.isfinite(run.history.train).all()
    run.reset()
    assert not run.diverged
    assert run.step(10) == 10


def test_a_smaller_rate_frees_a_run_that_diverged():
    run = Run(SMALL.but(problem="regression", rate=100.0, hidden=((4, "linear"),)))
    run.step(500)
    run.network.theta[:] = 0.1
    assert run.step(1) == 0
    run.change(rate=0.01)
    assert not run.diverged
    assert run.step(5) == 5


def test_weights_without_a_finite_loss_are_told_at_once():
    run = Run(SMALL.but(loss="squared error", problem="regression"))
    run.edit(("b", 2, 0), 1e200)
    assert run.diverged.startswith("After 0 updates the loss or its gradient is not a finite number")
    assert run.step() == 0
    run.undo()
    assert run.step() == 1


@pytest.mark.parametrize("settings", ALL_KINDS)
def test_reset_begins_with_the_same_weights_and_order(settings):
    run, fresh = Run(settings), Run(settings)
    run.step(40)
    run.reset()
    same(run, fresh)
    run.step(25)
    fresh.step(25)
    same(run, fresh)


@pytest.mark.parametrize("settings", ALL_KINDS)
def test_a_copy_goes_on_alike_and_alone(settings):
    run = Run(settings)
    run.step(23)
    twin = run.copy()
    same(run, twin)
    run.step(30)
    assert twin.updates == 23
    twin.step(30)
    same(run, twin)


def test_a_change_of_the_rate_is_no_reset():
    run = Run(SMALL.but(optimizer="Adam"))
    run.step(20)
    theta, M = run.network.theta.copy(), run.optimizer.memory["M"].copy()
    run.change(rate=0.5)
    assert run.optimizer.learning_rate == 0.5
    assert isinstance(run.optimizer, Adam)
    np.testing.assert_array_equal(run.network.theta, theta)
    np.testing.assert_array_equal(run.optimizer.memory["M"], M)
    assert run.updates == run.optimizer.steps == 20
    run.step(5)
    assert run.updates == 25


@pytest.mark.parametrize("changes", [{"penalty": "L2"}, {"batch": 3}, {"shuffle": False}, {"optimizer": "momentum"}])
def test_changes_on_the_way_keep_weights_and_place(changes):
    run = Run(SMALL)
    run.step(7)
    theta, updates, epoch, history = run.network.theta.copy(), run.updates, run.epoch, len(run.history)
    run.change(**changes)
    np.testing.assert_array_equal(run.network.theta, theta)
    assert (run.updates, run.epoch) == (updates, epoch)
    assert len(run.history) == history
    run.step(3)
    assert run.updates == updates + 3
    assert run.epoch > epoch


def test_a_change_that_changes_nothing_is_no_action():
    run = Run(SMALL)
    run.step(4)
    run.change(rate=run.settings.rate)
    assert not run.undoable


def test_a_unit_more_keeps_what_was_learned_and_a_new_optimizer_counts_on():
    run = Run(SMALL.but(optimizer="Adam"))
    run.step(30)
    W = run.network.layers[0].W.value.copy()
    run.change(hidden=((5,), (2,)))
    np.testing.assert_array_equal(run.network.layers[0].W.value[:, :4], W)
    assert run.optimizer.steps == 0
    assert run.updates == 30
    run.step(3)
    assert run.updates == 33


def test_the_optimizer_remembers_where_all_weights_keep_their_shapes():
    run = Run(SMALL.but(optimizer="Adam"))
    run.step(10)
    run.change(hidden=((4, "relu", 0.1), (2, "sigmoid")))
    assert run.optimizer.steps == 10
    run.change(features=("x", "x²"))
    assert run.optimizer.steps == 0  # a weight of x² has no memory of y


def test_other_data_come_and_the_network_stays():
    run = Run(SMALL)
    run.step(7)
    theta, epoch = run.network.theta.copy(), run.epoch
    run.change(data="XOR")
    np.testing.assert_array_equal(run.network.theta, theta)
    assert run.epoch == epoch
    assert run.history.test[-1] == run.losses()[1]
    run.change(noise=50, train_share=80)
    assert len(run.data.X_train) == 48
    run.finish_epoch()
    assert run.epoch == pytest.approx(epoch + 1)


@pytest.mark.parametrize("changes", [{"seed": 4}, {"start": "he"}, {"problem": "regression"}, {"original": True}])
def test_another_start_begins_anew(changes):
    run = Run(SMALL)
    run.step(7)
    run.change(**changes)
    assert run.updates == run.epoch == 0
    assert len(run.history) == 1
    same(run, Run(SMALL.but(**changes)))


def test_the_originals_rules_begin_anew_from_any_start():
    run = Run(SMALL.but(start="uniform ±½"))
    run.step(7)
    run.change(original=True)
    same(run, Run(SMALL.but(original=True)))


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden": ((6,), (5,))},
        {"hidden": ((6,), (3,))},
        {"hidden": ((6,), (4,), (2,))},
        {"features": FEATURES[:5]},
        {"penalty": "none"},
        {"penalty": "L2"},
        {"penalty_rate": 0.1, "rate": 0.01},
        {"penalty": "none", "hidden": ((6,), (5,))},
    ],
    ids=str,
)
def test_weights_that_l1_made_dead_stay_dead(changes):
    run = Run(Settings(original=True, features=FEATURES, hidden=((6,), (4,)), penalty="L1", penalty_rate=0.003))
    run.step(1500)
    before = run.network[0].W.value == 0
    run.change(**changes)
    kept = np.array([name in run.settings.features for name in FEATURES])
    dead, W = before[kept], run.network[0].W.value
    assert dead.sum() > 3
    assert run.updates == 1500
    alive = W[~dead].copy()
    run.step(100)
    W = run.network[0].W.value
    assert (W[dead] == 0).all()
    assert (W[~dead] != alive).any()
    for twin in (run.copy(), from_string(to_string(run))):
        twin.step(50)
        assert (twin.network[0].W.value[dead] == 0).all()
    run.change(original=False)
    run.step(50)
    assert (run.network[0].W.value[dead] != 0).any()


def test_a_change_that_breaks_the_originals_rules_turns_them_off():
    run = Run(SMALL.but(original=True))
    assert run.settings.loss == "squared error"
    assert not run.settings.shuffle
    run.change(rate=0.1)
    assert run.settings.original
    run.step(5)
    run.change(optimizer="Adam")
    assert not run.settings.original
    assert run.updates == 5
    run.change(original=True, optimizer="Adam")
    assert run.settings.original
    assert run.settings.optimizer == "SGD"


def test_a_weight_set_by_hand_is_answered_by_the_loss():
    run = Run(SMALL)
    before = run.losses()
    run.edit(("W", 0, 1, 3), 2.5)
    run.edit(["b", 2, 0], -1)
    assert run.network.layers[0].W.value[1, 3] == 2.5
    assert blocks(run.network)[2].dense.b.value[0] == -1
    assert run.losses() != before
    assert run.history.points()[-1] == (0, *run.losses())


def test_everything_can_be_undone():
    run = Run(SMALL.but(hidden=((4, "tanh", 0.2),), optimizer="Adam"))
    actions = [
        lambda: (run.remember(), run.step(11)),
        lambda: run.change(rate=0.3),
        lambda: run.change(hidden=((3, "relu"), (2, "tanh"))),
        lambda: run.edit(("b", 0, 1), 4.0),
        lambda: (run.remember(), run.finish_epoch()),
        lambda: run.change(data="spiral", classes=3),
        lambda: run.change(seed=5),
        lambda: run.reset(),
        lambda: run.change(problem="regression", data="plane"),
    ]
    stages = []
    for action in actions:
        stages.append(run.copy())
        action()
    for k, stage in reversed(list(enumerate(stages))):
        assert run.undoable == k + 1
        run.undo()
        same(run, stage)
        twin = run.copy()
        twin.step(8)
        stage.step(8)
        same(twin, stage)


def test_the_last_actions_are_kept():
    run = Run(SMALL)
    for i in range(REMEMBERED + 5):
        run.edit(("b", 0, 0), i)
    assert run.undoable == REMEMBERED
    for _ in range(REMEMBERED):
        run.undo()
    assert run.network.layers[0].b.value[0] == 4
    with pytest.raises(ValueError, match="nothing has been done"):
        run.undo()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda run: run.step(0),
        lambda run: run.step(1.5),
        lambda run: run.step("many"),
        lambda run: run.steps_for(-1),
        lambda run: run.steps_for("long"),
        lambda run: run.steps_for(1, 0),
        lambda run: run.change(rate=-1),
        lambda run: run.change(rate="fast"),
        lambda run: run.change(hidden=7),
        lambda run: run.change(speed=7),
        lambda run: run.change(features=()),
        lambda run: run.change(own=[(0, 0)]),
        lambda run: run.edit(("W", 9, 0, 0), 1),
        lambda run: run.edit(("W", 0, "a", 0), 1),
        lambda run: run.edit(("W", 0, 0, 0), math.nan),
        lambda run: run.edit(("W", 0, 0, 0), "1"),
        lambda run: run.undo(),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(wrong):
    run = Run(SMALL)
    run.step(3)
    before = run.copy()
    with pytest.raises(ValueError, match=": ") as caught:
        wrong(run)
    assert "\n" not in str(caught.value)
    same(run, before)
    assert not run.undoable
    run.step(3)
    before.step(3)
    same(run, before)


def test_settings_are_asked_for():
    with pytest.raises(ValueError, match="expected Settings"):
        Run("circle")


def test_without_points_there_is_nothing_to_learn_and_with_one_there_is():
    run = Run(Settings(data=OWN))
    assert run.step(5) == run.finish_epoch() == 0
    assert all(map(math.isnan, run.losses()))
    assert run.accuracies() == (None, None)
    assert not run.diverged
    run.change(own=((1, 1, 1),))
    assert run.step(5) == 5
    assert math.isnan(run.losses()[1])
    run.change(own=((1, 1, 1), (-1, 2, 0), (3, 3, 2)))
    assert run.settings.classes == 3
    assert run.step(5) == 5
    assert run.updates == 10
    run.undo()
    run.undo()
    assert run.step() == 0


def test_an_interrupt_leaves_a_run_that_goes_on():
    run = Run(SMALL)
    taken = []

    def interrupted(theta, grad):
        taken.append(1)
        if len(taken) == 4:
            raise KeyboardInterrupt
        return SGD.step(run.optimizer, theta, grad)

    vars(run.optimizer)["step"] = interrupted
    with pytest.raises(KeyboardInterrupt):
        run.step(10)
    assert run.updates == 3
    assert run.step(2) == 2
    assert run.updates == 5


def test_an_update_costs_little_more_than_the_librarys_own():
    """No loss of all data within a step: 400 updates take about as long as 400 of `train`, and not twice as long."""
    run = Run(Settings(points=5000))
    X, Y = run._sets[0][:2]
    steps = train(build(run.settings), loss_of(run.settings), SGD(0.03), batches(X, Y, 10, shuffle=False), 10**6)

    def seconds(work):
        best = math.inf
        for _ in range(7):
            began = time.process_time()
            work()
            best = min(best, time.process_time() - began)
        return best

    def library():
        for _ in range(400):
            next(steps)

    run.step(400), library()
    assert seconds(lambda: run.step(400)) < 1.5 * seconds(library)


def test_an_epoch_in_slices_is_the_epoch_at_once():
    one, other = Run(SMALL), Run(SMALL)
    one.finish_epoch()
    made = other.finish_epoch(0)
    assert made == 1 and not other.between_epochs and one.between_epochs
    while not other.between_epochs:
        assert other.finish_epoch(0) == 1
    assert other.updates == one.updates == 3 and other.network.theta.tobytes() == one.network.theta.tobytes()
    for wrong in (-1, "long", math.nan):
        with pytest.raises(ValueError, match="finish_epoch: seconds"):
            other.finish_epoch(wrong)
    assert Run(Settings(data="your points")).between_epochs


def test_a_change_that_goes_on_is_undone_with_the_one_before():
    run = Run(SMALL)
    run.change(rate=0.1)
    run.change_on(rate=0.2)
    with pytest.raises(ValueError):
        run.change_on(rate=-1)
    assert run.undoable == 1 and run.settings.rate == 0.2
    run.undo()
    assert run.settings == SMALL
