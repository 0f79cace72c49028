"""Schedules: PyTorch's values, what happens after the last step, their part in a step, bad calls."""

import copy
import math
import pickle

import numpy as np
import pytest
from bad_calls import each_call
from helpers import refused, stored
from hypothesis import given
from hypothesis import strategies as st

from course_nn import (
    SGD,
    Adam,
    AdamW,
    CosineDecay,
    Dense,
    ExponentialDecay,
    OneCycle,
    Schedule,
    SquaredError,
    StepDecay,
    WarmUp,
    train,
)

REFERENCE = stored("schedule", "trajectories")


SAME = {
    "StepLR(0.3, 7, 0.2)": StepDecay(0.3, 7, 0.2),
    "ExponentialLR(0.3, 0.93)": ExponentialDecay(0.3, 0.93),
    "CosineAnnealingLR(0.3, 40, 0.01)": CosineDecay(0.3, 40, 0.01),
    "LinearLR 8, CosineAnnealingLR(0.3, 50)": WarmUp(CosineDecay(0.3, 50), 8),
    "OneCycleLR(0.3, 60, 0.3)": OneCycle(0.3, 60),
    "OneCycleLR(0.3, 60, 0.25)": OneCycle(0.3, 60, 0.25),
    "OneCycleLR(0.3, 50, 0.9)": OneCycle(0.3, 50, rise=0.9),
    "OneCycleLR(0.3, 7, 0.5)": OneCycle(0.3, 7, rise=0.5),
    "OneCycleLR(0.3, 30, 10, 50)": OneCycle(0.3, 30, start=0.1, final=0.1 / 50),
}


EACH = {type(schedule).__name__: schedule for schedule in SAME.values()}


def test_every_stored_schedule_is_compared():
    assert set(REFERENCE) == set(SAME)
    assert set(EACH) == {cls.__name__ for cls in Schedule.__subclasses__() if "course_nn" in cls.__module__}


@pytest.mark.parametrize("name", SAME)
def test_the_values_of_pytorch(name):
    rates = [SAME[name](t) for t in range(len(REFERENCE[name]))]
    np.testing.assert_allclose(rates, REFERENCE[name], rtol=1e-12, atol=1e-16)
    assert all(type(rate) is float for rate in rates)


def test_values_by_hand():
    assert [StepDecay(1.0, 2)(t) for t in range(5)] == pytest.approx([1, 1, 0.1, 0.1, 0.01])
    assert [ExponentialDecay(0.5, 0.5)(t) for t in range(3)] == [0.5, 0.25, 0.125]
    assert [CosineDecay(2.0, 4)(t) for t in range(5)] == pytest.approx(
        [2, 1 + math.sqrt(0.5), 1, 1 - math.sqrt(0.5), 0]
    )
    assert [WarmUp(0.4, 4)(t) for t in range(6)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])
    assert [WarmUp(StepDecay(0.4, 1, 0.5), 2)(t) for t in range(5)] == pytest.approx([0.2, 0.4, 0.4, 0.2, 0.1])
    assert [OneCycle(1.0, 5, rise=0.6, start=0.0, final=0.0)(t) for t in range(5)] == pytest.approx([0, 0.5, 1, 0.5, 0])
    assert WarmUp(lambda t: 0.1 + t, 1)(3) == pytest.approx(2.1)


def test_after_the_last_step_the_last_value_stays():
    for t in (40, 41, 80, 81, 10**9):
        assert CosineDecay(0.3, 40, 0.01)(t) == 0.01
        assert OneCycle(0.3, 40)(t) == pytest.approx(0.3 * 4e-6)
        assert WarmUp(CosineDecay(0.3, 30, 0.02), 10)(t) == 0.02
    for all_up in (OneCycle(0.3, 10, rise=1), OneCycle(0.3, 1)):
        assert all_up(all_up.steps - 1) == all_up(99) == 0.3
    assert OneCycle(0.3, 40)(39) == OneCycle(0.3, 40)(40)
    assert ExponentialDecay(0.1, 0.5)(10**6) == StepDecay(0.1, 1)(10**6) == 0


@given(
    st.integers(1, 50),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(1e-6, 10),
    st.integers(0, 80),
)
def test_a_cycle_stays_between_its_ends(steps, rise, start, final, rate, t):
    value = OneCycle(rate, steps, rise=rise, start=start, final=final)(t)
    assert min(start, final) * rate * (1 - 1e-12) <= value <= rate * (1 + 1e-12)
    peak = max(OneCycle(rate, 100, rise=rise)(t) for t in range(100))
    assert 0.99 * rate <= peak <= rate * (1 + 1e-12)


@pytest.mark.parametrize("name", EACH)
def test_a_schedule_is_a_value(name):
    schedule = EACH[name]
    for twin in (copy.deepcopy(schedule), pickle.loads(pickle.dumps(schedule))):
        assert twin == schedule and hash(twin) == hash(schedule) and repr(twin) == repr(schedule)
        assert [twin(t) for t in range(9)] == [schedule(t) for t in range(9)]
    assert eval(repr(schedule)) == schedule
    assert schedule != StepDecay(7.0, 7) and schedule != 0.3
    assert schedule(np.int64(3)) == schedule(3)


