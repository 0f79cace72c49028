"""Measure what chapter 10 tells of variational autoencoders; about ten minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch10_autoencoders.measured.measure_vae [elbo beta ...]

Writes the files beside it, which are part of the course: rounded, so that they repeat on other machines.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import beta as weights
from .. import elbo as bound
from .. import latent_grid, sample_judges
from .. import posterior_collapse as collapse
from ..digit_vae import LIKELIHOODS

FOLDER = Path(__file__).resolve().parent


def elbo():
    """By likelihood: the curves of ten seeds, the share of steps at which the ELBO fell, the bounds above it."""
    found = {}
    for likelihood in LIKELIHOODS.values():
        rows = []
        for seed in range(bound.SEEDS):
            curves, fallen, vae = bound.follow_training(likelihood, seed)
            rows.append((curves["train"], curves["unseen"], fallen, bound.importance_bounds(vae, seed=seed)))
        names = ("train", "unseen", "fallen", "importance")
        found[likelihood] = {name: digits(part) for name, part in zip(names, zip(*rows, strict=True), strict=True)}
        print(likelihood, found[likelihood]["importance"], found[likelihood]["fallen"], flush=True)
    return found


def beta():
    """Of each β and seed what is judged of unseen digits; pictures of seed 0."""
    rows, pictures = [], []
    for value in weights.BETAS:
        vaes = [weights.train_beta(value, seed) for seed in range(weights.SEEDS)]
        rows.append([weights.judge_beta(vae) for vae in vaes])
        pictures.append(weights.pictures(vaes[0]))
        print(value, rows[-1], flush=True)
    np.savez_compressed(FOLDER / "beta.npz", pictures=as_bytes(pictures))
    return {name: digits([[one[name] for one in row] for row in rows]) for name in rows[0][0]}


def posterior_collapse():
    """The KL of each latent dimension of the linear VAE by σ², β and seed; the exact likelihood's squared columns."""
    kl = [
        [[collapse.mean_kl(collapse.train_linear(v, b, seed=s)) for s in range(collapse.SEEDS)] for b in collapse.BETAS]
        for v in collapse.VARIANCES
    ]
    exact = [collapse.fit_exact(v) for v in collapse.VARIANCES]
    return {"kl": digits(kl), "exact": digits(exact)}


def plane():
    """θ of the VAE with two latent dimensions."""
    np.savez_compressed(FOLDER / "latent_grid.npz", theta=latent_grid.train_plane().theta.astype(np.float16))


def judges():
    """What the judges say of each source, by seed, and the first samples of each."""
    found, pictures, n = {}, {}, sample_judges.N

    def judge(name, samples):
        pictures.setdefault(name.replace(" ", "_"), []).append(as_bytes(samples[: sample_judges.SHOWN]))
        for what, value in sample_judges.judged(samples).items():
            found.setdefault(name, {}).setdefault(what, []).append(digits(value))
        print(name, {what: values[-1] for what, values in found[name].items()}, flush=True)

    for seed in range(sample_judges.SEEDS):
        rng = np.random.default_rng([2, seed])
        start = time.process_time()
        judge("gan", sample_judges.train_gan(seed).sample(n, rng, averaged=True))
        print("seconds of the GAN", time.process_time() - start, flush=True)
        start = time.process_time()
        means = sample_judges.train_vae(seed).sample(n, rng)
        print("seconds of the VAE", time.process_time() - start, flush=True)
        judge("vae means", means)
        judge("vae draws", means + sample_judges.SIGMA * rng.standard_normal(means.shape, dtype=np.float32))
        judge("pca", sample_judges.draw_from_pca(n, rng))
        judge("noise", rng.random((n, 64)))
        judge("shuffled", sample_judges.shuffled(n, rng))
    np.savez_compressed(FOLDER / "sample_judges.npz", **{name: np.array(part) for name, part in pictures.items()})
    found["sigmas"] = _by_sigma()
    return found | {"real": {name: [digits(value)] for name, value in sample_judges.real_judged().items()}}


def _by_sigma():
    """What the judges say of the means of VAEs with other σ, and the ELBO of unseen digits, (σ, seeds)."""
    found, names = {}, ("confident", "neighbor_accuracy", "distance", "frechet")
    for sigma in sample_judges.SIGMAS:
        for seed in range(sample_judges.SEEDS):
            vae = sample_judges.train_vae(seed, sigma=sigma)
            scores = sample_judges.judged(vae.sample(sample_judges.N, np.random.default_rng([2, seed])))
            one = {name: scores[name] for name in names} | {"elbo": vae.elbo(sample_judges.images()[1], 10).value}
            for name, value in one.items():
                found.setdefault(name, []).append(value)
            print(sigma, one, flush=True)
    shape = len(sample_judges.SIGMAS), sample_judges.SEEDS
    return {name: digits(np.reshape(values, shape)) for name, values in found.items()}


def as_bytes(images):
    return np.rint(255 * np.clip(images, 0, 1)).astype(np.uint8)


def digits(values):
    """With four digits, in lists as deep as the values are."""
    if np.ndim(values):
        return [digits(one) for one in values]
    return float(f"{float(values):.4g}")


MEASURED = {
    "elbo": elbo,
    "beta": beta,
    "posterior_collapse": posterior_collapse,
    "latent_grid": plane,
    "sample_judges": judges,
}


def main(names):
    for name, measure in MEASURED.items():
        if names and name not in names:
            continue
        start, found = time.process_time(), measure()
        print(name, round(time.process_time() - start), "seconds", flush=True)
        if found is not None:
            made = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
            text = json.dumps({"made_with": made, **found})
            (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
