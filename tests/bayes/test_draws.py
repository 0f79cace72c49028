"""What chains have drawn: indices, predictions, joining, the file, bad input."""

import numpy as np
import pytest
import scipy.stats
from helpers import close, refused

from course_nn import archive
from course_nn.bayes.draws import Draws
from course_nn.bayes.priors import Draw, ShallowPrior

NAMES = [*Draw._fields, "accepted"]


def rng(seed=0):
    return np.random.default_rng(seed)


def chain(seed=0, n=5, d=2, m=3, psi="logistic", interrupted=False):
    """One chain of independent draws from the prior, and the list they came from."""
    prior, draw = ShallowPrior(d, m, psi=psi), rng(seed)
    kept = [(prior.draw(draw), draw.random(m) < 0.5) for _ in range(n)]
    return Draws.of(prior, kept, interrupted), kept


def two():
    return Draws.side_by_side([chain(0)[0], chain(1, 7)[0]])


def test_a_draw_comes_out_as_it_went_in():
    draws, kept = chain()
    assert len(draws) == 5 and draws.chains == 1
    for i in (0, 4, -1):
        for name in Draw._fields:
            assert np.array_equal(getattr(draws[0, i], name), getattr(kept[i][0], name))
        assert np.array_equal(draws.accepted[0, i], kept[i][1])
    draws[0, 0].gamma[...] = np.nan
    assert np.isfinite(draws.gamma).all()
    assert type(draws[0, 0].sigma2) is float


def test_parts_are_cut_out_and_put_together():
    both = two()
    assert both.chains == 2 and len(both) == 5, "as long as the shorter"
    assert np.array_equal(both.beta[1], chain(1, 7)[0].beta[0, :5])
    part = both[1:, ::2]
    assert part.gamma.shape == (1, 3, 2, 3) and np.array_equal(part.gamma[0], both.gamma[1, ::2])
    assert both[-1, 1:3].sigma2.shape == (1, 2) and both[:, -1].sigma2.shape == (2, 1)
    again = Draws.end_to_end([both[:, :2], both[:, 2:]])
    for name in NAMES:
        assert np.array_equal(getattr(again, name), getattr(both, name))
    assert Draws.end_to_end([chain(interrupted=True)[0], chain()[0]]).interrupted


@pytest.mark.parametrize("psi, unit", [("logistic", lambda z: 1 / (1 + np.exp(-z))), ("tanh", np.tanh)])
def test_what_they_predict(psi, unit):
    draws, kept = chain(psi=psi)
    X, y = rng(3).normal(size=(4, 2)), rng(4).normal(size=4)
    f = np.array([unit(X @ t.gamma) @ t.beta for t, _ in kept])
    close(draws.f(X)[0], f)
    close(draws.mean(X), f.mean(axis=0))
    density = np.mean([scipy.stats.norm(f[i], np.sqrt(t.sigma2)).pdf(y) for i, (t, _) in enumerate(kept)], axis=0)
    close(draws.log_predictive_density(X, y), np.log(density), 1e-8)
    assert np.isfinite(draws.log_predictive_density(X, y + 1e3)).all(), "densities too small for a float"
    close(draws.band(X, level=0.5), np.quantile(f, [0.25, 0.75], axis=0))
    noise = (draws.predictions(X, rng(5)) - draws.f(X)) / np.sqrt(draws.sigma2)[:, :, None]
    close(noise, rng(5).standard_normal((1, 5, 4)), 1e-7)
    close(draws.band(X, rng(5), 0.5), np.quantile(draws.predictions(X, rng(5))[0], [0.25, 0.75], axis=0))
    close(two().acceptance, two().accepted.mean(axis=(1, 2)))


def test_the_order_of_units_is_no_matter():
    draws = chain()[0]
    X = rng(3).normal(size=(4, 2))
    f = draws.f(X)
    draws.gamma, draws.beta = draws.gamma[..., ::-1], draws.beta[..., ::-1]
    close(draws.f(X), f)


def test_a_file_gives_back_all_of_it(tmp_path):
    for stopped in (False, True):
        draws = chain(psi="tanh", interrupted=stopped)[0]
        found = Draws.load(draws.save(tmp_path / "draws.npz"))
        assert all(np.array_equal(getattr(found, name), getattr(draws, name)) for name in NAMES)
        assert (found.psi, found.interrupted) == ("tanh", stopped)
        assert repr(found) == repr(draws) and ("interrupted" in repr(found)) is stopped
    with np.load(tmp_path / "draws.npz", allow_pickle=False) as file:
        assert np.array_equal(file["beta"], draws.beta), "as NumPy alone reads it"


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "other.npz"
    archive.write(path, {"beta": np.ones(3)}, {})
    with refused("saved by Draws.save, got other.npz"):
        Draws.load(path)
    chain()[0].save(path)
    arrays = {name: getattr(chain()[0], name) for name in NAMES}
    for name in NAMES:
        cut = arrays | {name: arrays[name][:, :3]}
        archive.write(path, cut, {"draws": {"psi": "tanh", "interrupted": False}})
        with refused("expected arrays of shapes that fit"):
            Draws.load(path)
    chain()[0].save(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with refused("not a whole file"):
        Draws.load(path)
    with pytest.raises(FileNotFoundError, match="expected a file saved by save\\(\\), there is none at"):
        Draws.load(tmp_path / "none.npz")


def test_an_empty_chain_is_one_too(tmp_path):
    empty = Draws.of(ShallowPrior(2, 3), [], True)
    assert len(empty) == 0 and empty.f(np.ones((4, 2))).shape == (1, 0, 4)
    assert len(Draws.load(empty.save(tmp_path / "empty.npz"))) == 0
    for call in (lambda: empty.mean(np.ones((4, 2))), lambda: empty.band(np.ones((4, 2))), lambda: empty.acceptance):
        with refused("expected at least one draw"):
            call()


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: two()[0], "two indices, draws"),
        (lambda: two()[2, 0], "chain: expected a whole number at least -2 and at most 1, got 2"),
        (lambda: two()[0, 9], "draw: expected a whole number at least -5 and at most 4, got 9"),
        (lambda: two()[0, :][0, 1.5], "draw: expected a whole number"),
        (lambda: two().f(np.ones((3, 3))), r"X: expected shape \(n, 2\)"),
        (lambda: two().mean(np.full((3, 2), np.nan)), "X: expected finite"),
        (lambda: two().band(np.ones((3, 2)), level=1), "level"),
        (lambda: two().band(np.ones((3, 2)), 3), "Generator"),
        (lambda: two().log_predictive_density(np.ones((3, 2)), [1, 2]), r"y: expected shape \(3,\)"),
        (lambda: Draws.side_by_side([]), "expected one Draws or more"),
        (lambda: Draws.side_by_side([chain()[0], 3]), "expected one Draws or more"),
        (lambda: Draws.side_by_side([chain()[0], chain(m=2)[0]]), "networks of one shape"),
        (lambda: Draws.end_to_end([chain()[0], two()]), "equally many chains"),
        (lambda: two().save(3), "file name"),
        (lambda: Draws.load(3), "file name"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
