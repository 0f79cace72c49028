"""The sampler of shallow networks: closed forms, quadrature, its own state, interrupts, bad input.

That it is right as a whole is proven in `test_joint_test.py` and `test_calibration.py`.
"""

import numpy as np
import pytest
import scipy.stats
from helpers import close, refused

from course_nn.bayes import NormalRegression
from course_nn.bayes.priors import PSI, ShallowPrior
from course_nn.bayes.shallow import ShallowSampler
from tests.interrupts import count_opcodes, interrupted_after


def rng(seed=0):
    return np.random.default_rng(seed)


def case(seed=0, n=20, d=2, m=3, **settings):
    """A prior, and data drawn from it."""
    prior, draw = ShallowPrior(d, m, **settings), rng(seed)
    X, truth = draw.normal(size=(n, d)), prior.draw(draw)
    return prior, X, prior.features(X, truth.gamma) @ truth.beta + np.sqrt(truth.sigma2) * draw.normal(size=n)


@pytest.mark.parametrize("order", ["collapsed", "printed"])
def test_one_unit_of_known_gamma_is_linear_regression(order):
    """With γ known and all else held, β's draws are independent and of the closed form's posterior, in either order."""
    held = {"mu_beta": 0.3, "var_beta": 2.0, "sigma2": 0.5, "mu_gamma": [1.0, -2.0], "S_gamma": 1e-18}
    prior, X, y = case(**held, m=1)
    draws = ShallowSampler(prior, X, y, rng(), order=order).sample(2000)
    closed = NormalRegression(0.3, 2.0).posterior(PSI["logistic"](X @ np.array([[1.0], [-2.0]])), y, 0.5)
    normal = scipy.stats.norm(closed.mean[0], np.sqrt(closed.covariance()[0, 0]))
    assert scipy.stats.kstest(draws.beta[0, :, 0], normal.cdf).pvalue > 0.001
    a, b = draws.beta[0, :-1, 0], draws.beta[0, 1:, 0]
    assert abs(np.corrcoef(a, b)[0, 1]) < 4.5 / np.sqrt(2000)


@pytest.mark.long
def test_the_predictive_density_is_that_of_quadrature():
    """d = m = 1, γ and σ² unknown: the sums over a grid of γ and log σ² with β integrated out are the truth."""
    held = {"mu_beta": 0.5, "var_beta": 1.5, "mu_gamma": [1.0], "S_gamma": 2.0}
    prior, X, y = case(3, n=6, d=1, m=1, s=8.0, S=0.2, **held)
    new_X, new_y = np.array([[-1.0], [0.7], [3.0]]), np.array([-0.6, 0.0, -1.2])
    gammas, logs, model = np.linspace(-7, 9, 65), np.linspace(-5, 2, 29), NormalRegression(0.5, 1.5)
    log_prior = scipy.stats.norm(1, np.sqrt(2)).logpdf(gammas)[:, None]
    log_prior = log_prior + scipy.stats.invgamma(4, scale=8 * 0.2 / 2).logpdf(np.exp(logs)) + logs
    weights, (means, spreads) = np.empty(log_prior.shape), np.empty((2, *log_prior.shape, 3))
    for i, j in np.ndindex(log_prior.shape):
        Phi, new_Phi = (PSI["logistic"](points * gammas[i]) for points in (X, new_X))
        sigma2 = np.exp(logs[j])
        found = model.posterior(Phi, y, sigma2)
        weights[i, j] = model.log_evidence(Phi, y, sigma2) + log_prior[i, j]
        means[i, j] = new_Phi @ found.mean
        spreads[i, j] = np.sqrt(sigma2 + new_Phi[:, 0] ** 2 * found.covariance()[0, 0])
    weights = np.exp(weights - weights.max()) / np.exp(weights - weights.max()).sum()
    draws = ShallowSampler(prior, X, y, rng(1), step=8.0).sample(8000, burn_in=200)
    f = draws.f(new_X)[0]
    error = f.reshape(40, 200, 3).mean(axis=1).std(axis=0, ddof=1) / np.sqrt(40)
    assert (abs(f.mean(axis=0) - np.tensordot(weights, means)) < 4.5 * error).all() and error.max() < 0.03
    wanted = np.log(np.tensordot(weights, scipy.stats.norm(means, spreads).pdf(new_y)))
    assert draws.log_predictive_density(new_X, new_y) == pytest.approx(wanted, abs=0.05)


