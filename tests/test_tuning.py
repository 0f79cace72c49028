"""Optimizers, batch sizes and schedules on real data: fair, repeatable, and true to what is stored and said."""

import functools
import re

import numpy as np
import pytest

from course_nn import SGD, CrossEntropy, batches, mlp
from course_nn.chapters.ch05_optimizers import batch_size, schedule_trials, tuning
from course_nn.chapters.ch05_optimizers import batch_size_figure as plot_batch_size
from course_nn.chapters.ch05_optimizers import instruments_digits as chapter05_digits
from course_nn.chapters.ch05_optimizers import schedule_trials_figure as plot_schedule_trials
from course_nn.chapters.ch05_optimizers import tuning_figure as plot_tuning
from course_nn.plots import picture

# Float32 sums come out differently on other processors; 20 epochs make a little more of it.
SAME = {"rel": 0.03, "abs": 1e-4}


# The problems


@pytest.mark.parametrize("name", tuning.PROBLEMS)
def test_three_parts_share_no_example(name):
    one = tuning.problem(name)
    rows = [{tuple(x) for x in X.tolist()} for X, _ in (one.learning, one.validation, one.test)]
    assert not (rows[0] & rows[1] or rows[0] & rows[2] or rows[1] & rows[2])
    assert all(len(X) == len(y) and X.dtype == np.float32 for X, y in (one.learning, one.validation, one.test))
    X, _ = one.learning
    assert X.mean(axis=0) == pytest.approx(0, abs=1e-5)  # scaled by what is learned from, and by that alone
    assert abs(one.validation[0].mean(axis=0)).max() > 0.01
    if name != "digits":
        assert X.std(axis=0) == pytest.approx(1, abs=1e-4)
    assert one.network(0)[0].theta.size == sum(a * b + b for a, b in zip(one.sizes, one.sizes[1:], strict=False))


def test_the_digits_are_all_there():
    parts = [part[1] for part in tuning.problem("digits")[1:4]]
    assert [len(y) for y in parts] == [1078, 270, 449]
    assert np.bincount(np.concatenate(parts)).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_every_optimizer_starts_from_the_same_place_and_reads_the_same_batches():
    chosen, seen = tuning.problem("digits"), []
    for make in tuning.OPTIMIZERS.values():
        optimizer = make(0.001)
        network, rng = chosen.network(3)
        first = next(iter(batches(*chosen.learning, 32, rng)))
        seen.append((network.theta.copy(), first[0]))
        assert optimizer.learning_rate == 0.001
    for theta, batch in seen[1:]:
        assert np.array_equal(theta, seen[0][0]) and np.array_equal(batch, seen[0][1])
    starts = {tuning.trial("diabetes", who, 0.01, 2)["validation"][0] for who in tuning.OPTIMIZERS}
    assert len(starts) == 1


def test_out_of_the_box_is_what_the_package_gives():
    import course_nn

    kinds = {"SGD": "SGD", "momentum": "SGD", "Nesterov": "SGD"}
    for who, rate in tuning.OUT_OF_THE_BOX.items():
        assert getattr(course_nn.optimizers, kinds.get(who, who))().learning_rate == rate
        assert rate in tuning.RATES
    assert set(tuning.OUT_OF_THE_BOX) == set(tuning.OPTIMIZERS)


# One training


def test_a_training_is_gradient_descent_by_hand():
    """Two epochs of SGD on the digits, written out in NumPy alone."""
    chosen = tuning.problem("digits")
    run = tuning.learn(chosen, SGD(0.3), 5, epochs=2)
    rng = np.random.default_rng(5)
    W1, b1, W2, b2 = (
        p.value.astype(float) for p in mlp([64, 32, 10], rng, activation="relu", init="he").parameters().values()
    )
    X, y = chosen.learning

    def cost(X, y):
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])

    seen = [cost(*chosen.validation)]
    for _ in range(2):
        order = rng.permutation(len(X))
        for rows in np.split(order, range(32, len(X), 32)):
            h = np.maximum(X[rows] @ W1 + b1, 0)
            p = np.exp(h @ W2 + b2)
            d2 = (p / p.sum(axis=1, keepdims=True) - np.eye(10)[y[rows]]) / len(rows)
            d1 = d2 @ W2.T * (h > 0)
            for value, slope in ((W1, X[rows].T @ d1), (b1, d1.sum(0)), (W2, h.T @ d2), (b2, d2.sum(0))):
                value -= 0.3 * slope
        seen.append(cost(*chosen.validation))
    assert run["validation"] == pytest.approx(seen, rel=1e-3)
    assert run["loss"][-1] == pytest.approx(cost(X, y), rel=1e-3)
    z = np.maximum(chosen.test[0] @ W1 + b1, 0) @ W2 + b2
    assert run["score"] == pytest.approx(np.mean(z.argmax(axis=1) == chosen.test[1]), abs=0.003)
    assert run["epoch"].tolist() == [0, 1, 2] and not run["diverged"]