def test_repr():
    assert repr(WarmUp(CosineDecay(0.001, 500), 100)) == "WarmUp(CosineDecay(0.001, 500, 0), 100)"
    assert repr(Adam(StepDecay(0.1, 5))) == "Adam(StepDecay(0.1, 5, 0.1))"
    with pytest.raises(NotImplementedError, match="needs rate_at"):
        Schedule()(0)


def test_the_optimizer_asks_before_each_step():
    rates, theta = [0.5, 0.25, 0.0, 1.0], np.zeros(1)
    optimizer = SGD(lambda t: rates[min(t, 3)])
    for t, rate in enumerate(rates):
        assert optimizer.learning_rate == rate
        before = theta.copy()
        optimizer.step(theta, np.ones(1))
        assert before - theta == rate, t
    optimizer.learning_rate = 2.0
    assert optimizer.schedule is None and optimizer.learning_rate == 2.0
    optimizer.learning_rate = StepDecay(1.0, 2)  # four steps were taken: the third stretch of two
    assert optimizer.schedule == StepDecay(1.0, 2) and optimizer.learning_rate == pytest.approx(0.01)
    optimizer.reset()
    assert optimizer.learning_rate == 1.0


def test_the_rate_of_one_step_in_all_pieces_of_a_long_theta():
    """The decay of the weights and every piece of θ see the rate of their step, not of the next."""
    n = 3 * AdamW.block + 5
    theta, twin = np.ones(n), np.ones(1)
    long, short = (AdamW(StepDecay(0.1, 1, 0.5), weight_decay=0.5) for _ in range(2))
    for _ in range(3):
        long.step(theta, np.ones(n))
        short.step(twin, np.ones(1))
    assert (theta == twin).all()
    one = 1.0
    for t in range(3):  # with g = 1 and no noise, m̂ / √v̂ = 1
        one -= 0.1 * 0.5**t * (1 + 0.5 * one)
    assert twin[0] == pytest.approx(one, rel=1e-6)


def test_a_schedule_that_goes_wrong_is_told_at_once():
    optimizer, theta = SGD(lambda t: 0.1 if t < 2 else float("nan")), np.ones(2)
    optimizer.step(theta, np.ones(2))
    with refused("learning_rate of step 2: expected a finite number"):
        optimizer.step(theta, np.ones(2))


def test_through_train():
    X, y = np.ones((8, 2)), np.ones((8, 1))
    network = Dense(2, 1, init="zeros")
    optimizer = Adam(WarmUp(CosineDecay(0.1, 20), 5))
    losses = [step.loss for step in train(network, SquaredError(), optimizer, [(X, y)], epochs=25)]
    assert losses[-1] < 0.3 * losses[0] and optimizer.steps == 25
    assert optimizer.learning_rate == pytest.approx(0, abs=1e-15)


def of_schedule(make, *positive, **settings):
    """Rows for a schedule of a rate and of whole numbers: ``make(0.1, 10)``."""
    schedule, name = make(0.1, *positive, **settings), make.__name__
    return [
        (lambda value=value: make(value, *positive, **settings), f"{name}: rate: expected .* above 0, got")
        for value in (0, -0.1, np.nan, np.inf, "fast", None)
    ] + [
        (lambda value=value: schedule(value), f"{name}: t: expected a whole number at least 0, got")
        for value in (-1, 0.5, None, "now")
    ]


def of_steps(make, name):
    return [
        (lambda value=value: make(value), f"{name}: expected a whole number at least 1, got")
        for value in (0, -3, 2.5, None, "ten")
    ]


def of_share(make, name):
    return [
        (lambda value=value: make(value), f"{name}: expected .* at most .*, got")
        for value in (1.01, -0.1, np.nan, "half", None)
    ]


BAD_CALLS = {
    "Schedule": [(lambda: Schedule()(-1), "Schedule: t: expected a whole number at least 0, got -1")],
    "StepDecay": of_schedule(StepDecay, 10)
    + of_steps(lambda value: StepDecay(0.1, value), "StepDecay: every")
    + of_share(lambda value: StepDecay(0.1, 10, value), "StepDecay: factor"),
    "ExponentialDecay": of_schedule(ExponentialDecay, 0.9)
    + of_share(lambda value: ExponentialDecay(0.1, value), "ExponentialDecay: decay"),
    "CosineDecay": of_schedule(CosineDecay, 10)
    + of_steps(lambda value: CosineDecay(0.1, value), "CosineDecay: steps")
    + of_share(lambda value: CosineDecay(0.1, 10, value), "CosineDecay: final"),
    "WarmUp": [
        *of_steps(lambda value: WarmUp(0.1, value), "WarmUp: steps"),
        (lambda: WarmUp(0, 10), "WarmUp: then: expected a finite number above 0, got 0"),
        (lambda: WarmUp("cosine", 10), "WarmUp: then: expected a number above 0, got 'cosine'"),
        (lambda: WarmUp(CosineDecay, 10), r"WarmUp: then: .* write CosineDecay\(...\)"),
        (lambda: WarmUp(0.1, 10)(0.5), "WarmUp: t: expected a whole number at least 0, got 0.5"),
    ],
    "OneCycle": of_schedule(OneCycle, 10)
    + of_steps(lambda value: OneCycle(0.1, value), "OneCycle: steps")
    + of_share(lambda value: OneCycle(0.1, 10, rise=value), "OneCycle: rise")
    + of_share(lambda value: OneCycle(0.1, 10, start=value), "OneCycle: start")
    + of_share(lambda value: OneCycle(0.1, 10, final=value), "OneCycle: final"),
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