@pytest.mark.parametrize("psi", PSI)
def test_the_state_is_what_its_draw_says(psi):
    """Rows of Φ and the Gram matrix were changed row by row: they are those of γ, and S_γ has its root."""
    prior, X, y = case(n=30, m=4, psi=psi)
    sampler = ShallowSampler(prior, X, y, rng())
    moved = np.zeros(4, int)
    for _ in sampler.sweeps(200):
        moved += sampler.accepted
    s, draw = sampler._state, sampler.draw
    close(s.W[:-1], prior.features(X, draw.gamma).T)
    assert np.array_equal(s.W[-1], y)
    close(s.H, s.W @ s.W.T)
    close(s.Q @ s.Q.T, draw.S_gamma)
    assert (moved > 20).all() and (moved < 200).all()


def test_the_ratio_is_that_of_evidence_and_prior():
    """For a proposal accepted or not: differences of `_log_evidence` are those of the regression's log evidence."""
    from course_nn.bayes.shallow import _log_evidence, _root

    prior, X, y = case(5)
    sampler, found = ShallowSampler(prior, X, y, rng()), []
    for t in [prior.draw(rng(seed)) for seed in range(3)]:
        t = sampler.draw._replace(gamma=t.gamma)
        sampler.place(t)
        ours = _log_evidence(_root(sampler._state.H / t.sigma2 + sampler._prior_part(sampler._state)))
        model = NormalRegression(t.mu_beta, t.var_beta)
        found.append(model.log_evidence(prior.features(X, t.gamma), y, t.sigma2) - ours)
        proposals = rng(9).normal(size=(3, 2))
        law = scipy.stats.multivariate_normal(t.mu_gamma, t.S_gamma)
        close(sampler._log_prior_ratio(sampler._state, proposals), law.logpdf(proposals) - law.logpdf(t.gamma.T), 1e-8)
    close(found[0], found[1], 1e-8)
    close(found[0], found[2], 1e-8)


@pytest.mark.long
def test_far_data_say_the_noise_and_the_function():
    """A thousand observations of a network of known parameters: σ² within its error, f within a tenth of σ."""
    draw, prior = rng(3), ShallowPrior(1, 2)
    X = draw.uniform(-3, 3, (1000, 1))
    f = 2 * PSI["logistic"](2 * X[:, 0]) - PSI["logistic"](-X[:, 0])
    draws = ShallowSampler(prior, X, f + 0.3 * draw.normal(size=1000), rng(1)).sample(1000, burn_in=500)
    assert draws.sigma2.mean() == pytest.approx(0.09, abs=4.5 * 0.09 * np.sqrt(2 / 1000) + 0.001)
    assert np.sqrt(((draws.mean(X) - f) ** 2).mean()) < 0.03


def test_what_is_held_fixed_is_never_drawn():
    held = {"mu_beta": 1.0, "var_beta": 2.0, "mu_gamma": [1.0, 2.0], "S_gamma": np.eye(2), "sigma2": 0.25}
    prior, X, y = case(**held)
    draws = ShallowSampler(prior, X, y, rng()).sample(20)
    for name, value in held.items():
        assert (getattr(draws, name) == value).all(), name
        prior, X, y = case(**{name: value})
        one = ShallowSampler(prior, X, y, rng()).sample(5)
        assert (getattr(one, name) == value).all(), name
        assert all((getattr(one, other)[0, 0] != getattr(one, other)[0, 1]).any() for other in {*held} - {name})


def test_the_same_seed_gives_the_same_draws_and_draws_are_ones_own():
    prior, X, y = case()
    first, second = (ShallowSampler(prior, X, y, rng(4)) for _ in range(2))
    a = first.sample(30).gamma
    kept = []
    for draw in second.sweeps(30):
        kept.append(draw.gamma.copy())
        for part in (draw.gamma, draw.beta, draw.mu_gamma, draw.S_gamma):
            part[...] = np.nan  # whoever spoils a draw spoils nothing else
    assert np.array_equal(a[0], kept)
    y[:] = np.nan
    assert np.isfinite(first.sample(1).beta).all()


def test_thinning_and_burning_leave_out_draws_of_the_same_chain():
    prior, X, y = case()
    long, short = (ShallowSampler(prior, X, y, rng(4)) for _ in range(2))
    assert np.array_equal(long.sample(30).beta[:, 12::3], short.sample(6, burn_in=10, thin=3).beta)
    endless = ShallowSampler(prior, X, y, rng(4)).sweeps(thin=2)
    assert np.array_equal(next(endless).beta, long.__class__(prior, X, y, rng(4)).sample(2).beta[0, 1])
    assert list(long.sweeps(0)) == []


def test_a_twin_goes_on_alike_and_apart():
    prior, X, y = case()
    sampler = ShallowSampler(prior, X, y, rng())
    sampler.sample(5)
    twin = sampler.twin()
    assert np.array_equal(twin.sample(5).beta, sampler.sample(5).beta)


