"""What was drawn of networks of unknown size: each draw comes back, f is the formula, files are whole or refused."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn.bayes import VariableDraws, VariablePrior, VariableSampler
from course_nn.bayes.draws import Draws

X = np.column_stack([np.ones(12), np.random.default_rng(0).normal(size=12)])
PRIOR = VariablePrior(2, 3, (1, 1))


def sampler(seed):
    return VariableSampler(PRIOR, X, np.sin(X[:, 1]), np.random.default_rng(seed))


DRAWS = VariableDraws.side_by_side([sampler(0).sample(40), sampler(1).sample(40)])


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_every_draw_comes_back():
    again = VariableSampler(PRIOR, X, np.sin(X[:, 1]), np.random.default_rng(1))
    for i, draw in enumerate(again.sweeps(40)):
        assert same(DRAWS[1, i], draw) and DRAWS.units[1, i] == draw.units
        assert DRAWS.accepted[1, i].sum() == again.moved.sum()
        close(DRAWS.jumped[1, i], np.mean([tried.accepted for tried in again.tried]))
        assert not DRAWS.beta[1, i, draw.units :].any() and not DRAWS.gamma[1, i, :, draw.units :].any()
    assert same(DRAWS[-1, -1], draw) and len(set(DRAWS.units.ravel())) > 1


def test_burn_in_and_thinning_leave_draws_out():
    later = sampler(0).sample(5, burn_in=10, thin=6)
    assert all(same(later[0, i], DRAWS[0, 15 + 6 * i]) for i in range(4))


def test_the_function_is_that_of_each_draw_and_the_band_is_of_them():
    f = DRAWS.f(X)
    assert f.shape == (2, 40, 12)
    for c, i in ((0, 3), (1, 39)):
        close(f[c, i], PRIOR.predict(DRAWS[c, i], X))
    close(DRAWS.linear_part(X)[1, 7], X @ DRAWS[1, 7].a)
    close(DRAWS.mean(X), f.mean(axis=(0, 1)))
    close(DRAWS.band(X, level=0.5), np.quantile(f, [0.25, 0.75], axis=(0, 1)))
    y = np.sin(X[:, 1])
    each = [[PRIOR.log_likelihood(DRAWS[c, i], X[[k]], y[[k]]) for c, i in np.ndindex(2, 40)] for k in range(3)]
    close(DRAWS.log_predictive_density(X[:3], y[:3]), np.log(np.exp(each).mean(axis=1)))


def test_shares_of_the_numbers_of_units_and_of_what_was_accepted():
    p = DRAWS.probabilities()
    assert p.shape == (2, 4)
    close(p[0], np.bincount(DRAWS.units[0], minlength=4) / 40)
    on = np.arange(3) < DRAWS.units[:, :, None]
    close(DRAWS.acceptance, [DRAWS.accepted[c][on[c]].mean() for c in range(2)])
    assert not DRAWS.accepted[~on].any()
    none = VariableDraws.of(
        PRIOR, [(PRIOR.draw(np.random.default_rng(0))._replace(gamma=np.empty((2, 0)), beta=np.empty(0)), [], 0.0)]
    )
    assert np.isnan(none.acceptance).all()


def test_parts_join_and_a_part_is_taken_out():
    first, rest = DRAWS[:, :15], DRAWS[:, 15:]
    assert isinstance(first, VariableDraws) and len(rest) == 25
    whole = VariableDraws.end_to_end([first, rest])
    assert all(np.array_equal(getattr(whole, name), getattr(DRAWS, name)) for name in ("units", "a", "gamma", "jumped"))
    one = DRAWS[1, ::4]
    assert one.chains == 1 and len(one) == 10 and same(one[0, 2], DRAWS[1, 8])
    assert repr(DRAWS) == "<2 chains of 40 draws of networks of 0 to 3 units on 2 inputs>"


def test_a_file_gives_them_back(tmp_path):
    path = DRAWS.save(tmp_path / "draws.npz")
    back = VariableDraws.load(path)
    assert same(back[1, 7], DRAWS[1, 7]) and np.array_equal(back.units, DRAWS.units) and not back.interrupted
    close(back.f(X), DRAWS.f(X))
    with refused("is something else"):
        VariableDraws.load(of_a_known_number().save(tmp_path / "known.npz"))
    path.write_bytes(path.read_bytes()[:-30])
    with refused("not a whole file"):
        VariableDraws.load(path)


def of_a_known_number():
    prior = PRIOR.of_units
    return Draws.of(prior, [(prior.draw(np.random.default_rng(0)), np.zeros(3, bool))])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: DRAWS[0], r"expected two indices, draws\[chain, draw\]"),
        (lambda: DRAWS[2, 0], "expected a whole number at least -2 and at most 1, got 2"),
        (lambda: DRAWS[0, 1.5], "expected a whole number"),
        (lambda: DRAWS.f(np.ones((3, 1))), "X: expected shape"),
        (lambda: DRAWS[:, :0].probabilities(), "expected at least one draw"),
        (lambda: DRAWS[:, :0].acceptance, "expected at least one draw"),
        (lambda: VariableDraws.load("nowhere.npz"), "there is none at"),
    ],
)
def test_bad_calls(call, words):
    with refused(words, kinds=(ValueError, TypeError, FileNotFoundError)):
        call()
