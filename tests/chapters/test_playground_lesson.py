"""The lesson: no task is done at its start, its third hint does it, and what misses it is told what is missing."""

import re

import numpy as np
import pytest

from course_nn.chapters.playground import lesson_checks as checks
from course_nn.chapters.playground.diagnosis import _first_of_last
from course_nn.chapters.playground.flow import gradient_flow
from course_nn.chapters.playground.lesson import TASKS
from course_nn.chapters.playground.lesson_checks import RISING
from course_nn.chapters.playground.maps import grid
from course_nn.chapters.playground.network import blocks
from course_nn.chapters.playground.race import Race
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import FEATURES, OWN, Settings
from course_nn.chapters.playground.words import on_points

SEEDS = range(5)


def begin(name, seed=None, **changes):
    start = TASKS[name].start
    return Run(start.but(seed=start.seed if seed is None else seed, **changes))


def train(run, epochs):
    while run.epoch < epochs and not run.diverged:
        run.finish_epoch()
    return run


def trained(name, seed, updates, **changes):
    run = begin(name, seed, **changes)
    run.step(updates)
    return run


def until_done(name, run, epochs):
    """Train until the task is done, looking every twenty epochs."""
    while run.epoch < epochs and not TASKS[name].check(run)[0]:
        for _ in range(20):
            run.finish_epoch()
    return run


def by_hand(run, **weights):
    for place, value in weights.items():
        kind, *where = place.split("_")
        run.edit((kind, *map(int, where)), value)
    return run


THREE = {"W_0_0_0": 0.1, "W_0_1_1": 0.1, "W_0_0_2": -0.1, "W_0_1_2": -0.1}
ALL_SEVEN = {"features": FEATURES, "hidden": ((6,), (4,)), "penalty": "L1", "penalty_rate": 0.003}
WIDE = {"hidden": ((16,), (16,)), "optimizer": "Adam", "rate": 0.01, "batch": 50, "train_share": 90}
#: What the third hint says, and from how many of the five seeds it does the task.
SOLUTIONS = {
    "edge": (5, lambda seed: by_hand(begin("edge", seed), W_0_0_0=1, W_0_1_0=1)),
    "features": (5, lambda seed: train(begin("features", seed, features=("x²", "y²")), 60)),
    "xor": (4, lambda seed: until_done("xor", begin("xor", seed, hidden=((4, "relu"),), optimizer="Adam"), 150)),
    "spiral": (3, lambda seed: until_done("spiral", begin("spiral", seed, **WIDE), 900)),
    "line": (5, lambda seed: train(begin("line", seed, hidden=((4, "linear"), (2, "linear"))), 20)),
    "l1": (5, lambda seed: until_done("l1", begin("l1", seed, **ALL_SEVEN), 300)),
    "overfitting": (4, lambda seed: train(begin("overfitting", seed, penalty="L2", penalty_rate=0.1), 300)),
    "zeros": (4, lambda seed: until_done("zeros", by_hand(begin("zeros", seed), **THREE), 100)),
    "race": (5, lambda seed: train(begin("race", seed, optimizer="Adam", rate=0.03, batch=10), 100)),
    "vanishing": (5, lambda seed: begin("vanishing", seed, hidden=((4, "tanh"),) * 6)),
}
ALL = pytest.mark.parametrize("name", TASKS)


@pytest.mark.long
@ALL
def test_the_third_hint_does_it(name):
    enough, solve = SOLUTIONS[name]
    found = [TASKS[name].check(solve(seed)) for seed in SEEDS]
    assert sum(done for done, _ in found) >= enough, found


@ALL
def test_the_start_does_not(name):
    for seed in range(20):
        done, said = TASKS[name].check(begin(name, seed))
        assert not done, (seed, said)
        assert re.fullmatch(r"[A-Z0-9].*\.", said)


@ALL
def test_from_the_tasks_own_seed_it_can_be_done(name):
    done, _ = TASKS[name].check(SOLUTIONS[name][1](TASKS[name].start.seed))
    assert done


