"""Write reference.npz: what PyTorch computes in float64, for tests that need no PyTorch.

    python tests/reference/make_reference.py          where PyTorch 2.13 is installed

Nothing of course_nn is used here. Weights are stored in the course's convention, (d_in, d_out): PyTorch's transposed.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": nn.functional.leaky_relu,
    "prelu": lambda z: nn.functional.prelu(z, torch.tensor([0.25])),
    "elu": nn.functional.elu,
    "softplus": lambda z: nn.functional.softplus(z, threshold=1000),
    "hard_tanh": nn.functional.hardtanh,
    "gelu": lambda z: nn.functional.gelu(z, approximate="tanh"),
    "cosine": torch.cos,
    "radial_basis": lambda z: torch.exp(-(z**2)),
    "heaviside": lambda z: torch.heaviside(z.detach(), torch.tensor(1.0)) + 0 * z,
}
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.02),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.9, eps=1e-8),
    "rmsprop-slow": lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.99, eps=1e-2),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8),
    "adam-eps-1e-3": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1e-3),
    "adam-eps-1": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1.0),
    "adam-betas": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-6),
    "adam-no-mean": lambda p: torch.optim.Adam(p, lr=0.005, betas=(0.0, 0.99), eps=1e-8),
}
SEEN = (1, 2, 3, 10, 50, 200, 201, 1000)  # 200 is when our Adam clears its smallest numbers
stored = {}


def keep(**arrays):
    """Store arrays and tensors under their names, with `/` for `__`."""
    for name, value in arrays.items():
        stored[name.replace("__", "/")] = np.asarray(value.detach().numpy() if torch.is_tensor(value) else value)


def activations(rng):
    z = np.concatenate([np.linspace(-8, 8, 33), rng.normal(0, 2, 30), [-40.0, 40.0, -0.5, 0.5]])
    da = rng.normal(size=z.shape)
    keep(activation__z=z, activation__da=da)
    for name, function in ACTIVATIONS.items():
        zt = torch.tensor(z, requires_grad=True)
        a = function(zt)
        a.backward(torch.tensor(da))
        keep(**{f"activation__{name}__a": a, f"activation__{name}__dz": zt.grad})
    slopes = torch.tensor([0.25, -0.1, 0.7], requires_grad=True)
    zt = torch.tensor(z[:66].reshape(22, 3), requires_grad=True)
    a = nn.functional.prelu(zt, slopes)
    a.backward(torch.tensor(da[:66].reshape(22, 3)))
    keep(prelu__s=slopes, prelu__a=a, prelu__dz=zt.grad, prelu__ds=slopes.grad)


def dense(rng):
    x, W, b, dy = (rng.normal(size=shape) for shape in ((6, 4), (4, 3), (3,), (6, 3)))
    layer = nn.Linear(4, 3)
    layer.weight.data, layer.bias.data = torch.tensor(W.T), torch.tensor(b)
    xt = torch.tensor(x, requires_grad=True)
    y = layer(xt)
    y.backward(torch.tensor(dy))
    keep(dense__x=x, dense__W=W, dense__b=b, dense__dy=dy, dense__y=y, dense__dx=xt.grad)
    keep(dense__dW=layer.weight.grad.T, dense__db=layer.bias.grad)


def losses(rng):
    z, y = rng.normal(0, 3, (7, 4)), rng.normal(size=(7, 4))
    z[0] = [800.0, -800.0, 30.0, -30.0]
    bits = (rng.random((7, 4)) < 0.5).astype(float)
    bits[1] = [0.25, 0.5, 1.0, 0.0]
    labels = rng.integers(0, 4, 7)
    rows = rng.dirichlet(np.ones(4), 7)
    keep(loss__z=z, loss__y=y, loss__bits=bits, loss__labels=labels, loss__rows=rows)
    sums = {
        "squared": lambda o: nn.functional.mse_loss(o, torch.tensor(y), reduction="sum") / 7,
        "binary": lambda o: nn.functional.binary_cross_entropy_with_logits(o, torch.tensor(bits), reduction="sum") / 7,
        "labels": lambda o: nn.functional.cross_entropy(o, torch.tensor(labels)),
        "rows": lambda o: nn.functional.cross_entropy(o, torch.tensor(rows)),
    }
    for name, loss in sums.items():
        output = torch.tensor(z, requires_grad=True)
        value = loss(output)
        value.backward()
        keep(**{f"loss__{name}__value": value, f"loss__{name}__dz": output.grad})


def quadratic(rng):
    """J(θ) = ½ θᵀ H θ − cᵀ θ, badly conditioned; one coordinate gets no gradient at all.

    The gradient carries waves: where it dies out, g / √s makes large steps of rounding errors, which say nothing.
    """
    Q = np.linalg.qr(rng.normal(size=(7, 7)))[0]
    H = np.zeros((8, 8))
    H[:7, :7] = Q @ np.diag(np.geomspace(0.01, 20, 7)) @ Q.T
    c, theta = np.append(rng.normal(size=7), 0.0), rng.normal(size=8)
    waves = np.append(np.geomspace(0.5, 0.05, 7), 0) * np.sin(np.arange(1001)[:, None] * np.arange(1, 9))
    keep(quadratic__H=H, quadratic__c=c, quadratic__theta=theta)
    for name, make in OPTIMIZERS.items():
        p = torch.tensor(theta, requires_grad=True)
        optimizer, path = make([p]), []
        for t in range(1, max(SEEN) + 1):
            p.grad = torch.tensor(H) @ p.detach() - torch.tensor(c) + torch.tensor(waves[t])
            optimizer.step()
            if t in SEEN:
                path.append(p.detach().numpy().copy())
        keep(**{f"quadratic__{name}": np.array(path)})


def network(rng):
    """3-6-5-4 with tanh and ReLU, softmax cross-entropy: θ after 1 and after 50 steps in batches of 10 of 30."""
    X, labels = rng.normal(size=(30, 3)), rng.integers(0, 4, 30)
    sizes = [(3, 6), (6, 5), (5, 4)]
    start = [(rng.normal(0, 0.7, size), rng.normal(0, 0.1, size[1])) for size in sizes]
    keep(network__X=X, network__labels=labels, network__seen=np.array(SEEN))
    keep(network__theta=np.concatenate([part.ravel() for pair in start for part in pair]))

    def flat(parts):
        # PyTorch keeps its weights transposed.
        return np.concatenate([(p.T if p.ndim == 2 else p).detach().numpy().ravel() for p in parts])

    for name, make in OPTIMIZERS.items():
        layers = [nn.Linear(*size) for size in sizes]
        for layer, (W, b) in zip(layers, start, strict=True):
            layer.weight.data, layer.bias.data = torch.tensor(W.T.copy()), torch.tensor(b)
        model = nn.Sequential(layers[0], nn.Tanh(), layers[1], nn.ReLU(), layers[2])
        optimizer, values, thetas = make(model.parameters()), [], []
        for t in range(50):
            k = slice(10 * (t % 3), 10 * (t % 3) + 10)
            optimizer.zero_grad()
            value = nn.functional.cross_entropy(model(torch.tensor(X[k])), torch.tensor(labels[k]))
            value.backward()
            if t == 0 and name == "sgd":
                keep(network__grad=flat([p.grad for p in model.parameters()]))
            optimizer.step()
            values.append(value.item())
            if t in (0, 49):
                thetas.append(flat(model.parameters()))
        keep(**{f"network__{name}__losses": np.array(values), f"network__{name}__thetas": np.array(thetas)})


def through(name, module, x, dy, arrays):
    """Store x, y, dy, dx of a module and the gradients of its parameters, each as ``arrays`` turns them into ours."""
    xt = torch.tensor(x, requires_grad=True)
    y = module(xt)
    y = y[0] if isinstance(y, tuple) else y
    y.backward(torch.tensor(dy(y.shape)))
    keep(**{f"{name}__x": x, f"{name}__y": y, f"{name}__dx": xt.grad})
    for key, ours in arrays.items():
        keep(**{f"{name}__{key}": ours("data"), f"{name}__d{key}": ours("grad")})


def remember(rng, name):
    """A maker of upstream gradients that stores what it makes."""

    def dy(shape):
        value = rng.normal(size=tuple(shape))
        keep(**{f"{name}__dy": value})
        return value

    return dy


def scatter(rng, module):
    """Parameters that are neither 0 nor 1."""
    for p in module.parameters():
        p.data = torch.tensor(rng.normal(0, 0.6, tuple(p.shape)))
    return module


def normalization(rng):
    for name, d, shape in (("batchnorm", 3, (6, 3)), ("batchnorm-images", 2, (3, 2, 4, 3))):
        module = scatter(rng, nn.BatchNorm1d(d) if len(shape) == 2 else nn.BatchNorm2d(d))
        arrays = {
            "gamma": lambda what, m=module: getattr(m.weight, what).clone(),
            "beta": lambda what, m=module: getattr(m.bias, what).clone(),
        }
        # Two batches and one more in training, then a prediction with what was remembered.
        for train in (True, False):
            module.train(train)
            module.zero_grad()
            label = f"{name}/{'train' if train else 'predict'}"
            if train:
                batches = rng.normal(1, 2, (2, *shape))
                for batch in batches:
                    module(torch.tensor(batch))
                keep(**{f"{label}__before": batches})
            through(label, module, rng.normal(-1, 2, shape), remember(rng, label), arrays)
            keep(**{f"{label}__mean": module.running_mean.clone()})
            keep(**{f"{label}__variance": module.running_var.clone()})
    module = scatter(rng, nn.LayerNorm(4))
    arrays = {
        "gamma": lambda what: getattr(module.weight, what),
        "beta": lambda what: getattr(module.bias, what),
    }
    through("layernorm", module, rng.normal(1, 2, (3, 2, 4)), remember(rng, "layernorm"), arrays)


def convolution(rng):
    for name, settings, shape in (
        ("conv", {"kernel_size": 3}, (2, 2, 5, 6)),
        (
            "conv-settings",
            {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 2), "dilation": (1, 3)},
            (2, 2, 6, 5),
        ),
    ):
        module = scatter(rng, nn.Conv2d(2, 3, **settings))
        arrays = {
            "W": lambda what, m=module: getattr(m.weight, what),
            "b": lambda what, m=module: getattr(m.bias, what),
        }
        through(name, module, rng.normal(size=shape), remember(rng, name), arrays)
    ties = rng.integers(0, 3, (2, 2, 6, 7)).astype(float)  # many equal entries: which of them wins?
    through("maxpool", nn.MaxPool2d(2), ties, remember(rng, "maxpool"), {})
    through("maxpool-overlap", nn.MaxPool2d((3, 2), stride=(1, 2)), ties, remember(rng, "maxpool-overlap"), {})
    x = rng.normal(size=(2, 2, 6, 7))
    through("averagepool", nn.AvgPool2d(2), x, remember(rng, "averagepool"), {})
    through("averagepool-overlap", nn.AvgPool2d(3, stride=2), x, remember(rng, "averagepool-overlap"), {})


def recurrent(rng):
    for name, kind in (("rnn", nn.RNN), ("lstm", nn.LSTM), ("gru", nn.GRU)):
        module = scatter(rng, kind(3, 4, batch_first=True))
        arrays = {
            "W": lambda what, m=module: getattr(m.weight_ih_l0, what).T,
            "U": lambda what, m=module: getattr(m.weight_hh_l0, what).T,
            "b": lambda what, m=module: getattr(m.bias_ih_l0, what),
        }
        if name == "gru":  # its last third stays inside of the reset gate; the others are added up with b
            module.bias_hh_l0.data[:8] = 0
            arrays["c"] = lambda what, m=module: getattr(m.bias_hh_l0, what)[8:]
        else:
            module.bias_hh_l0.data[:] = 0
        through(name, module, rng.normal(size=(2, 5, 3)), remember(rng, name), arrays)


if __name__ == "__main__":
    rng = np.random.default_rng(20)
    for part in (activations, dense, losses, quadratic, network, normalization, convolution, recurrent):
        part(rng)
    path = Path(__file__).with_name("reference.npz")
    np.savez_compressed(path, **stored)
    print(f"{path.name}: {len(stored)} arrays, {path.stat().st_size:,} bytes, PyTorch {torch.__version__}")