def test_the_score_of_a_regression_is_the_share_of_variance():
    from sklearn.metrics import r2_score

    chosen = tuning.problem("diabetes")
    network, _ = chosen.network(0)
    assert tuning.score(chosen, network) == pytest.approx(
        r2_score(chosen.test[1], network(chosen.test[0])[:, 0]), rel=1e-5
    )


def test_running_off_is_reported_and_not_warned_about():
    off = tuning.learn(tuning.problem("breast cancer"), SGD(10.0), 0)
    assert off["diverged"] and np.isinf(off["validation"][-1]) and np.isnan(off["score"])
    assert off["epoch"].tolist() == list(range(21)) and np.isfinite(off["validation"][0])
    worse = tuning.trial("digits", "Adam", 10.0, 0)  # finite, but worse than it began
    assert worse["diverged"] and np.isfinite(worse["validation"]).all()
    assert not tuning.trial("digits", "Adam", 0.01, 0)["diverged"]


@pytest.mark.parametrize("size, often, count", [(32, 1, 3), (32, 4, 9), (1078, 1, 3), (1078, 6, 3), (512, 6, 7)])
def test_measured_so_often(size, often, count):
    run = tuning.learn(tuning.problem("digits"), SGD(0.1), 0, epochs=2, size=size, often=often)
    assert len(run["epoch"]) == len(run["loss"]) == count
    assert (np.diff(run["epoch"]) > 0).all() and run["epoch"][-1] == 2 and np.isfinite(run["loss"]).all()


def test_a_schedule_spans_all_steps_of_its_training():
    run = {k: schedule_trials.learn("diabetes", "SGD", k, 0.02, 0, epochs=2) for k in schedule_trials.SCHEDULES}
    assert {len(one["rates"]) for one in run.values()} == {2 * 34}  # 266 examples by 8
    assert [one["rates"].max() for one in run.values()] == pytest.approx([0.02] * len(run), rel=0.001)
    assert {k: one["rates"][-1] < 0.002 for k, one in run.items()} == dict.fromkeys(run, True) | {
        "constant": False,
        "warm-up": False,
    }
    assert run["warm-up"]["rates"][:7] == pytest.approx(0.02 * np.minimum(np.arange(1, 8) / 6, 1))
    assert run["cosine"]["rates"][34] == pytest.approx(0.01)
    by_hand = tuning.learn(
        tuning.problem("diabetes"),
        SGD(lambda t: run["cosine"]["rates"][min(t, 67)] or 0.0),
        0,
        epochs=2,
        size=8,
    )
    assert by_hand["loss"] == pytest.approx(run["cosine"]["loss"], rel=1e-6)


def test_the_rules_of_the_instrument():
    assert [rule(128) for rule in batch_size.RULES.values()] == [0.5, 2.0, 1.0]
    shown = batch_size.batch(1, 0, "∝ size")
    assert (shown["trained"], shown["steps"], shown["run"]["rate"]) == (4, 270, 0.0625) and shown["cloud"]["size"] == 1


# What is stored


@pytest.mark.parametrize("name", tuning.PROBLEMS)
def test_stored_losses_come_out_again(name):
    table, best = tuning.tried(name), tuning.tuned(name)
    assert set(table) == set(tuning.OPTIMIZERS)
    for k, (who, values) in enumerate(table.items()):
        assert values.shape == (len(tuning.RATES), len(tuning.TUNING_SEEDS)) and (values > 0).all()
        row = tuning.RATES.index(best[who])
        assert 0 < row < len(tuning.RATES) - 1, f"{who}: the best rate lies at the end of those tried"
        for i in (2, row):
            seed = k % len(tuning.TUNING_SEEDS)
            again = tuning.learn(tuning.problem(name), tuning.OPTIMIZERS[who](tuning.RATES[i]), seed)
            assert again["validation"][-1] == pytest.approx(values[i, seed], **SAME), (who, tuning.RATES[i])


