"""Write trajectories.npz: what PyTorch's optimizers, schedulers and clipping do in float64, for tests without PyTorch.

    python tests/reference/make_trajectories.py          where PyTorch 2.13 is installed

Nothing of course_nn is used here. Every optimizer takes 1,000 steps on two surfaces, with several ε, with a fixed rate
and with one that falls along a cosine; some of the points are stored. A trajectory that would carry an error of
rounding into the tenth digit is no reference: each is run again from a start moved by 1e-14, and has to stay close.
"""

import warnings
from pathlib import Path

import numpy as np
import torch
from torch.optim import lr_scheduler

torch.set_default_dtype(torch.float64)
STEPS = 1000
SEEN = (1, 2, 3, 10, *range(50, STEPS + 1, 50))
EPSILONS = (1e-8, 1e-4, 1e-2, 1.0)

# ½ θᵀ A θ: the curvatures go from 0.01 to 10, and no axis of the ellipsoid is an axis of θ.
DIRECTION = np.array([1.0, -2.0, 3.0, -1.0, 2.0, 1.0])
MIRROR = np.eye(6) - 2 * np.outer(DIRECTION, DIRECTION) / (DIRECTION @ DIRECTION)
A = MIRROR @ np.diag(np.geomspace(1e-2, 10, 6)) @ MIRROR
SURFACES = {
    "quadratic": (lambda p: p @ torch.tensor(A) @ p / 2, np.array([1.0, -3.0, 2.0, 1.5, -2.0, 2.5])),
    "rosenbrock": (lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2, np.array([-1.2, 1.0])),
}
# How each is made from the parameters, the rate and ε, and its rates on the two surfaces.
optim = torch.optim
RULES = {
    "SGD": (lambda p, a, e: optim.SGD(p, lr=a), (0.05, 1e-3)),
    "momentum": (lambda p, a, e: optim.SGD(p, lr=a, momentum=0.9), (0.02, 2e-4)),
    "Nesterov": (lambda p, a, e: optim.SGD(p, lr=a, momentum=0.9, nesterov=True), (0.02, 2e-4)),
    "AdaGrad": (lambda p, a, e: optim.Adagrad(p, lr=a, eps=e), (0.2, 0.1)),
    "RMSProp": (lambda p, a, e: optim.RMSprop(p, lr=a, alpha=0.98, eps=e), (5e-4, 2e-4)),
    "Adam": (lambda p, a, e: optim.Adam(p, lr=a, betas=(0.8, 0.99), eps=e), (0.01, 0.005)),
    "AdamW": (
        lambda p, a, e: optim.AdamW(p, lr=a, betas=(0.9, 0.999), eps=e, weight_decay=0.1),
        (0.01, 0.01),
    ),
}
WITHOUT_EPSILON = ("SGD", "momentum", "Nesterov")


def trajectory(surface, rule, epsilon, cosine, moved=0.0):
    """The points seen on the way."""
    function, start = SURFACES[surface]
    make, rates = RULES[rule]
    p = torch.tensor(start + moved, requires_grad=True)
    optimizer = make([p], rates[surface == "rosenbrock"], epsilon)
    scheduler = lr_scheduler.CosineAnnealingLR(optimizer, STEPS, 1e-4) if cosine else None
    points = []
    for t in range(1, STEPS + 1):
        optimizer.zero_grad()
        function(p).backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        if t in SEEN:
            points.append(p.detach().numpy().copy())
    return np.array(points)


def schedulers():
    """Name → (scheduler, number of steps for which the course agrees with it)."""

    def at(rate):
        return optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)

    def warm_up(optimizer):
        linear = lr_scheduler.LinearLR(optimizer, start_factor=1 / 8, total_iters=7)
        return lr_scheduler.SequentialLR(optimizer, [linear, lr_scheduler.CosineAnnealingLR(optimizer, 50)], [8])

    yield "StepLR(0.3, 7, 0.2)", lr_scheduler.StepLR(at(0.3), 7, 0.2), 60
    yield "ExponentialLR(0.3, 0.93)", lr_scheduler.ExponentialLR(at(0.3), 0.93), 60
    yield "CosineAnnealingLR(0.3, 40, 0.01)", lr_scheduler.CosineAnnealingLR(at(0.3), 40, 0.01), 41
    yield "LinearLR 8, CosineAnnealingLR(0.3, 50)", warm_up(at(0.3)), 59
    for total, rise in ((60, 0.3), (60, 0.25), (50, 0.9), (7, 0.5)):
        one = lr_scheduler.OneCycleLR(at(0.1), 0.3, total, pct_start=rise, cycle_momentum=False)
        yield f"OneCycleLR(0.3, {total}, {rise})", one, total
    other = lr_scheduler.OneCycleLR(at(0.1), 0.3, 30, div_factor=10, final_div_factor=50, cycle_momentum=False)
    yield "OneCycleLR(0.3, 30, 10, 50)", other, 30


def main():
    stored = {"seen": np.array(SEEN), "A": A}
    for surface in SURFACES:
        for rule in RULES:
            for epsilon in (0.0,) if rule in WITHOUT_EPSILON else EPSILONS:
                for cosine in (False, True):
                    points = trajectory(surface, rule, epsilon, cosine)
                    moved = trajectory(surface, rule, epsilon, cosine, moved=1e-14)
                    growth = np.abs(moved - points).max() / 1e-14
                    name = f"{surface}/{rule}/{epsilon:g}/{'cosine' if cosine else 'fixed'}"
                    print(f"{name:<36} ends at {np.round(points[-1], 4)}, errors grow {growth:.1f} times")
                    assert growth < 100 and np.isfinite(points).all(), name
                    stored[name] = points
    for name, scheduler, steps in schedulers():
        rates = []
        for _ in range(steps):
            rates.append(scheduler.get_last_lr()[0])
            scheduler.optimizer.step()
            if len(rates) < steps:
                scheduler.step()
        stored[f"schedule/{name}"] = np.array(rates)
    rng = np.random.default_rng(0)
    for i, (size, scale, limit) in enumerate([(5, 1, 1.0), (5, 1, 100.0), (300, 1e3, 0.25), (7, 1e-3, 1e-3)]):
        g = rng.normal(size=size) * scale
        p = [torch.zeros(size // 2, requires_grad=True), torch.zeros(size - size // 2, requires_grad=True)]
        for clip, name in (
            (torch.nn.utils.clip_grad_norm_, "norm"),
            (torch.nn.utils.clip_grad_value_, "value"),
        ):
            p[0].grad, p[1].grad = torch.tensor(g[: size // 2]), torch.tensor(g[size // 2 :])
            norm = clip(p, limit)
            stored[f"clip/{i}/{name}"] = np.concatenate([q.grad.numpy() for q in p])
            if name == "norm":
                stored[f"clip/{i}/had"] = np.array([norm.item(), limit])
        stored[f"clip/{i}/g"] = g
    np.savez_compressed(Path(__file__).with_name("trajectories.npz"), **stored)


if __name__ == "__main__":
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", "The epoch parameter in `scheduler.step", UserWarning)
    main()