#: Ways around each task, and the part of the answer that says why not: settings, or a run.
MISSES = {
    "edge": [
        ({}, "All three numbers are 0, so there is no edge yet"),
        ({"noise": 0}, "The noise is 0 %: this task is about 10 % or more"),
        ({"data": "circle"}, "the data set Gaussians"),
        ({"data": OWN, "own": ((1.0, 1.0, 1), (-1.0, -1.0, 0))}, "the data set Gaussians"),
        ({"classes": 3}, "two classes"),
        ({"features": ("x",)}, "the features x and y alone"),
        ({"hidden": ((2,),)}, "a network without hidden layers"),
        ({"start": "xavier"}, "first weights that are zeros"),
        ({"points": 80}, "There are 40 test points: 50 or more"),
        (lambda: train(begin("edge"), 5), r"It was trained \(125 updates\): press Reset"),
        (lambda: by_hand(begin("edge"), W_0_0_0=-1, W_0_1_0=-1), "Your edge has .* 97 % are asked for"),
        (lambda: by_hand(begin("edge"), W_0_0_0=1), "Your edge has 9.* 97 % are asked for"),
    ],
    "features": [
        (lambda: train(begin("features"), 20), "From x and y it has .* of the test points right: 98 %"),
        (lambda: train(begin("features", features=("x", "x²")), 20), "From x and x² it has"),
        ({"hidden": ((8,),)}, "without hidden layers"),
        ({"classes": 3, "features": ("x²", "y²")}, "two classes"),
        ({"points": 20, "features": ("x²", "y²")}, "There are 10 test points"),
    ],
    "xor": [
        (lambda: train(begin("xor", optimizer="Adam", rate=0.03), 100), "of the test points are right: 95 % are asked"),
        (
            lambda: train(begin("xor", hidden=((8,),), optimizer="Adam"), 100),
            "There are 8 hidden units: four are allowed",
        ),
        ({"hidden": ((3,), (2,))}, "There are 5 hidden units"),
        ({"features": ("xy",)}, "the features x and y alone"),
        ({"points": 60}, "There are 30 test points"),
    ],
    "spiral": [
        (lambda: train(begin("spiral"), 20), "The test loss is .*: one below 0.05 is asked for"),
        ({"features": FEATURES}, "the features x and y alone"),
        ({"loss": "squared error"}, "the cross-entropy"),
        ({"points": 400, "train_share": 90}, "There are 40 test points"),
        ({"data": "circle"}, "the data set spiral"),
    ],
    "line": [
        (
            lambda: train(begin("line"), 20),
            "Hidden layer 1 has 4 units with the activation tanh: with them a border can bend",
        ),
        (
            lambda: train(begin("line", hidden=((4, "linear"), (2, "relu"))), 20),
            "Hidden layer 2 has 2 units with the activation relu: with them",
        ),
        (
            lambda: train(begin("line", hidden=((1, "cosine"), (1, "tanh"))), 20),
            "Hidden layer 1 has 1 unit with the activation cosine: it can go up and down",
        ),
        (
            lambda: train(begin("line", hidden=((1,), (4,))), 20),
            "Hidden layer 2 has 4 units .* several borders, side by",
        ),
        (
            lambda: train(begin("line", hidden=((4, "linear"), (1,), (4, "relu"))), 20),
            "layer 3 has 4 units .* several borders, side by side",
        ),
        (
            lambda: train(begin("line", hidden=((2, "linear"), (1, "linear"), (8,))), 20),
            "layer 3 has 8 units .* several borders, side by side",
        ),
        (lambda: train(begin("line", hidden=((1, "prelu"),) * 2), 20), "the activation prelu: it can go up and down"),
        (lambda: train(begin("line", hidden=()), 20), "It has 0 hidden layers: two or more"),
        (lambda: train(begin("line", hidden=((4, "linear"),)), 20), "It has 1 hidden layer: two or more"),
        ({"hidden": ((4, "linear"),) * 2}, "It has made 0 updates"),
        (lambda: train(begin("line", hidden=((4, "linear"),) * 2, features=("x", "x²")), 20), "the features x and y"),
    ],
    "l1": [
        ({"original": False, "penalty": "L1"}, "the original's rules"),
        (lambda: train(begin("l1"), 5), "the penalty L1"),
        (lambda: train(begin("l1", penalty="L1", penalty_rate=0.0001), 5), ".* of 18 weights have died"),
        (lambda: train(begin("l1", **ALL_SEVEN | {"penalty_rate": 1}), 5), "weights have died, but only"),
        ({"penalty": "L1", "start": "zeros"}, "0 of 18 weights have died"),
        ({"problem": "regression", "penalty": "L1", "data": "plane"}, "about a classification"),
        (
            lambda: by_hand(begin("l1", penalty="L1"), **{f"W_0_{i}_{j}": 0 for i in (0, 1) for j in range(4)}),
            "0 of 18",
        ),
    ],
    "overfitting": [
        (lambda: train(begin("overfitting"), 300), "The test loss is .*: a test loss of 0.5 or less is asked for"),
        (lambda: train(begin("overfitting"), 30), "After 30 epochs it is too early to tell: 100"),
        (lambda: train(begin("overfitting", points=100), 100), "There are 100 points with 25 % of noise: 60 at most"),
        (lambda: train(begin("overfitting", noise=0), 100), "There are 60 points with 0 % of noise"),
        (lambda: train(begin("overfitting", train_share=90), 100), "There are 6 test points: 20 or more"),
        (lambda: train(begin("overfitting", rate=1e-6), 100), "a test loss of 0.5 or less is asked for"),
        (
            lambda: train(begin("overfitting", penalty="L2", penalty_rate=0.03), 300),
            r"The test loss is 0\.4.*: a test loss below twice the training loss",
        ),
        ({"loss": "squared error"}, "the cross-entropy"),
    ],
    "zeros": [
        (lambda: train(begin("zeros"), 60), "Its 4 units all do the same, and .* 90 % are asked for"),
        (lambda: train(by_hand(begin("zeros"), W_0_0_0=0.1), 60), "Its 4 units do 2 different things, and"),
        (lambda: train(begin("zeros", start="xavier"), 60), "first weights that are zeros"),
        ({"hidden": ((1,),)}, "It has but one unit, and .* 90 % are asked for"),
        ({"hidden": ((4,), (4,))}, "There are 2 hidden layers"),
        ({"features": ("x²", "y²")}, "the features x and y alone"),
    ],
    "race": [
        (lambda: train(begin("race"), 100), "After 100 epochs the training loss is .*: below 0.4"),
        (lambda: train(begin("race", optimizer="Adam"), 101), "More than 100 epochs were made: 100 are allowed"),
        (lambda: trained("race", 0, 2501, optimizer="Adam"), "More than 100 epochs were made: 100 are allowed"),
        ({"loss": "squared error"}, "the cross-entropy"),
        ({"points": 100}, "There are 50 points to train on"),
        ({"hidden": ((16,), (16,))}, "two hidden layers of 8 units with tanh"),
        ({"hidden": ((8, "relu"), (8, "relu"))}, "two hidden layers of 8 units with tanh"),
        ({"data": "Gaussians"}, "the data set spiral"),
    ],
    "vanishing": [
        ({}, "The first layer's gradient is .* of the output's: a tenth or more"),
        ({"hidden": ((4, "tanh"),) * 5}, "It has 5 hidden layers: six or more"),
        ({"hidden": ((4, "tanh"),)}, "It has 1 hidden layer: six or more"),
        ({"hidden": ((4, "tanh"),) * 6, "data": OWN}, "no points to train on"),
        ({"hidden": ((4, "tanh"),) * 6, "start": "zeros"}, "No gradient reaches even the weights of the output"),
    ],
}


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name in MISSES for number in range(len(MISSES[name]))], ids=str
)
def test_what_misses_it_is_told_what_is_missing(name, number):
    tried, words = MISSES[name][number]
    run = begin(name, **tried) if isinstance(tried, dict) else tried()
    done, said = TASKS[name].check(run)
    assert not done
    assert re.search(words, said), said
    assert "nan" not in said