def test_stored_schedules_come_out_again():
    for k, name in enumerate(tuning.PROBLEMS):
        for who in schedule_trials.OPTIMIZERS:
            for aim in schedule_trials.AIMS:
                best = schedule_trials.tuned(name, who, aim)
                kind = list(best)[(2 * k + len(who)) % len(best)]
                again = schedule_trials.learn(name, who, kind, 0.01, 1)[aim][-1]
                row = tuning.RATES.index(0.01)
                assert again == pytest.approx(schedule_trials.tried(name, who, aim)[kind][row, 1], **SAME)
        gains = schedule_trials.gains(name, "SGD")
        fresh = [
            schedule_trials.learn(name, "SGD", k, gains[k]["rate"], 10)["validation"][-1]
            for k in ("cosine", "constant")
        ]
        assert fresh[0] / fresh[1] == pytest.approx(gains["cosine"]["ratios"][0], rel=0.05)


@pytest.mark.parametrize("who", batch_size.SCALED_RATES)
def test_stored_batch_sizes_come_out_again(who):
    found = batch_size.best_rates(who)
    assert found["cost"].shape == (len(batch_size.SCALED_SIZES), len(batch_size.SCALED_RATES[who]))
    for i in (3, 5, 7):
        k = int(np.argmin(found["cost"][i])) - 2
        make, size = tuning.OPTIMIZERS[who], int(found["sizes"][i])
        again = [
            tuning.learn(tuning.problem("digits"), make(found["rates"][k]), seed, epochs=5, size=size)["loss"][-1]
            for seed in batch_size.SCALED_SEEDS
        ]
        assert np.mean(again) == pytest.approx(found["cost"][i, k], **SAME)


# What the chapter says


def test_tuned_optimizers_are_equal_on_the_digits_and_untuned_are_not():
    found = tuning.defaults()
    before, after = zip(*found["losses"].values(), strict=True)
    assert max(before) / min(before) > 5 and max(after) / min(after) < 1.3
    scores = {
        who: [tuning.trial("digits", who, rate, seed)["score"] for seed in (10, 11, 12)]
        for who, rate in tuning.tuned("digits").items()
    }
    means = [np.mean(values) for values in scores.values()]
    assert max(means) - min(means) < 0.01 and min(means) > 0.965


def test_rates_that_fit_one_optimizer_do_not_fit_another():
    best = tuning.tuned("digits")
    assert best["SGD"] / best["Adam"] > 30
    assert 5 < best["SGD"] / best["momentum"] < 20  # 1 / (1 − β) = 10


def test_the_linear_rule_and_its_limit():
    sgd, adam = batch_size.best_rates("SGD"), batch_size.best_rates("Adam")
    assert sgd["slope"] == pytest.approx(1, abs=0.1) and sgd["upto"] < sgd["sizes"][-1]
    assert adam["slope"] == pytest.approx(0.5, abs=0.15)
    along = batch_size.along_the_rule(sgd)
    holds = sgd["sizes"] <= sgd["upto"]
    assert (along["scaled"][holds] < 1.1 * along["best"][holds]).all()
    assert (along["scaled"][~holds] > 3 * along["best"][~holds]).all()
    assert along["kept"][-1] > 5 * along["best"][-1]


def test_schedules_lower_the_cost_only_where_the_noise_does_not_end():
    cost = {name: schedule_trials.gains(name, "SGD", "loss") for name in tuning.PROBLEMS}
    for kind in ("cosine", "one-cycle"):
        assert cost["diabetes"][kind]["better"] == 10 and cost["diabetes"][kind]["middle"] < 0.9
        assert cost["digits"][kind]["better"] <= 1 and cost["breast cancer"][kind]["better"] <= 1
    for name in ("digits", "diabetes"):
        validation = schedule_trials.gains(name, "SGD")["cosine"]
        assert 0.9 < validation["middle"] < 1.1


# Readings of tables, on tables made by hand


def test_the_stretch_is_unbroken():
    mean = np.full(16, 9.0)
    mean[[2, 4, 5, 6, 8]] = [1.05, 1.09, 1.0, 1.1, 1.0]
    low, high, room = tuning.stretch(mean)
    assert (low, high) == (tuning.RATES[4], tuning.RATES[6]) and room == high / low
    assert tuning.stretch(np.ones(16))[2] == pytest.approx(1e5)