def test_a_chain_interrupted_anywhere_stands_at_a_whole_sweep():
    prior, X, y = case(n=4)

    def sampler():
        return ShallowSampler(prior, X, y, rng(1))

    steps = [draw.gamma for draw in sampler().sweeps(2)]
    one, start = sampler(), sampler().draw.gamma
    length = count_opcodes(one._sweep)
    for limit in range(1, length, 7):
        one = sampler()
        if interrupted_after(limit, one._sweep):
            break
        stands = one.draw.gamma
        assert np.array_equal(stands, start) or np.array_equal(stands, steps[0])
        close(one._state.H, one._state.W @ one._state.W.T)
    assert limit > 0.9 * length


def test_interrupted_it_keeps_its_draws_and_goes_on(monkeypatch):
    prior, X, y = case()
    whole = ShallowSampler(prior, X, y, rng(2)).sample(20)
    sampler, real, count = ShallowSampler(prior, X, y, rng(2)), ShallowSampler._sweep, [0]

    def stopped(self):
        count[0] += 1
        if count[0] == 13:
            raise KeyboardInterrupt
        real(self)

    monkeypatch.setattr(ShallowSampler, "_sweep", stopped)
    first = sampler.sample(20)
    assert first.interrupted and len(first) == 12
    second = sampler.sample(8)
    assert not second.interrupted
    assert np.array_equal(np.concatenate([first.beta, second.beta], 1), whole.beta)
    count[0] = 12
    nothing = sampler.sample(5)
    assert nothing.interrupted and len(nothing) == 0 and nothing.beta.shape == (1, 0, 3)


def test_an_outer_piece_of_work_hears_of_the_interrupt(monkeypatch):
    from course_nn import interrupts

    def stopped(self):
        raise KeyboardInterrupt

    prior, X, y = case()
    sampler = ShallowSampler(prior, X, y, rng())
    monkeypatch.setattr(ShallowSampler, "_sweep", stopped)
    with pytest.raises(KeyboardInterrupt), interrupts.one_piece():
        sampler.sample(5)


def test_few_observations_work_and_it_says_so():
    prior, X, y = case(n=2, d=4)
    with pytest.warns(UserWarning, match="2 observations of 4 inputs: what they leave open, the prior decides"):
        sampler = ShallowSampler(prior, X, y, rng())
    assert np.isfinite(sampler.sample(20).beta).all()


def test_zeros_and_constants_are_no_trouble():
    for y in (np.zeros(8), np.full(8, 3.0)):
        prior = ShallowPrior(1, 2, mu_beta=0.0)
        draws = ShallowSampler(prior, np.ones((8, 1)), y, rng()).sample(50)
        assert np.isfinite(draws.beta).all() and (draws.sigma2 > 0).all()


def _sampler(**changes):
    prior, X, y = case()
    arguments = {"prior": prior, "X": X, "y": y, "rng": rng()} | changes
    return ShallowSampler(
        arguments.pop("prior"), arguments.pop("X"), arguments.pop("y"), arguments.pop("rng"), **arguments
    )


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: _sampler(prior=3), "expected a ShallowPrior, got 3"),
        (lambda: _sampler(X=np.ones((20, 3))), r"X: expected shape \(n, 2\)"),
        (lambda: _sampler(X=np.full((20, 2), np.nan)), "X: expected finite"),
        (lambda: _sampler(y=np.ones(3)), r"y: expected shape \(20,\)"),
        (lambda: _sampler(y=np.full(20, np.nan)), "y: expected finite"),
        (lambda: _sampler(y=np.full(20, 1e12)), "subtract their mean and divide by their spread"),
        (lambda: _sampler(rng=0), "rng: expected a numpy.random.Generator"),
        (lambda: _sampler(order="print"), "did you mean 'printed'"),
        (lambda: _sampler(step=0), "step: expected a finite number above 0"),
        (lambda: _sampler(start=3), "expected a Draw"),
        (lambda: _sampler().sample(0), "n: expected a whole number at least 1"),
        (lambda: _sampler().sample(1, burn_in=-1), "burn_in"),
        (lambda: _sampler().sample(1, thin=0), "thin"),
        (lambda: _sampler().sample(1, progress=3), "progress: expected True or False"),
        (lambda: _sampler().sweeps(-1), "n: expected"),
        (lambda: _sampler().sweeps(1, thin=0), "thin"),
        (lambda: _sampler().place(_sampler().draw, np.ones(3)), r"y: expected shape \(20,\)"),
    ],
)  # fmt: skip
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        result = call()
        result.sample(1)
