"""Write attention.npz: what PyTorch computes in float64 for attention, its blocks and transformers.

    python tests/reference/make_attention.py             where PyTorch 2.13 is installed

Nothing of course_nn is used here. `cases` is JSON: of each case what it is, its settings, and the shapes of its arrays;
`numbers` holds all arrays, one after the other (tests/helpers.py reads them). Gradients are those of Σ y dy, under the
names of PyTorch's parameters with a d before them. Masks are True where a key is seen. Rotary positions, which no layer
of PyTorch has, are products of complex numbers here.
"""

import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import linear, scaled_dot_product_attention

torch.set_default_dtype(torch.float64)
cases, numbers = [], []
ACTIVATIONS = {"relu": nn.ReLU(), "gelu": nn.GELU(approximate="tanh")}


def eighths(rng, shape):
    return rng.integers(-8, 9, tuple(shape)) / 8


def keep(kind, settings, arrays):
    """A case: its settings, and its arrays by name."""
    arrays = {key: np.asarray(a.detach() if torch.is_tensor(a) else a, float) for key, a in arrays.items()}
    cases.append({"kind": kind, "settings": settings, "shapes": {key: a.shape for key, a in arrays.items()}})
    numbers.extend(np.ravel(a) for a in arrays.values())


def learned(array):
    return torch.tensor(array, requires_grad=True)


def drawn(rng, module):
    """The module with parameters of small fractions, in training, where PyTorch takes no short way."""
    for p in module.parameters():
        p.data = torch.tensor(eighths(rng, p.shape))
    return module.train()


def back(rng, y, inputs, module=None):
    """``y``, a drawn dy, and all gradients by name."""
    dy = eighths(rng, y.shape)
    y.backward(torch.tensor(dy))
    arrays = {"y": y, "dy": dy} | inputs | {f"d{key}": x.grad for key, x in inputs.items()}
    for key, p in module.named_parameters() if module is not None else ():
        arrays |= {key: p, f"d{key}": p.grad}
    return arrays


def seen_of(lengths, steps):
    return torch.arange(steps) < torch.tensor(lengths)[:, None]


def function(rng):
    n, t, s, d, c = 3, 3, 4, 2, 3
    masks = {
        "none": None,
        "causal": torch.ones(t, s, dtype=torch.bool).tril(s - t),
        "padding": seen_of([4, 1, 3], s)[:, None],
        "pairs": torch.tensor(rng.integers(0, 2, (n, t, s)) > 0) | torch.eye(t, s, dtype=torch.bool),
        "nothing seen": torch.tensor([[[True] * s, [False] * s, [False, True, True, False]]] * n),
    }
    for (name, mask), scale in product(masks.items(), (None, 0.7)):
        q, k, v = (learned(eighths(rng, shape)) for shape in ((n, t, d), (n, s, d), (n, s, c)))
        y = scaled_dot_product_attention(q, k, v, mask, scale=scale)
        arrays = back(rng, y, {"q": q, "k": k, "v": v})
        keep("function", {"mask": name, "scale": scale}, arrays | ({} if mask is None else {"mask": mask}))


def layer(rng):
    n, t, d = 3, 3, 4
    for heads, causal, lengths, source in product((1, 2), (False, True), (None, [5, 1, 3]), (False, True)):
        if causal and source:
            continue
        s = 5 if source else t
        lengths = None if lengths is None else [min(length, s) for length in lengths]
        module = drawn(rng, nn.MultiheadAttention(d, heads, batch_first=True))
        x = {"x": learned(eighths(rng, (n, t, d)))} | ({"source": learned(eighths(rng, (n, s, d)))} if source else {})
        hidden = None if lengths is None else ~seen_of(lengths, s)
        after = torch.ones(t, t, dtype=torch.bool).triu(1) if causal else None
        keys = x["source"] if source else x["x"]
        y, weights = module(x["x"], keys, keys, hidden, attn_mask=after, average_attn_weights=False)
        settings = {"heads": heads, "causal": causal, "lengths": lengths, "source": source}
        keep("layer", settings, back(rng, y, x, module) | {"weights": weights})


def blind(rng):
    """A layer whose second sequence shows no key at all: NaN."""
    module = drawn(rng, nn.MultiheadAttention(4, 2, batch_first=True))
    x = learned(eighths(rng, (2, 3, 4)))
    y, _ = module(x, x, x, ~seen_of([2, 0], 3))
    keep("blind", {"lengths": [2, 0]}, {"x": x, "y": y} | dict(module.named_parameters()))


def turned(z):
    """Each pair of numbers i and i + d/2 of step p as a complex number, times exp(i p ωᵢ)."""
    half = z.shape[-1] // 2
    angles = torch.arange(z.shape[-2])[:, None] * 10000.0 ** (-torch.arange(half) / half)
    z = torch.complex(z[..., :half], z[..., half:]) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([z.real, z.imag], -1)


def rotary(rng):
    x = learned(eighths(rng, (2, 5, 6)))
    keep("rotary", {}, back(rng, turned(x), {"x": x}))


class Turning(nn.MultiheadAttention):
    """The layer's parameters with rotary positions, causal."""

    def forward(self, x, *_, **__):
        n, t, d = x.shape
        q, k, v = (
            linear(x, self.in_proj_weight, self.in_proj_bias).view(n, t, 3, self.num_heads, -1).permute(2, 0, 3, 1, 4)
        )
        y = scaled_dot_product_attention(turned(q), turned(k), v, is_causal=True)
        return self.out_proj(y.transpose(1, 2).reshape(n, t, d)), None