@ALL
def test_without_points_nothing_is_done(name):
    run = begin(name)
    run.change(data=OWN, own=())
    assert not TASKS[name].check(run)[0]


def test_a_few_dead_weights_are_not_enough():
    run, seen = begin("l1", 0, **ALL_SEVEN), set()
    while not TASKS["l1"].check(run)[0]:
        dead = int((run.network.theta == 0).sum())
        seen.add(dead)
        if dead < 18:
            assert TASKS["l1"].check(run)[1].startswith(f"{dead} of 70 weights have died")
        run.step(5)
    assert (run.network.theta == 0).sum() >= 18
    assert len([dead for dead in seen if 2 < dead < 18]) > 2


def test_what_diverged_says_so():
    run = begin("vanishing", problem="regression", data="plane", hidden=((4, "linear"),) * 6, rate=100.0)
    run.step(1000)
    assert TASKS["vanishing"].check(run) == (False, run.diverged)


def test_numbers_in_the_sentences_are_those_of_the_run():
    run = SOLUTIONS["features"][1](0)
    number = re.search(r"(\S+) % of the test points are right", TASKS["features"].check(run)[1])[1]
    assert 0 <= 100 * run.accuracies()[1] - float(number) < 0.1
    run = train(begin("spiral"), 20)
    number = float(re.search("The test loss is (.*?):", TASKS["spiral"].check(run)[1])[1])
    assert 0 <= number - run.losses()[1] < 0.001
    run = begin("vanishing")
    flow = gradient_flow(run)
    share = np.sqrt(np.mean(flow[0][0] ** 2) / np.mean(flow[-1][0] ** 2))
    number = float(re.search(r"gradient is (\S+) of the output's", TASKS["vanishing"].check(run)[1])[1])
    assert number == pytest.approx(share, rel=0.1) and number <= share
    run = SOLUTIONS["overfitting"][1](4)
    loss, test = run.losses()
    said = TASKS["overfitting"].check(run)[1]
    numbers = re.fullmatch(r"The test loss is (\S+), and the training loss (\S+), after 300 epochs\.", said).groups()
    assert [float(number) for number in numbers] == pytest.approx([test, loss], abs=0.001)


