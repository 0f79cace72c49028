"""Write games.npz: what PyTorch gives for games of two networks in float64, for tests without PyTorch.

    python tests/reference/make_games.py          where PyTorch 2.13 is installed

Nothing of course_nn is used here. Stored are the losses and gradients of both players at given numbers of the critic,
penalties on the critic's gradient with their second derivatives, and some steps of both players with their θ.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)
N, STEPS = 12, 6


def critic_loss(game, real, fake, smoothing=0.0):
    """What D makes small."""
    if game == "LeastSquares":
        return (0.5 * (real - 1) ** 2).mean() + (0.5 * fake**2).mean()
    if game == "Wasserstein":
        return fake.mean() - real.mean()
    told = torch.full_like(real, 1 - smoothing), torch.zeros_like(fake)
    return sum(functional.binary_cross_entropy_with_logits(s, t) for s, t in zip((real, fake), told, strict=True))


def generator_loss(game, fake):
    """What G makes small."""
    if game == "LeastSquares":
        return (0.5 * (fake - 1) ** 2).mean()
    if game == "Wasserstein":
        return -fake.mean()
    if game == "Minimax":
        return -functional.softplus(fake).mean()  # log(1 − σ(s))
    return functional.softplus(-fake).mean()  # −log σ(s)


def network(sizes, rng):
    """W and b of each dense layer, in the order of θ."""
    parameters = []
    for d_in, d_out in pairwise(sizes):
        parameters += [rng.normal(size=(d_in, d_out)) / np.sqrt(d_in), 0.1 * rng.normal(size=d_out)]
    return [torch.tensor(p, requires_grad=True) for p in parameters]


def output(parameters, x, activation):
    for i in range(0, len(parameters), 2):
        x = x @ parameters[i] + parameters[i + 1]
        x = activation(x) if i + 2 < len(parameters) else x
    return x


ACTIVATIONS = {
    "ReLU": torch.relu,
    "LeakyReLU": lambda z: functional.leaky_relu(z, 0.2),
    "HardTanh": functional.hardtanh,
}


def flat(tensors):
    return np.concatenate([t.detach().numpy().ravel() for t in tensors])


def penalty(parameters, real, fake, epsilon, at, strength, center, activation, counting=1.0):
    x = {"real": real, "fake": fake, "mixed": epsilon * real + (1 - epsilon) * fake}[at].detach().requires_grad_()
    (g,) = torch.autograd.grad(output(parameters, x, activation).sum(), x, create_graph=True)
    norm = (g * counting).norm(dim=1) if center else (g * counting).square().sum(dim=1)
    return strength * ((norm - center) ** 2 if center else norm).mean()


def losses(stored):
    """Numbers of the critic on both sides of 0, also large ones, in batches of unequal length."""
    rng = np.random.default_rng(0)
    stored["s_real"] = np.concatenate([rng.normal(size=9) * 3, [0.0, 40.0, -700.0]])[:, None]
    stored["s_fake"] = np.concatenate([rng.normal(size=6) * 3, [0.0, -40.0, 700.0]])[:, None]
    for game in ("Minimax", "NonSaturating", "NonSaturating smoothed", "LeastSquares", "Wasserstein"):
        real, fake = (torch.tensor(stored[name], requires_grad=True) for name in ("s_real", "s_fake"))
        name, smoothing = game.split(" ")[0], 0.3 if "smoothed" in game else 0.0
        value = critic_loss(name, real, fake, smoothing)
        value.backward()
        stored[f"{game}/critic"] = np.array(value.item())
        stored[f"{game}/d_real"], stored[f"{game}/d_fake"] = real.grad.numpy(), fake.grad.numpy()
        fake = torch.tensor(stored["s_fake"], requires_grad=True)
        value = generator_loss(name, fake)
        value.backward()
        stored[f"{game}/generator"], stored[f"{game}/d_generator"] = np.array(value.item()), fake.grad.numpy()


def penalties(stored):
    for activation, function in ACTIVATIONS.items():
        rng = np.random.default_rng(1)
        parameters = network((3, 8, 6, 1), rng)
        real, fake = (torch.tensor(rng.normal(size=(N, 3))) for _ in range(2))
        epsilon = torch.tensor(np.random.default_rng(7).random((N, 1), dtype=np.float32).astype(float))
        stored["penalty/real"], stored["penalty/fake"] = real.numpy(), fake.numpy()
        stored["penalty/theta"] = flat(parameters)
        for at in ("real", "fake", "mixed"):
            for center in (0, 1):
                value = penalty(parameters, real, fake, epsilon, at, 2.5, center, function)
                grads = torch.autograd.grad(value, parameters, allow_unused=True, materialize_grads=True)
                stored[f"penalty/{activation}/{at}/{center}"] = np.array(value.item())
                stored[f"penalty/{activation}/{at}/{center}/grad"] = flat(grads)


#: game, optimizer, and what keeps the game going.
GAMES = {
    "minimax": ("Minimax", "SGD", {}),
    "non-saturating": ("NonSaturating", "Adam", {}),
    "smoothed, noisy": ("NonSaturating", "Adam", {"smoothing": 0.1, "noise": 0.3}),
    "least squares, packed": ("LeastSquares", "Adam", {"pack": 3}),
    "clipped": ("Wasserstein", "RMSProp", {"clip": 0.2, "critic_steps": 2}),
    "penalized": ("Wasserstein", "Adam", {"penalty": ("mixed", 10.0, 1)}),
    "R1 on conditions": ("NonSaturating", "Adam", {"penalty": ("real", 0.5, 0), "conditions": 2, "pack": 2}),
}
OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.05),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.5, 0.9)),
    "RMSProp": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9),
}


def play(stored, name):
    """Some steps of both. z comes from one Generator, the real examples from a second, all other noise from a third."""
    game, optimizer, extra = GAMES[name]
    pack, k = extra.get("pack", 1), extra.get("conditions", 0)
    rng, latent, data, noise = (np.random.default_rng(seed) for seed in (2, 3, 4, 5))
    G, D = network((2 + k, 6, 5, 2), rng), network((pack * (2 + k), 7, 6, 1), rng)
    stored[f"{name}/G"], stored[f"{name}/D"] = flat(G), flat(D)
    g_optimizer, d_optimizer = OPTIMIZERS[optimizer](G), OPTIMIZERS[optimizer](D)

    def generated(c):
        z = torch.tensor(latent.standard_normal((N, 2)))
        return output(G, torch.cat([z, c], dim=1), torch.relu)

    def shown(x, c):
        if "noise" in extra:
            drawn = noise.standard_normal((N, 2), dtype=np.float32)
            drawn *= extra["noise"]
            x = x + torch.tensor(drawn.astype(float))
        return torch.cat([x, c], dim=1).reshape(N // pack, -1)

    def critic(x):
        return output(D, x, ACTIVATIONS["LeakyReLU"])

    values, examples, conditions = [], [], []
    for _ in range(STEPS):
        for _ in range(extra.get("critic_steps", 1)):
            x = torch.tensor(np.array([1.0, -0.5]) + data.normal(size=(N, 2)))
            c = torch.tensor(np.eye(k)[data.integers(0, k, N)] if k else np.zeros((N, 0)))
            examples.append(x.numpy())
            conditions.append(c.numpy())
            fake = generated(c).detach()
            real, fake = shown(x, c), shown(fake, c)
            loss = critic_loss(game, critic(real), critic(fake), extra.get("smoothing", 0.0))
            if "penalty" in extra:
                at, strength, center = extra["penalty"]
                epsilon = torch.tensor(0.0)
                if at == "mixed":
                    epsilon = torch.tensor(noise.random((N // pack, 1), dtype=np.float32).astype(float))
                counting = torch.tensor(([1.0] * 2 + [0.0] * k) * pack)
                loss = loss + penalty(D, real, fake, epsilon, at, strength, center, ACTIVATIONS["LeakyReLU"], counting)
            d_optimizer.zero_grad()
            loss.backward()
            d_grad = flat([p.grad for p in D])
            d_optimizer.step()
            if "clip" in extra:
                with torch.no_grad():
                    for p in D:
                        p.clamp_(-extra["clip"], extra["clip"])
        g_loss = generator_loss(game, critic(shown(generated(c), c)))
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        values.append([loss.item(), g_loss.item()])
    stored[f"{name}/x"], stored[f"{name}/c"] = np.array(examples), np.array(conditions)
    stored[f"{name}/D grad"], stored[f"{name}/G grad"] = d_grad, flat([p.grad for p in G])
    stored[f"{name}/losses"] = np.array(values)
    stored[f"{name}/G after"], stored[f"{name}/D after"] = flat(G), flat(D)


def main():
    stored = {}
    losses(stored)
    penalties(stored)
    for name in GAMES:
        play(stored, name)
        print(f"{name:<24} losses at last {np.round(stored[f'{name}/losses'][-1], 4)}")
    np.savez_compressed(Path(__file__).with_name("games.npz"), **stored)


if __name__ == "__main__":
    main()
