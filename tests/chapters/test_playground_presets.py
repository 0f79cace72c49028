"""Each preset's question has the answer that playing gives, from several seeds."""

import numpy as np
import pytest

from course_nn.chapters.playground.data_sets import HILLS
from course_nn.chapters.playground.flow import gradient_flow
from course_nn.chapters.playground.maps import grid, maps
from course_nn.chapters.playground.network import answer
from course_nn.chapters.playground.original_rules import RULES
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.race import Race
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import Hidden, Settings

SEEDS = range(3)


def after(name, epochs, seeds=SEEDS, **changes):
    """The preset's runs with these changes, after so many epochs."""
    runs = [Run(PRESETS[name].settings.but(seed=seed, **changes)) for seed in seeds]
    for run in runs if epochs else ():
        run.step(epochs * -(-len(run.data.X_train) // run.settings.batch))
        assert run.epoch == epochs or run.diverged
    return runs


def rights(runs):
    """The shares of test points that are right."""
    return np.array([run.accuracies()[1] for run in runs])


def test_every_preset_can_be_played():
    assert set(PRESETS) >= {"circle", "one neuron", "spiral", "xor", "original", "race", "overfitting"}
    for name, preset in PRESETS.items():
        run = Run(preset.settings)
        assert run.step(3) == 3
        assert preset.title
        assert preset.question.endswith(("?", "!", ".", ".)")), name
        assert "?" in preset.question


def test_circle_three_units_enclose_the_middle_and_two_do_not():
    assert (rights(after("circle", 100)) > 0.95).all()
    assert (rights(after("circle", 100, hidden=((2,),))) < 0.88).all()
    assert len(PRESETS["circle"].settings.hidden) == 1


def test_one_neuron_its_edge_is_where_its_weights_say():
    for run in after("one neuron", 30):
        w, b = run.network[0].W.value[:, 0], run.network[0].b.value[0]
        says = answer(run.network, run.settings, grid(40)) > 0
        assert np.array_equal(says, grid(40) @ w + b > 0)
        assert rights([run])[0] > 0.97


@pytest.mark.long
def test_xor_two_units_are_too_few_and_six_enough_from_every_seed():
    assert (rights(after("xor", 150, hidden=((2,),))) < 0.92).all()
    assert (rights(after("xor", 150, hidden=((6,),))) > 0.95).all()


@pytest.mark.long
def test_spiral_sixteen_units_a_layer_follow_the_arms_and_four_do_not():
    shares = [rights(after("spiral", 200, SEEDS[:2], hidden=((n,), (n,)))) for n in (4, 8, 16)]
    assert (shares[0] < 0.8).all()
    assert (shares[2] > 0.85).all()
    assert shares[0].mean() < shares[1].mean() < shares[2].mean()


def test_the_original_is_theirs_as_it_opens():
    settings = Run(PRESETS["original"].settings).settings
    assert settings == Settings(
        data="circle",
        noise=0,
        points=500,
        train_share=50,
        features=("x", "y"),
        hidden=(Hidden(4, "tanh"), Hidden(2, "tanh")),
        rate=0.03,
        batch=10,
        penalty="none",
        original=True,
        **RULES,
    )
    assert (rights(after("original", 150)) > 0.95).all()


@pytest.mark.long
def test_race_others_are_ahead_at_ten_times_the_rate():
    """Adam and those with momentum at this rate, after 100 epochs; plain SGD and AdaGrad at ten times it."""
    settings = PRESETS["race"].settings
    for seed in SEEDS:
        order = []
        for rate in (settings.rate, 10 * settings.rate):
            race = Race(settings.but(seed=seed, rate=rate))
            race.step(2500)
            order.append([name for name, _ in race.ranked()])
        assert set(order[0][-2:]) == set(order[1][:2]) == {"SGD", "AdaGrad"}


@pytest.mark.long
def test_race_by_four_hundred_epochs_momentum_is_ahead_of_adam_from_some_seeds():
    ahead = []
    for seed in (0, 1, 3):
        race = Race(PRESETS["race"].settings.but(seed=seed), ("momentum", "Adam"))
        race.step(10_000)
        ahead.append(race.ranked()[0][0])
    assert set(ahead) == {"momentum", "Adam"}


def test_overfitting_the_training_loss_falls_and_the_test_loss_rises():
    run, lowest = Run(PRESETS["overfitting"].settings), np.inf
    for _ in range(300):
        run.finish_epoch()
        lowest = min(lowest, run.losses()[1])
    train, test = run.losses()
    assert train < 0.05
    assert test > 2 * lowest
    for together in ({"penalty": "L2", "penalty_rate": 0.1}, {"hidden": ((2,),)}, {"hidden": ()}):
        (simple,) = after("overfitting", 300 if "penalty" in together else 100, [run.settings.seed], **together)
        assert simple.losses()[1] < 2 * simple.losses()[0]


@pytest.mark.long
def test_overfitting_two_units_narrow_the_gap_from_five_seeds_and_not_from_all():
    def gaps(**changes):
        return np.array([np.diff(run.losses())[0] for run in after("overfitting", 1000, (*range(5), 9, 14), **changes)])

    narrower = gaps(hidden=((2, "relu"),)) < gaps()
    assert narrower.tolist() == [True] * 5 + [False] * 2


@pytest.mark.long
def test_overfitting_is_to_be_sure_and_weight_decay_is_less_sure():
    """Little of the plane is white, where neither class has 95 %; and what is wrong is dearly wrong."""
    for seed in range(5):
        plain, decayed = (
            after("overfitting", 1000, [seed], penalty=penalty, penalty_rate=0.03)[0] for penalty in ("none", "L2")
        )
        white = [np.mean(np.abs(maps(run, 60).answer) < 0.9) for run in (plain, decayed)]
        assert white[0] < 0.1
        assert white[1] > 4 * white[0]
        dear = [_loss_where_wrong(run) for run in (plain, decayed)]
        assert dear[0] > 2 * dear[1]


def _loss_where_wrong(run):
    """The mean loss of the test points on the wrong side, of one output z."""
    z, y = run.network(run.data.X_test)[:, 0], run.data.y_test
    return np.log1p(np.exp(np.abs(z[(z > 0) != (y == 1)]))).mean()


def test_same_start_the_units_never_come_apart_but_by_hand():
    for run in after("same start", 100):
        assert np.ptp(run.network[0].W.value, axis=1).max() == 0
        run.reset()
        run.edit(("W", 0, 0, 0), 0.5)
        run.step(500)
        W = run.network[0].W.value
        assert abs(W[0, 0] - W[0, 1]) > 0.1
        assert np.ptp(W[:, 1:], axis=1).max() < 1e-12  # the others are still alike


def test_rate_too_high_a_tenth_brings_the_loss_down():
    rate = PRESETS["rate too high"].settings.rate
    for run in after("rate too high", 100):
        assert run.losses()[0] > run.history.train[0]
    for run in after("rate too high", 100, rate=rate / 10):
        assert run.losses()[0] < 0.25


def first_of_last(run):
    flow = gradient_flow(run)
    return np.sqrt(np.mean(flow[0][0] ** 2) / np.mean(flow[-1][0] ** 2))


def test_six_layers_next_to_nothing_reaches_the_first_but_with_tanh():
    for run in after("six layers", 0):
        assert first_of_last(run) < 0.01
    for run in after("six layers", 0, hidden=((4, "tanh"),) * 6):
        assert first_of_last(run) > 0.1
    assert (rights(after("six layers", 40)) < 0.6).all()
    assert (rights(after("six layers", 60, hidden=((4, "tanh"),) * 6)) > 0.9).all()


def test_linear_two_features_solve_it():
    assert (rights(after("linear", 60)) < 0.7).all()
    assert (rights(after("linear", 60, features=("x²", "y²"))) > 0.97).all()
    for pair in (("x", "y"), ("x", "xy"), ("x", "x²"), ("y", "y²"), ("sin x", "sin y"), ("xy", "x²")):
        assert (rights(after("linear", 60, [0], features=pair)) < 0.9).all(), pair


def standing_out(run):
    """How many of the six hills and hollows are seen: more than a quarter as high as they are."""
    hills = np.array(HILLS)
    return int((answer(run.network, run.settings, hills[:, :2]) * hills[:, 2] > 0.25).sum())


def test_hills_two_units_find_two_and_eight_all_six():
    assert all(standing_out(run) <= 2 for run in after("hills", 100))
    assert all(standing_out(run) == 6 for run in after("hills", 100, hidden=((8,),)))


@pytest.mark.long
def test_three_classes_fewer_points_are_right_than_of_two_arms():
    three = rights(after("three classes", 200, SEEDS[:2]))
    assert (three < rights(after("spiral", 200, SEEDS[:2]))).all()
    assert (three > 0.4).all()


def test_a_wave_two_features_part_it():
    assert (rights(after("a wave", 60, hidden=(), features=("y", "sin x"))) > 0.97).all()
    assert (rights(after("a wave", 60, hidden=())) < 0.95).all()