def test_a_dead_weight_stays_and_under_the_plain_penalty_none_is_zero():
    """What the answer to "does L1 prune?" says."""
    run = until_done("l1", begin("l1", 0, **ALL_SEVEN), 300)
    dead = run.network.theta == 0
    said = TASKS["l1"].check(run)[1]
    assert said.startswith(f"{dead.sum()} of 70 weights are exactly 0 and stay it")
    seen = []
    plain = begin("l1", 0, **ALL_SEVEN)
    plain.change(original=False)
    plain.step(2500)
    weights = np.concatenate([layer.W.value.ravel() for layer in plain.network.layers if hasattr(layer, "W")])
    small = np.abs(weights) < 2 * 0.03 * 0.003
    for _ in range(100):
        run.step()
        plain.step()
        assert (run.network.theta[dead] == 0).all()
        now = np.concatenate([layer.W.value.ravel() for layer in plain.network.layers if hasattr(layer, "W")])
        assert (now != 0).all()
        seen.append(np.sign(now[small]))
    assert small.sum() > 5
    assert (np.abs(np.mean(seen, axis=0)) < 1).mean() > 0.5  # to and fro around zero


def test_a_linear_network_has_a_straight_border_however_long_it_is_trained():
    run = begin("line", hidden=((5, "linear"), (3, "linear")), rate=0.1)
    for _ in range(5):
        run.step(500)
        z = run.network(grid(20))[:, 0]
        design = np.column_stack([np.ones(400), grid(20)])
        rest = z - design @ np.linalg.lstsq(design, z, rcond=None)[0]
        assert np.abs(rest).max() < 1e-9 * max(1, np.abs(z).max())


@pytest.mark.parametrize(
    "hidden",
    [((1,), (1,)), ((4, "linear"), (1,)), ((1, "relu"), (3, "linear"), (1, "softplus"))]
    + [((2, "linear"), (1, name), (1, "elu")) for name in sorted(RISING)],
    ids=str,
)
def test_one_rising_unit_a_layer_leaves_the_border_straight(hidden):
    """Along the way that its sum grows, the answer changes sides once at most; and so the task is done."""
    for seed in SEEDS:
        run = begin("line", seed, hidden=hidden)
        v = np.eye(2)
        for block in blocks(run.network):
            v = v @ block.dense.W.value
            if v.shape[1] == 1:
                break
        twin = run.copy()
        for _ in range(3):
            positive = twin.network(grid(40))[np.argsort((grid(40) @ v)[:, 0], kind="stable"), 0] > 1e-9
            assert (np.diff(positive.astype(int)) != 0).sum() <= 1
            twin.network.theta[:] *= 3
        run.step(500)
        assert TASKS["line"].check(run)[0]


def test_one_unit_that_goes_up_and_down_can_have_several_borders():
    run = by_hand(begin("line", hidden=((1, "cosine"),)), W_0_0_0=1, W_0_1_0=0, b_0_0=0, W_1_0_0=1, b_1_0=0)
    x = np.column_stack([np.linspace(-6, 6, 200), np.zeros(200)])
    assert (np.diff((run.network(x)[:, 0] > 0).astype(int)) != 0).sum() == 4