def block(rng):
    n, t, d, heads, d_ff = 2, 3, 4, 2, 5
    for before, activation, causal, lengths in product((True, False), ACTIVATIONS, (False, True), (None, [3, 2])):
        module = nn.TransformerEncoderLayer(d, heads, d_ff, 0.0, ACTIVATIONS[activation], 1e-5, True, before)
        x = learned(eighths(rng, (n, t, d)))
        after = torch.ones(t, t, dtype=torch.bool).triu(1) if causal else None
        hidden = None if lengths is None else ~seen_of(lengths, t)
        y = drawn(rng, module)(x, after, hidden)
        settings = {"norm": norm(before), "activation": activation, "causal": causal, "lengths": lengths}
        keep("block", settings, back(rng, y, {"x": x}, module))


def cross(rng):
    n, t, s, d, heads, d_ff = 2, 3, 4, 4, 2, 5
    for before, activation, lengths in product((True, False), ACTIVATIONS, (None, [4, 2])):
        module = nn.TransformerDecoderLayer(d, heads, d_ff, 0.0, ACTIVATIONS[activation], 1e-5, True, before)
        x, source = learned(eighths(rng, (n, t, d))), learned(eighths(rng, (n, s, d)))
        hidden = None if lengths is None else ~seen_of(lengths, s)
        after = torch.ones(t, t, dtype=torch.bool).triu(1)
        y = drawn(rng, module)(x, source, after, memory_key_padding_mask=hidden)
        settings = {"norm": norm(before), "activation": activation, "lengths": lengths}
        keep("cross", settings, back(rng, y, {"x": x, "source": source}, module))


def norm(before):
    return "before" if before else "after"


def waves(length, d):
    """The paper's codes of places, as the parts of exp(i p ωᵢ), sine first."""
    angles = torch.arange(length)[:, None] * 10000.0 ** (-torch.arange(0, d, 2) / d)
    z = torch.view_as_real(torch.polar(torch.ones_like(angles), angles)).flip(-1)
    return z.reshape(length, d)


class Stack(nn.Module):
    """Embedding times √d, positions, layers, and with the normalization before also one behind them."""

    def __init__(self, kind, k, d, heads, blocks, d_ff, before, positions, longest=6):
        super().__init__()
        self.embedding = nn.Embedding(k, d)
        self.place = nn.Embedding(longest, d) if positions == "learned" else None
        self.blocks = nn.ModuleList(
            [kind(d, heads, d_ff, 0.0, ACTIVATIONS["gelu"], 1e-5, True, before) for _ in range(blocks)]
        )
        if positions == "rotary":
            for one in self.blocks:
                one.self_attn = Turning(d, heads, batch_first=True)
        self.norm = nn.LayerNorm(d) if before else None
        self.positions = positions

    def forward(self, tokens, *given, **more):
        x = self.embedding(tokens) * math.sqrt(self.embedding.embedding_dim)
        if self.positions == "learned":
            x = x + self.place(torch.arange(tokens.shape[1]))
        if self.positions == "sinusoidal":
            x = x + waves(tokens.shape[1], x.shape[2])
        for one in self.blocks:
            x = one(x, *given, **more)
        return x if self.norm is None else self.norm(x)


class Decoder(nn.Module):
    def __init__(self, kind, k, d, *more, tied=False):
        super().__init__()
        self.stack = Stack(kind, k, d, *more)
        self.output = None if tied else nn.Linear(d, k)

    def forward(self, tokens, *given, **more):
        h = self.stack(tokens, *given, **more)
        return linear(h, self.stack.embedding.weight) if self.output is None else self.output(h)


def transformer(rng):
    n, t, k = 3, 5, 6
    for positions, before in product(("none", "sinusoidal", "learned", "rotary"), (True, False)):
        tied = before == (positions in ("learned", "rotary"))  # each with both norms
        module = drawn(rng, Decoder(nn.TransformerEncoderLayer, k, 4, 2, 2, 3, before, positions, tied=tied))
        tokens = rng.integers(0, k, (n, t))
        y = module(torch.tensor(tokens), torch.ones(t, t, dtype=torch.bool).triu(1))
        settings = {"positions": positions, "norm": norm(before), "tied": tied}
        keep("transformer", settings, {"tokens": tokens} | back(rng, y, {}, module))


class Translator(nn.Module):
    def __init__(self, *more):
        super().__init__()
        self.encoder = Stack(nn.TransformerEncoderLayer, 5, *more)
        self.decoder = Decoder(nn.TransformerDecoderLayer, 4, *more)

    def forward(self, source, written):
        hidden, after = source == 0, torch.ones(written.shape[1], written.shape[1], dtype=torch.bool).triu(1)
        memory = self.encoder(source, src_key_padding_mask=hidden)
        return self.decoder(written, memory, after, memory_key_padding_mask=hidden)


def translator(rng):
    source, written = np.array([[1, 2, 3], [4, 0, 0], [2, 2, 0]]), rng.integers(0, 4, (3, 4))
    for positions, before in (("sinusoidal", True), ("learned", False)):
        module = drawn(rng, Translator(4, 2, 2, 3, before, positions))
        y = module(torch.tensor(source), torch.tensor(written))
        arrays = {"source": source, "written": written} | back(rng, y, {}, module)
        keep("translator", {"positions": positions, "norm": norm(before)}, arrays)


if __name__ == "__main__":
    rng = np.random.default_rng(11)
    for part in (function, layer, blind, rotary, block, cross, transformer, translator):
        part(rng)
    path = Path(__file__).with_name("attention.npz")
    np.savez_compressed(path, cases=np.array(json.dumps(cases)), numbers=np.concatenate(numbers))
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size:,} bytes, PyTorch {torch.__version__}")
