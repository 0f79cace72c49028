"""Sweeps a second of the Bayesian sampler: 300 observations, 3 inputs, 5 units; the Gram matrix by rows and anew.

    python benchmarks/bayes_sweeps.py                           ours and the naive form
    python benchmarks/bayes_sweeps.py --peer-python PATH        emcee beside it, from a Python that has it

The naive form computes the whole of Φᵀ Φ for every proposal, and is otherwise the same code: with the same random
numbers it draws the same networks, which is checked. Both take turns in one process with one thread, in rounds; the
figures are medians of processor time. The target is 4,000 sweeps a second.

emcee (Foreman-Mackey and others, 2013) samples the same posterior of all parameters at once, by its default move with
4 walkers a dimension, covariances as log Cholesky factors. Compared are effective samples a second of the predictive
mean at ten points and of log σ², by the same estimator; the least of them counts, and is reported as found, beside the
mean of log σ², in which both should agree. The walkers of an ensemble are not independent chains: their effective
samples are those of the mean over walkers (Goodman and Weare, 2010).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402

N, D, M, TARGET = 300, 3, 5, 4000


def problem():
    """A prior and data drawn from a network of known parameters, at mean 0 and spread 1."""
    from course_nn.bayes import ShallowPrior

    rng, prior = np.random.default_rng(0), ShallowPrior(D, M)
    X, truth = rng.normal(size=(N, D)), prior.draw(np.random.default_rng(4))
    y = prior.features(X, truth.gamma) @ truth.beta + 0.2 * rng.normal(size=N)
    return prior, X, (y - y.mean()) / y.std()


def samplers():
    """Ours, and the one that computes the Gram matrix anew."""
    from course_nn.bayes import ShallowSampler
    from course_nn.bayes.priors import PSI
    from course_nn.bayes.shallow import _log_evidence, _root

    class Naive(ShallowSampler):
        def _move_gammas(self, s):
            rng, m, K = self.rng, self.prior.m, self._prior_part(s)
            T = _root(s.H / s.sigma2 + K)
            evidence = _log_evidence(T)
            r = self.step * 10 ** (-2 * rng.random(m))
            proposals = s.gamma + r[:, None] * (rng.standard_normal(s.gamma.shape) @ s.Q.T)
            thresholds = np.log(rng.random(m)) - self._log_prior_ratio(s, proposals)
            for j in range(m):
                gamma = s.gamma.copy()
                gamma[j] = proposals[j]
                W = np.vstack([PSI[self.prior.psi](gamma @ self.X.T), s.W[-1]])
                H = W @ W.T
                new_T = _root(H / s.sigma2 + K)
                new = _log_evidence(new_T)
                s.accepted[j] = accept = new - evidence > thresholds[j]
                if accept:
                    s.gamma, s.W, s.H, T, evidence = gamma, W, H, new_T, new
            return T

    prior, X, y = problem()
    return {kind.__name__: kind(prior, X, y, np.random.default_rng(1)) for kind in (ShallowSampler, Naive)}


def speeds(rounds, sweeps):
    """Sweeps a second of both in each round: name → list."""
    both = samplers()
    draws = [sampler.sample(200) for sampler in both.values()]
    if not np.allclose(draws[0].gamma, draws[1].gamma, rtol=1e-6, atol=1e-8):
        sys.exit("the two forms of the Gram matrix draw different networks")
    found = {name: [] for name in both}
    for k in range(rounds):
        for name in list(both)[:: 1 if k % 2 == 0 else -1]:
            start = time.process_time()
            both[name].sample(sweeps)
            found[name].append(sweeps / (time.process_time() - start))
    return found


def effective(curves, seconds):
    """The least effective samples a second among curves (chains, draws, k)."""
    from course_nn.bayes import effective_sample_size

    return min(float(effective_sample_size(curves[..., i])) for i in range(curves.shape[2])) / seconds


def ours(sweeps):
    """Effective samples a second of four chains, after 2,000 sweeps each."""
    from course_nn.bayes import Chains

    prior, X, y = problem()
    chains = Chains(prior, X, y, np.random.default_rng(2), chains=4)
    chains.run(2000, keep=False)
    start = time.process_time()
    draws = chains.run(sweeps)
    seconds = time.process_time() - start
    curves = np.concatenate([draws.f(X[:10]), np.log(draws.sigma2)[..., None]], axis=2)
    return effective(curves, seconds), seconds, curves[..., -1].mean()


def peer(steps):
    """What runs in the Python that has emcee: prints seconds, curves of the mean over walkers, their variance."""
    import emcee

    prior, X, y = problem()
    log_p = log_density(prior, X, y)
    rng = np.random.default_rng(3)
    draws = [prior.draw(rng) for _ in range(4 * len(packed(prior.draw(rng))))]
    start = np.array([packed(draw) for draw in draws])
    exact = [prior.log_density(draw) + prior.log_likelihood(draw, X, y) + jacobian(draw) for draw in draws]
    if not np.allclose(log_p(start) - log_p(start[:1]), np.array(exact) - exact[0], rtol=1e-6):
        sys.exit("the density for emcee is another one")
    sampler = emcee.EnsembleSampler(*start.shape, log_p, vectorize=True)
    sampler.random_state = np.random.RandomState(4).get_state()
    state = sampler.run_mcmc(start, steps)
    sampler.reset()
    begin = time.process_time()
    sampler.run_mcmc(state, steps)
    seconds = time.process_time() - begin
    values = np.array([looks(theta, X[:10]) for theta in sampler.get_chain()])
    print(json.dumps([seconds, values.mean(axis=1).tolist(), values.var(axis=(0, 1)).tolist(), emcee.__version__]))


def looks(theta, X):
    """f at X and log σ², of walkers (w, p): (w, n + 1)."""
    gamma, beta, log_sigma2 = unpacked(theta)[:3]
    return np.concatenate([((0.5 + 0.5 * np.tanh(0.5 * (X @ gamma))) @ beta)[..., 0], log_sigma2[:, None]], axis=1)


def unpacked(theta):
    """The parts of θ (w, p): γ (w, D, M), β (w, M, 1), log σ², μ_β, log σ_β², μ_γ (w, D), the root of S_γ, its logs."""
    parts = np.split(theta, np.cumsum([D * M, M, 1, 1, 1, D]), axis=1)
    root = np.zeros((len(theta), D, D))
    root[:, *np.tril_indices(D)] = parts[6]
    logs = root[:, range(D), range(D)].copy()
    root[:, range(D), range(D)] = np.exp(logs)
    numbers = (part[:, 0] for part in parts[2:5])
    return parts[0].reshape(-1, D, M), parts[1][..., None], *numbers, parts[5], root, logs


def packed(draw):
    """A `Draw` as one vector θ (p,), in which everything may have any value."""
    root = np.linalg.cholesky(draw.S_gamma)
    root.flat[:: D + 1] = np.log(root.diagonal())
    numbers = [np.log(draw.sigma2), draw.mu_beta, np.log(draw.var_beta)]
    return np.concatenate([draw.gamma.ravel(), draw.beta, numbers, draw.mu_gamma, root[np.tril_indices(D)]])


def jacobian(draw):
    """From the density of the precisions to that of θ, in logarithms.

    d(1/v) = (1/v) d log v; and with S = C Cᵀ, |dS⁻¹| = |S|^−(D + 1) |dS| and |dS| = 2^D Π Cᵢᵢ^(D − i) dC, i from 0.
    """
    logs = np.log(np.linalg.cholesky(draw.S_gamma).diagonal())
    of_root = -2 * (D + 1) * logs.sum() + ((D + 1 - np.arange(D)) * logs).sum()
    return of_root - np.log(draw.sigma2) - np.log(draw.var_beta)


def log_density(p, X, y):
    """log p(θ, y) up to a constant, of all walkers at once: a function of θ (w, p)."""
    R, A = np.linalg.cholesky(p.c_gamma * p.C_gamma), np.linalg.cholesky(p.A_gamma)

    def log_p(theta):
        gamma, beta, ls, mu_beta, lv, mu_gamma, root, logs = unpacked(np.clip(theta, -50, 50))
        f = ((0.5 + 0.5 * np.tanh(0.5 * (X @ gamma))) @ beta)[..., 0]
        total = -0.5 * len(y) * ls - 0.5 * np.exp(-ls) * ((y - f) ** 2).sum(axis=1)
        total += -0.5 * M * lv - 0.5 * np.exp(-lv) * ((beta[..., 0] - mu_beta[:, None]) ** 2).sum(axis=1)
        total += -M * logs.sum(axis=1)
        total += -0.5 * (np.linalg.solve(root, gamma - mu_gamma[..., None]) ** 2).sum(axis=(1, 2))
        total += -0.5 * (mu_beta - p.a_beta) ** 2 / p.A_beta
        total += -0.5 * (np.linalg.solve(A, (mu_gamma - p.a_gamma).T) ** 2).sum(axis=0)
        total += -0.5 * p.c_b * lv - 0.5 * p.c_b * p.C_b * np.exp(-lv)
        total += -0.5 * p.s * ls - 0.5 * p.s * p.S * np.exp(-ls)
        total += -(p.c_gamma - D - 1) * logs.sum(axis=1) - 0.5 * (np.linalg.solve(root, R) ** 2).sum(axis=(1, 2))
        total += ((D + 1 - np.arange(D) - 2 * (D + 1)) * logs).sum(axis=1)
        return np.where((abs(theta) < 50).all(axis=1), total, -np.inf)

    return log_p


def beside(python, steps):
    """emcee's effective samples a second: the posterior's variance over that of the mean by autocorrelation."""
    from course_nn.bayes import standard_error

    command = [python, __file__, "--peer-steps", str(steps)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{python} cannot run emcee:\n{done.stderr}")
    seconds, curves, variance, version = json.loads(done.stdout.splitlines()[-1])
    curves = np.array(curves)
    worth = [variance[k] / float(standard_error(curves[None, :, k])) ** 2 for k in range(curves.shape[1])]
    return min(worth) / seconds, seconds, curves[:, -1].mean(), version


def show(name, rate, seconds, noise):
    print(f"{name:<16} {rate:8.2f} effective samples a second, at least ({seconds:.0f} s); mean of log σ² {noise:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="turns of each form (9)")
    parser.add_argument("--sweeps", type=int, default=1000, help="sweeps in a turn (1000)")
    parser.add_argument("--peer-python", help="a Python that has emcee and NumPy")
    parser.add_argument("--peer-steps", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer_steps:
        peer(arguments.peer_steps)
        return 0
    print(f"{N} observations, {D} inputs, {M} units; NumPy {np.__version__}, one thread")
    found = speeds(arguments.rounds, arguments.sweeps)
    for name, values in found.items():
        spread = f"rounds {min(values):.0f} to {max(values):.0f}"
        print(f"{name:<16} {statistics.median(values):8.0f} sweeps a second ({spread})")
    ratio = statistics.median(a / b for a, b in zip(*found.values(), strict=True))
    reached = statistics.median(found["ShallowSampler"]) >= TARGET
    print(f"{'':<16} {ratio:8.2f} times the naive form; target {TARGET}: {'reached' if reached else 'MISSED'}")
    if arguments.peer_python:
        show("ours", *ours(5000))
        *found, version = beside(arguments.peer_python, 5000)
        show(f"emcee {version}", *found)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