@pytest.mark.long
def test_dropout_alone_sets_sigmoids_apart_and_the_answer_speaks_of_no_hand():
    for seed in SEEDS:
        run = train(begin("zeros", seed, hidden=((4, "sigmoid", 0.2),)), 200)
        assert run.accuracies()[1] > 0.9
        done, said = TASKS["zeros"].check(run)
        assert done and said.startswith("Its 4 units do 4 different things, though all weights were zero at the start")
    assert "hand" not in said


def test_behind_one_unit_there_are_only_borders_side_by_side():
    """What is answered hangs on one sum of x and y: along the line where it stays the same, nothing changes."""
    for seed in SEEDS:
        run = begin("line", seed, hidden=((4, "linear"), (1,), (4, "relu")))
        run.network.theta[:] = np.random.default_rng(seed).normal(0, 2, run.network.theta.size)
        first, second, *_ = blocks(run.network)
        v = (first.dense.W.value @ second.dense.W.value)[:, 0]
        along = np.array([-v[1], v[0]]) / np.hypot(*v)
        z = run.network(grid(20))
        np.testing.assert_allclose(run.network(grid(20) + 2 * along), z, atol=1e-9 * max(1, np.abs(z).max()))


# What is asked for, and what there is beside it, are never told by the same number.


@pytest.mark.parametrize("share", [0.969999, 0.96996, 0.9501, 0.949999, 0.8999, 0.979999])
def test_a_share_that_is_not_enough_is_not_told_as_enough(monkeypatch, share):
    monkeypatch.setattr(Run, "accuracies", lambda run: (share, share))
    zeros = by_hand(begin("zeros"), **THREE)
    for name, run in (("edge", by_hand(begin("edge"), W_0_0_0=1)), ("features", begin("features")), ("zeros", zeros)):
        done, said = TASKS[name].check(run)
        asked = {"edge": 97, "features": 98, "zeros": 90}[name]
        told = float(re.search(r"(\S+) % of the test points", said)[1])
        assert done == (share >= asked / 100) and (told >= asked) == done, said


@pytest.mark.parametrize("ways", [(0.05004, 0.3), (0.04996, 0.3), (0.5004, 0.2), (0.49996, 0.24999), (0.4, 0.19996)])
def test_a_loss_that_is_not_enough_is_not_told_as_enough(monkeypatch, ways):
    test, loss = ways
    monkeypatch.setattr(Run, "losses", lambda run: (loss, test))
    done, said = TASKS["spiral"].check(begin("spiral"))
    assert done == (test < 0.05) == (float(re.search(r"test loss is ([\d.]*\d)", said)[1]) < 0.05)
    run = begin("overfitting")
    for _ in range(100):
        run.finish_epoch()
    done, said = TASKS["overfitting"].check(run)
    told, trained_to = map(float, re.search(r"test loss is (\S+), and the training loss ([\d.]*\d)", said).groups())
    assert done == (test <= 0.5 and test < 2 * loss) == (told <= 0.5 and told < 2 * trained_to), said


def test_an_epoch_short_of_a_hundred_is_not_told_as_a_hundred():
    run = begin("overfitting")
    run.step(299)  # three an epoch
    assert "After 99.66 epochs it is too early to tell" in TASKS["overfitting"].check(run)[1]
    run.step()
    assert "too early" not in TASKS["overfitting"].check(run)[1]


@pytest.mark.parametrize("share", [0.0999, 0.09951, 0.1, 0.1004])
def test_a_gradient_short_of_a_tenth_is_not_told_as_a_tenth(monkeypatch, share):
    part = np.ones((2, 2))
    monkeypatch.setattr(checks, "gradient_flow", lambda run: [(share * part, 0), (part, 0)])
    done, said = TASKS["vanishing"].check(begin("vanishing"))
    assert done == (share >= 0.1) == (float(re.search(r"is (\S+) of", said)[1]) >= 0.1)


def test_relu_units_can_do_xor_as_the_hint_says():
    x, y = np.random.default_rng(0).uniform(-5, 5, (2, 1000))
    np.testing.assert_array_equal(np.sign(np.abs(x + y) - np.abs(x - y)), np.sign(x * y))
    relu = [np.maximum(z, 0) for z in (x + y, -x - y, x - y, y - x)]
    np.testing.assert_allclose(np.abs(x + y) - np.abs(x - y), relu[0] + relu[1] - relu[2] - relu[3])