def test_sensitivity_reads_the_table(monkeypatch):
    table = {"SGD": np.full((16, 5), 0.5), "Adam": np.full((16, 5), 0.4)}
    table["SGD"][7] = [0.1, 0.2, 0.3, 0.2, 0.2]
    table["Adam"][3, 1] = 50.0
    monkeypatch.setattr(tuning, "tried", lambda name: table)
    tuning.sensitivity.cache_clear()
    try:
        found = tuning.sensitivity("digits")["optimizers"]
    finally:
        tuning.sensitivity.cache_clear()
    assert found["SGD"]["best"] == tuning.RATES[7] and found["SGD"]["least"] == pytest.approx(0.2)
    assert (found["SGD"]["low"][7], found["SGD"]["high"][7]) == (0.1, 0.3) and found["SGD"]["room"] == 1
    assert np.flatnonzero(found["Adam"]["diverged"]).tolist() == [3] and not found["SGD"]["diverged"].any()


def test_best_rates_read_the_table(monkeypatch):
    rates = np.log2(batch_size.SCALED_RATES["SGD"])
    best = np.minimum(np.log2(batch_size.SCALED_SIZES) - 3, 2)  # rate = size / 8 up to 4
    cost = 1 + (rates - best[:, None]) ** 2
    monkeypatch.setattr(batch_size, "measurements", lambda room, name: {"SGD": np.repeat(cost[..., None], 3, axis=2)})
    found = batch_size.best_rates("SGD")
    assert found["best"].tolist() == [0.5, 1, 2, 4, 4, 4, 4, 4]
    assert found["slope"] == pytest.approx(1) and found["upto"] == 32
    along = batch_size.along_the_rule(found, base=8)
    assert along["scaled"][:4].tolist() == [1, 1, 1, 1] and along["scaled"][4:].tolist() == [
        2,
        5,
        np.inf,
        np.inf,
    ]
    assert along["kept"].tolist() == [2, 1, 2, 5, 5, 5, 5, 5]


# The noise of a batch


def test_the_mean_of_all_gradients_is_the_gradient_of_the_mean():
    X, y = tuning.problem("digits").learning
    network, _ = tuning.problem("digits").network(0)
    output, backward = network.forward(X, train=True)
    backward(CrossEntropy()(output, y)[1])
    each = batch_size.example_gradients()[0]
    assert each.shape == (1078, 64 * 32 + 32 + 320 + 10)
    assert each.mean(axis=0) == pytest.approx(network.grad, abs=1e-6)
    assert batch_size.noise(1, 0)["gradient"] == pytest.approx(np.linalg.norm(network.grad), rel=1e-4)


@pytest.mark.parametrize("stage", batch_size.STAGES.values())
def test_noise_follows_one_over_the_root(stage):
    found = {m: batch_size.noise(m, stage) for m in batch_size.SIZES}
    for one in found.values():
        assert one["noise"] == pytest.approx(one["theory"], rel=0.15, abs=1e-6)
    assert found[4]["noise"] / found[64]["noise"] == pytest.approx(4, rel=0.15)
    assert found[1078]["noise"] == pytest.approx(0, abs=1e-5)
    assert found[1078]["places"] == pytest.approx(np.array([[1.0, 0.0]] * 200), abs=1e-3)
    assert found[512]["places"].mean(axis=0) == pytest.approx([1, 0], abs=0.2)


def test_noise_against_batches_taken_one_by_one():
    each = batch_size.example_gradients()[1].astype(float)
    rng = np.random.default_rng(3)
    some = np.array([each[rng.choice(1078, 16, replace=False)].mean(axis=0) for _ in range(800)])
    away = np.sqrt(np.mean(np.sum((some - each.mean(axis=0)) ** 2, axis=1)))
    found = batch_size.noise(16, 1)
    assert found["noise"] == pytest.approx(away, rel=0.06) and found["theory"] == pytest.approx(away, rel=0.04)
    assert found["downhill"] == pytest.approx(np.mean(some @ each.mean(axis=0) > 0), abs=0.04)


def test_late_in_training_the_noise_drowns_the_gradient():
    ratio = [batch_size.noise(32, stage)["noise"] / batch_size.noise(32, stage)["gradient"] for stage in (0, 1, 20)]
    assert ratio[0] < ratio[1] < ratio[2] and ratio[0] < 1.5 and ratio[2] > 5


def test_multiplications_by_hand():
    work = batch_size.multiplications(sizes=(1, 1078), widths=(3, 2, 1))
    assert work["examples"].tolist() == [1078 * (6 + 6 + 2 + 2 + 2)] * 2
    assert work["steps"].tolist() == [1078 * 11, 11]


