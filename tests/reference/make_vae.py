"""Write vae.npz: what PyTorch computes in float64 for the loss of a variational autoencoder, with given draws ε.

    python tests/reference/make_vae.py                   where PyTorch 2.13 is installed

Nothing of course_nn is used here. `cases` is JSON: of each case its settings and the shapes of its arrays; `numbers`
holds all arrays, one after the other (tests/helpers.py reads them). Likelihood and KL are those of
`torch.distributions`, and the draw is its `rsample` written out, so that ε can be given.
"""

import json
from itertools import product
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

torch.set_default_dtype(torch.float64)


def eighths(rng, shape):
    return rng.integers(-8, 9, tuple(shape)) / 8


def case(rng, likelihood, sigma, beta, n=5, d=6, h=4, k=3):
    """−ELBO of d-h-2k and k-h-d with tanh, its gradients, and of each example log p(x|z), the KL, and the draw."""
    encoder = nn.Sequential(nn.Linear(d, h), nn.Tanh(), nn.Linear(h, 2 * k))
    decoder = nn.Sequential(nn.Linear(k, h), nn.Tanh(), nn.Linear(h, d))
    for p in [*encoder.parameters(), *decoder.parameters()]:
        p.data = torch.tensor(eighths(rng, p.shape))
    x = rng.integers(0, 2, (n, d)).astype(float) if likelihood == "bernoulli" else eighths(rng, (n, d))
    x, epsilon = torch.tensor(x, requires_grad=True), torch.tensor(eighths(rng, (n, k)))
    mean, log_variance = encoder(x).chunk(2, dim=1)
    q = Normal(mean, (0.5 * log_variance).exp())
    z = q.loc + q.scale * epsilon
    given = Bernoulli(logits=decoder(z)) if likelihood == "bernoulli" else Normal(decoder(z), sigma)
    log_p = Independent(given, 1).log_prob(x.detach())  # of x as the target, which has no gradient
    kl = kl_divergence(Independent(q, 1), Independent(Normal(torch.zeros(n, k), torch.ones(n, k)), 1))
    log_ratio = Independent(Normal(torch.zeros(n, k), 1.0), 1).log_prob(z) - Independent(q, 1).log_prob(z)
    loss = (beta * kl - log_p).mean()
    loss.backward()
    arrays = {"x": x, "dx": x.grad, "epsilon": epsilon, "z": z, "loss": loss}
    arrays |= {"log_p": log_p, "kl": kl, "log_weight": log_p + log_ratio}
    for name, part in (("encoder", encoder), ("decoder", decoder)):
        for place in (0, 2):  # PyTorch keeps W transposed
            W, b = part[place].weight, part[place].bias
            arrays |= {f"{name}.{place}.W": W.T, f"{name}.{place}.b": b}
            arrays |= {f"d{name}.{place}.W": W.grad.T, f"d{name}.{place}.b": b.grad}
    return {key: np.asarray(a.detach()) for key, a in arrays.items()}


def main():
    rng = np.random.default_rng(0)
    cases, numbers = [], []
    for (likelihood, sigma), beta in product([("gaussian", 1.0), ("gaussian", 0.3), ("bernoulli", 1.0)], [1.0, 4.0]):
        arrays = case(rng, likelihood, sigma, beta)
        settings = {"likelihood": likelihood, "sigma": sigma, "beta": beta}
        cases.append({"settings": settings, "shapes": {key: a.shape for key, a in arrays.items()}})
        numbers += [a.ravel() for a in arrays.values()]
    path = Path(__file__).with_name("vae.npz")
    np.savez_compressed(path, cases=json.dumps(cases), numbers=np.concatenate(numbers))
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size:,} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