def test_each_task_has_a_text_and_three_hints():
    assert len(TASKS) == 10
    for task in TASKS.values():
        assert len(task.hints) == 3
        assert all(text.strip() == text and text[-1] in ".?" for text in (task.text, *task.hints))
        assert isinstance(task.start, Settings)


# What the notebook says beside the tasks.


def test_edge_multiples_move_no_edge_but_make_it_steeper():
    run = begin("edge")
    found = {}
    for factor in (1, 3, -1):
        by_hand(run, W_0_0_0=factor, W_0_1_0=0.5 * factor, b_0_0=0.2 * factor)
        found[factor] = run.network(grid(30))[:, 0], run.accuracies()[1]
    assert np.array_equal(found[1][0] > 0, found[3][0] > 0)
    assert np.abs(found[3][0]).mean() > 2 * np.abs(found[1][0]).mean()
    assert found[-1][1] == pytest.approx(1 - found[1][1])


@pytest.mark.long
def test_xor_starts_that_get_stuck_have_a_dead_unit_or_two_alike():
    """And two units of tanh leave a tenth or more on the wrong side, from each start."""
    stuck = 0
    for seed in range(20):
        two, run = (begin("xor", seed, hidden=hidden, optimizer="Adam") for hidden in (((2,),), ((4, "relu"),)))
        two.step(3750)  # 150 epochs
        run.step(3750)
        assert two.accuracies()[1] <= 0.9
        if run.accuracies()[1] > 0.95:
            continue
        stuck += 1
        W = run.network[0].W.value
        W = W / np.linalg.norm(W, axis=0)
        alike = (np.triu(W.T @ W, 1) > 0.97).any()
        assert alike or not on_points(run, 0).any(axis=0).all()
    assert stuck == 3


@pytest.mark.long
def test_spiral_the_test_loss_is_behind_and_less_so_with_more_points():
    behind = {50: [], 90: []}
    for share, found in behind.items():
        for seed in SEEDS:
            run = begin("spiral", seed, **WIDE | {"train_share": share})
            while run.losses()[0] > 0.05:
                run.finish_epoch()
            found.append(run.losses()[1])
            assert found[-1] > 0.05
    assert np.mean(behind[90]) < 0.8 * np.mean(behind[50])
    assert not TASKS["spiral"].check(until_done("spiral", begin("spiral", 4, **WIDE | {"train_share": 50}), 1500))[0]
    for seed in SEEDS:
        assert TASKS["spiral"].check(until_done("spiral", begin("spiral", seed, **WIDE), 900))[0]


@pytest.mark.long
def test_overfitting_each_way_narrows_the_gap_at_the_price_of_the_training_loss():
    ways = {
        "L2": {"penalty": "L2", "penalty_rate": 0.1},
        "two units": {"hidden": ((2, "relu"),)},
        "dropout": {"hidden": ((16, "relu", 0.8),) * 2},
    }
    wider = []
    for seed in SEEDS:
        plain, lowest = begin("overfitting", seed), (np.inf, np.inf)
        for _ in range(300):
            plain.finish_epoch()
            lowest = min(lowest, plain.losses()[::-1])
        train_loss, test_loss = plain.losses()
        ends = {name: trained("overfitting", seed, 900, **way).losses() for name, way in ways.items()}
        for name, (worse, test) in (ends | {"in time": lowest[::-1]}).items():
            assert test - worse < test_loss - train_loss, (name, seed)
            assert worse > train_loss, (name, seed)
        half = trained("overfitting", seed, 900, hidden=((16, "relu", 0.5),) * 2).losses()
        wider.append(half[1] - half[0] > test_loss - train_loss)
    assert any(wider)


@pytest.mark.long
def test_race_adam_is_far_ahead_after_a_hundred_epochs_and_momentum_between():
    for seed in SEEDS:
        race = Race(begin("race", seed).settings, ("SGD", "momentum", "Adam"))
        race.step(2500)
        (first, adam), (second, _), (third, sgd) = race.ranked()
        assert (first, second, third) == ("Adam", "momentum", "SGD")
        assert adam < 0.7 * sgd


def test_vanishing_the_slopes_make_the_difference():
    """With weights of the same kind."""
    for seed in SEEDS:
        run = begin("vanishing", seed)
        small, tanh = _first_of_last(run), _first_of_last(begin("vanishing", seed, hidden=((4, "tanh"),) * 6))
        assert small < 0.01 * tanh