def test_clocks_tell_times():
    steps = tuning.seconds_per_step("diabetes", rounds=2, steps=5)
    assert set(steps) == set(tuning.OPTIMIZERS) and 0 < min(steps.values()) < max(steps.values()) < 0.1
    epochs = batch_size.seconds_per_epoch((16, 1078), rounds=2)["seconds"]
    assert epochs[0] > epochs[1] > 0


# Bad input, figures, sentences


@pytest.mark.parametrize(
    "call, sentence",
    [
        (lambda: tuning.problem("digit"), "did you mean 'digits'"),
        (lambda: tuning.trial("digits", "adam", 0.1, 0), "did you mean 'Adam'"),
        (lambda: tuning.trial("digits", "Adam", -0.1, 0), "above 0, got -0.1"),
        (lambda: tuning.tried("wine"), "unknown name 'wine'"),
        (lambda: tuning.learn(tuning.problem("digits"), SGD(0.1), 0, epochs=0), "at least 1, got 0"),
        (lambda: batch_size.noise(0), "at least 1 and at most 1078, got 0"),
        (lambda: batch_size.best_rates("RMSProp"), "unknown name 'RMSProp'"),
        (lambda: batch_size.learned_with(8, "log"), "unknown name 'log'"),
        (lambda: schedule_trials.learn("digits", "SGD", "cosin", 0.1, 0), "did you mean 'cosine'"),
        (lambda: schedule_trials.tried("digits", "SGD", "test"), "unknown name 'test'"),
    ],
)
def test_refused_with_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_figures_are_drawn():
    contest = tuning.contest("diabetes", seeds=(10, 11))
    sgd, adam = (batch_size.best_rates(who) for who in batch_size.SCALED_RATES)
    seconds = dict.fromkeys(tuning.OPTIMIZERS, 1e-4)
    clock = {"sizes": np.array(batch_size.SIZES), "seconds": np.geomspace(0.1, 0.001, 11)}
    gains = {name: schedule_trials.gains(name, "SGD") for name in tuning.PROBLEMS}
    drawn_by = functools.partial(picture, alt="-", size=(9.2, 3.8))
    drawn = [
        drawn_by(lambda f, r: plot_tuning.draw_contest(f, r, seconds), contest),
        drawn_by(plot_tuning.draw_scores, [contest, contest]),
        drawn_by(plot_tuning.draw_defaults, tuning.defaults()),
        *(drawn_by(plot_tuning.draw_sensitivity, tuning.sensitivity(name)) for name in tuning.PROBLEMS),
        drawn_by(plot_batch_size.draw_noise_by_size, batch_size.noise_by_size()),
        drawn_by(lambda f, r: plot_batch_size.draw_epoch_cost(f, *r), (batch_size.multiplications(), clock)),
        drawn_by(
            lambda f, r: plot_batch_size.draw_best_rates(f, *r),
            ([sgd, adam], batch_size.along_the_rule(sgd)),
        ),
        drawn_by(plot_schedule_trials.draw_gains, gains),
    ]
    titles = [[ax.get_title("left") for ax in one.figure.axes] for one in drawn]
    assert titles[0][1] == "SGD's step takes 1.00 × the shortest"
    assert titles[2] == ["As they come they differ by a factor of 8, tuned by 1.2"]
    assert titles[7] == [
        "From $m$ = 4 on the work falls by 11% only",
        "$m$ = 1078 is 100 times as fast as $m$ = 1",
    ]
    assert all(len(one.png()) > 5000 for one in drawn)


@pytest.mark.parametrize(
    "values, said",
    [
        ({"who": "Adam", "rate": 0.01}, "its best of 16 rates, ends at a validation loss of 0.1"),
        (
            {"who": "SGD", "rate": 0.01},
            "SGD on digits with α = 0.01 ends at a validation loss of 1.3, 11 times",
        ),
        (
            {"who": "Adam", "rate": 10.0},
            "has diverged and ends worse than it began; tuned (0.01) it reaches 0.1",
        ),
    ],
)
def test_what_the_rate_by_hand_says(values, said):
    assert said in chapter05_digits.tune_by_hand().set(**values).description


def test_what_the_batch_and_the_schedule_say():
    instrument = chapter05_digits.batch_gradients(stage=0)
    assert "noise is 2.2 times as long as the gradient" in instrument.description
    assert re.search("3[0-5]% of the batches point uphill", instrument.set(stage=20, size=32).description)
    assert "has no noise" in instrument.set(size=1078).description
    assert "make the cost larger" in instrument.set(rule="∝ size").description
    trial = chapter05_digits.schedule_trial()
    assert "the tuned constant rate has" in trial.description
    assert "diverged" in trial.set(rate=4.0).description
