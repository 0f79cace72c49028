"""Chapter 08: answers to its exercises as students write them, right and wrong."""

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn import RNN, CrossEntropy
from course_nn.chapters.ch08_rnns.bug_hunt import KINDS
from course_nn.exercises import EXERCISES, check
from course_nn.optimizers.clipping import clip_by_norm


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


STEP = (
    "rnn_step",
    [
        "return np.tanh(x @ W + h @ U + b)",
        "z = b + np.dot(h, U)\nz = z + np.dot(x, W)\nreturn np.tanh(z)",
        "return np.tanh(np.hstack([x, h]) @ np.vstack([W, U]) + b)",
        "return np.tanh(np.einsum('nj,jk->nk', x, W) + np.einsum('nj,jk->nk', h, U) + b).astype(np.float32)",
        "z = x @ W + h @ U + b\nreturn (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
        "z = x @ W + h @ U + b\nreturn 2 / (1 + np.exp(-2 * z)) - 1",
        "return (np.tanh(W.T @ x.T + U.T @ h.T + b[:, None])).T",
        """
        import math
        (n, d), k = x.shape, len(b)
        new = [[0.0] * k for _ in range(n)]
        for i in range(n):
            for j in range(k):
                z = b[j]
                for p in range(d):
                    z += x[i, p] * W[p, j]
                for q in range(k):
                    z += h[i, q] * U[q, j]
                new[i][j] = math.tanh(z)
        return new
        """,
        "h = h.copy()\nh[:] = np.tanh(x @ W + h @ U + b)\nreturn h",
        """
        from course_nn import RNN
        layer = RNN(*W.shape, np.random.default_rng(0), dtype=np.float64)
        layer.W.value, layer.U.value, layer.b.value = W, U, b
        return layer.step(x, (h,))[0][0]
        """,
    ],
    [
        (" + h @ U", "", "no state"),
        ("x @ W + ", "", "no input"),
        (" + b", "", "no bias"),
        (" + b", " - b", "bias subtracted"),
        (" + h @ U + b", "", "neither state nor bias"),
        ("np.tanh(x @ W + h @ U + b)", "x @ W + h @ U + b", "no tanh"),
        ("np.tanh(x @ W + h @ U + b)", "x @ W + h @ U", "no tanh and no bias"),
        (" + b)", ") + b", "bias outside"),
        ("x @ W + h @ U + b", "x @ U + h @ W + b", "weights exchanged"),
        ("x @ W + h @ U + b", "h @ W + x @ U + b", "weights exchanged, the state first"),
        ("x @ W + h @ U + b", "np.dot(h, W) + np.dot(x, U) + b", "value"),
        ("h @ U", "h @ U.T", "U transposed"),
        ("h @ U", "np.einsum('nj,kj->nk', h, U)", "U transposed"),
        ("x @ W", "x @ W.T", "W transposed"),
        ("x @ W + h @ U", "x @ W.T + h @ U.T", "both transposed"),
        ("h @ U", "h * U", "shape"),
        ("h @ U", "h", "state not weighted"),
        ("h @ U", "h * np.diag(U)", "U by its diagonal"),
        ("h @ U", "np.tanh(h) @ U", "state through tanh again"),
        ("h @ U", "h[0] @ U", "state of the first sequence"),
        ("h @ U", "h[-1] @ U", "state of the last sequence"),
        ("x @ W", "x.sum(axis=0) @ W", "value"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W) + np.tanh(h @ U) + b", "two activations"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W + b) + np.tanh(h @ U)", "two activations, bias with the input"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W) + np.tanh(h @ U + b)", "two activations, bias with the state"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W + b) + np.tanh(h @ U + b)", "value"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W + b) + h @ U", "state outside"),
        ("np.tanh(x @ W + h @ U + b)", "h @ U + b + np.tanh(x @ W)", "state and bias outside"),
        (" + h @ U", " - h @ U", "state subtracted"),
        ("x @ W + h @ U", "-x @ W + h @ U", "input subtracted"),
        ("x @ W + h @ U", "np.hstack([h, x]) @ np.vstack([W, U])", "side by side, the state first"),
        ("x @ W + h @ U", "np.c_[x, h] @ np.r_[U, W]", "side by side, U first"),
        ("h @ U", "h.sum(axis=0) @ U", "states added up"),
        ("h @ U", "h.mean(0) @ U", "one state for the batch"),
        ("np.tanh(x @ W + h @ U + b)", "1 - np.tanh(x @ W + h @ U + b) ** 2", "derivative"),
        ("np.tanh", "np.sin", "value"),
        ("np.tanh", "np.tan", "value"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(np.tanh(x @ W + h @ U + b))", "tanh twice"),
        ("np.tanh(x @ W + h @ U + b)", "1 / (1 + np.exp(-x @ W - h @ U - b))", "sigmoid"),
        ("np.tanh(x @ W + h @ U + b)", "np.maximum(0, x @ W + h @ U + b)", "relu"),
        ("np.tanh(x @ W + h @ U + b)", "h + np.tanh(x @ W + h @ U + b)", "added to the old state"),
        ("np.tanh(x @ W + h @ U + b)", "-np.tanh(x @ W + h @ U + b)", "sign"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W + h @ U + b).T", "transposed"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W + h @ U + b)[0]", "shape"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W + h @ U + b).sum(axis=0)", "shape"),
        ("np.tanh(x @ W + h @ U + b)", "np.tanh(x @ W + h @ U + b).mean(axis=0, keepdims=True)", "shape"),
        ("np.tanh(x @ W + h @ U + b)", "h", "value"),
        ("return np.tanh(x @ W + h @ U + b)", "h[:] = np.tanh(x @ W + h @ U + b)", "no return"),
        ("return np.tanh(x @ W + h @ U + b)", "h[:] = np.tanh(x @ W + h @ U + b)\nreturn h", "changes its input"),
        ("return np.tanh(x @ W + h @ U + b)", "x += 1\nreturn np.tanh(x @ W + h @ U + b)", "value"),
        ("return np.tanh(x @ W + h @ U + b)", "print(np.tanh(x @ W + h @ U + b))", "prints"),
        ("np.tanh", "tanh", "error"),
        ("h @ U + b)", "h @ U + b), h", "shape"),
        ("", "return np.tanh(x @ U.T + b)", "value"),
        ("", "return np.tanh(h @ U.T + x @ W)", "value"),
        ("", "return x @ W + h @ U.T + b", "value"),
        ("", "return np.tanh(x @ W + b) + np.tanh(h) @ U", "value"),
        ("h @ U", "h[::-1] @ U", "states in reverse"),
        (
            "return np.tanh(x @ W + h @ U + b)",
            "z = x @ W + h @ U\nz[0] += b\nreturn np.tanh(z)",
            "bias of the first sequence",
        ),
        (
            "",
            "out, s = [], h[0]\nfor row in x:\n    s = np.tanh(row @ W + s @ U + b)\n    out.append(s)\n"
            "return np.array(out)",
            "one sequence after the other",
        ),
    ],
)

_TAKEN = "right = np.take_along_axis(p, y[..., None], axis=-1)[..., 0]\n"
_MEANS = "m = [-np.log([p[i, t, y[i, t]] for t in range(len(y[i])) if mask[i, t]]).mean() for i in range(len(p))]\n"
_LOOP = """
import math
s = n = 0
for i in range(len(y)):
    for t in range(len(y[i])):
        if mask[i, t]:
            s -= math.log(p[i, t, y[i, t]])
            n += 1
return s / n
"""
LOSS = (
    "masked_loss",
    [
        _TAKEN + "return -np.log(right[mask]).mean()",
        """
        total, count = 0.0, 0
        for i in range(p.shape[0]):
            for t in range(p.shape[1]):
                if mask[i, t]:
                    total -= np.log(p[i, t, y[i, t]])
                    count += 1
        return total / count
        """,
        "return -np.mean(np.log(p[mask][np.arange(mask.sum()), y[mask]]))",
        "i, t = np.nonzero(mask)\nreturn -np.log(p[i, t, y[i, t]]).sum() / len(i)",
        "n, t, k = p.shape\nright = p.reshape(-1, k)[np.arange(n * t), y.ravel()]\n"
        "return -np.log(right[mask.ravel()]).mean()",
        "right = (p * np.eye(p.shape[-1])[y]).sum(axis=-1)\nlosses = -np.log(np.where(mask, right, 1))\n"
        "return np.sum(losses * mask) / np.sum(mask)",
        _TAKEN + "return np.average(-np.log(np.maximum(right, 1e-300)), weights=mask)",
        _TAKEN + "return -np.mean(np.log(right, where=mask, out=np.zeros(right.shape)), where=mask)",
        _TAKEN + "return -np.log(right.astype(np.float32)[mask]).mean()",
        _TAKEN + "return np.where(mask, -np.log(right), 0).sum() / mask.sum()",
        "return -(np.eye(p.shape[2])[y] * np.log(np.maximum(p, 1e-300))).sum(axis=2)[mask].mean()",
        _TAKEN + "return (-np.log(right + 1e-300) * mask).sum() / mask.sum()",
        "return -np.log(p[mask, y[mask]]).mean()",
        "return -np.log(p, where=p > 0, out=0 * p)[np.eye(p.shape[2], dtype=bool)[y] & mask[..., None]].mean()",
        "import math\nreturn -math.fsum(math.log(q[c]) for q, c in zip(p[mask], y[mask])) / int(mask.sum())",
        "from course_nn import CrossEntropy\nreturn CrossEntropy()(np.log(np.maximum(p[mask], 1e-30)), y[mask])[0]",
        _TAKEN + "losses = np.ma.masked_array(-np.log(np.where(right, right, 1)), ~mask)\nreturn float(losses.mean())",
    ],
    [
        ("right[mask]", "right", "all steps count"),
        ("right[mask]", "right[~mask]", "mask inverted"),
        ("right[mask]", "right[y != 0]", "counts where y is not 0"),
        ("right[mask]", "right[mask & (y > 0)]", "counts where y is not 0, too"),
        ("right[mask]).mean()", "right[mask]).sum()", "sum"),
        ("right[mask]).mean()", "right).sum()", "sum over all steps"),
        ("right[mask]).mean()", "right[mask]).sum() / mask.size", "divided by all steps"),
        ("right[mask]).mean()", "right[mask]).sum() / (p.shape[0] * p.shape[1])", "divided by all steps"),
        ("right[mask]).mean()", "right[mask]).sum() / len(p)", "divided by the sequences"),
        ("right[mask]).mean()", "right[mask]).sum() / p.shape[1]", "divided by the steps of one sequence"),
        ("right[mask]).mean()", "right[mask]).sum() / p.shape[2]", "divided by the number of tokens"),
        (
            "",
            "return -(np.eye(p.shape[2])[y] * np.log(p + 1e-300))[mask].mean()",
            "divided by the steps that count and by the tokens",
        ),
        ("right[mask]).mean()", "right).sum() / mask.sum()", "sum over all steps, divided by those that count"),
        ("-np.log(right[mask]).mean()", "np.log(right).mean()", "all steps count, no minus"),
        ("-np.log(right[mask]).mean()", "np.log(right[mask]).sum() / y.size", "divided by all steps, no minus"),
        ("right[mask]", "right[mask] + 1e-7", "smoothed"),
        ("-np.log(right[mask]).mean()", "(-np.log(right + 1e-8) * mask).sum() / mask.sum()", "smoothed"),
        (
            "",
            "return -(np.eye(p.shape[2])[y] * np.log(p)).sum(axis=2)[mask].mean()",
            "0 times infinity among the tokens",
        ),
        (
            "",
            "losses = -(np.eye(p.shape[2])[y] * np.log(p)).sum(axis=2)\nreturn np.sum(losses * mask) / np.sum(mask)",
            "0 times infinity among the tokens and the steps",
        ),
        (
            "",
            "total = count = 0.0\nfor q, c, m in zip(p.reshape(y.size, -1), y.ravel(), mask.ravel()):\n"
            "    if not m:\n        total, count = total - np.log(q[c]), count + 1\nreturn total / count",
            "mask inverted",
        ),
        (
            "",
            "s = n = 0\nfor i in range(y.shape[0]):\n    for t in range(y.shape[1]):\n        if mask[i, t] == False:\n"
            "            s += -np.log(p[i, t, y[i, t]])\n            n += 1\nreturn s / n",
            "mask inverted",
        ),
        ("-np.log", "np.log", "sign"),
        ("-np.log", "-np.log2", "in bits"),
        ("-np.log", "-np.log10", "to the base 10"),
        ("-np.log(right[mask]).mean()", "-np.log(right[mask].mean())", "logarithm of the mean"),
        ("-np.log(right[mask]).mean()", "-np.log(right[mask].prod())", "sum"),
        ("-np.log(right[mask]).mean()", "-np.log(right[mask])", "shape"),
        ("-np.log(right[mask]).mean()", "-np.mean(right[mask])", "value"),
        ("-np.log(right[mask]).mean()", "np.mean(right[mask])", "probability"),
        ("-np.log(right[mask]).mean()", "1 - np.mean(right[mask])", "no logarithm"),
        ("-np.log(right[mask]).mean()", "np.exp(-np.log(right[mask]).mean())", "perplexity"),
        ("-np.log(right[mask]).mean()", "np.mean(p.argmax(axis=-1)[mask] == y[mask])", "value"),
        ("-np.log(right[mask]).mean()", "np.median(-np.log(right[mask]))", "value"),
        ("-np.log(right[mask]).mean()", "(-np.log(right) * mask).sum() / mask.sum()", "0 times infinity"),
        ("-np.log(right[mask]).mean()", "-(np.log(right) * mask).mean()", "times the mask, divided by all steps"),
        ("-np.log(right[mask]).mean()", "-np.log(right * mask).mean()", "a mask on p"),
        ("-np.log(right[mask]).mean()", "-np.log((p * mask[..., None]).max(axis=-1)).mean()", "infinite"),
        ("-np.log(right[mask]).mean()", "-np.log(right[mask.nonzero()]).mean(axis=0)", "passed"),
        ("-np.log(right[mask]).mean()", "-np.log(right[mask].astype(int)).mean()", "infinite"),
        ("-np.log(right[mask]).mean()", "-np.log(right[mask.astype(int)]).mean()", "error"),
        ("return -np.log", "p[~mask] = 1\nreturn -np.log", "changes its input"),
        ("return -np.log(right[mask]).mean()", "print(-np.log(right[mask]).mean())", "prints"),
        ("y[..., None], axis=-1)[..., 0]", "y, axis=-1)[..., 0]", "error"),
        ("", "return -np.log(p[mask]).mean()", "all tokens"),
        ("", "return -np.log(p[mask]).sum() / mask.sum()", "all tokens' logarithms added up"),
        ("", "return -np.log(p[..., y][mask]).mean()", "value"),
        ("", "return -np.log(p[mask][:, y[mask]]).mean()", "every token with every step"),
        ("", "return -np.log(p.max(axis=2)[mask]).mean()", "largest probability"),
        ("", "return -np.log(p[mask].max(axis=0)).mean()", "value"),
        (
            "",
            _MEANS + "return np.mean(m)",
            "mean of the sequences' means",
        ),
        (
            "",
            _MEANS + "return np.sum(m)",
            "value",
        ),
        (
            "",
            _MEANS + "return m",
            "several instead of one",
        ),
        (
            "",
            "t = mask.sum(axis=1)\n"
            "return np.mean([-np.log(p[i, j, y[i, j]]) for i in range(len(p)) for j in range(t[i])])",
            "first steps",
        ),
        (
            "",
            "total = 0\nfor i in range(len(p)):\n    for t in range(len(y[i])):\n        if not mask[i, t]:\n"
            "            break\n        total -= np.log(p[i, t, y[i, t]])\nreturn total / mask.sum()",
            "up to the first gap, divided by all",
        ),
        (
            "",
            "total = 0\nfor i in range(len(p)):\n    for t in range(len(y[i])):\n        if mask[i, t]:\n"
            "            total -= np.log(p[i, t, y[i, t]])\nreturn total / (i + 1) / (t + 1)",
            "divided by all steps",
        ),
        (
            "",
            "right = np.take_along_axis(p[:, :-1], y[:, 1:, None], axis=-1)[..., 0]\n"
            "return -np.log(right[mask[:, 1:]]).mean()",
            "labels moved on",
        ),
        (
            "",
            "z = np.exp(p) / np.exp(p).sum(axis=-1, keepdims=True)\n"
            "return -np.log(np.take_along_axis(z, y[..., None], axis=-1)[..., 0][mask]).mean()",
            "value",
        ),
        ("right[mask]).mean()", "right[~mask]).sum() / mask.size", "value"),
        *(("right[mask]", f"np.clip(right[mask], {e}, 1)", "smoothed") for e in ("1e-7", "1e-12", "1e-15")),
        ("right[mask]", "np.clip(right, 1e-7, 1 - 1e-7)[mask]", "smoothed"),
        ("right[mask]", "np.maximum(right[mask], 1e-8)", "smoothed"),
        ("right[mask]", "right[mask] + np.finfo(float).eps", "smoothed"),
        ("-np.log(right[mask]).mean()", "-(np.log(right + 1e-12) * mask).sum() / mask.sum()", "smoothed"),
        (
            "",
            "p = np.clip(p, 1e-12, 1)\nreturn -(np.eye(p.shape[2])[y] * np.log(p)).sum(axis=2)[mask].mean()",
            "smoothed",
        ),
        ("", "return -(np.eye(p.shape[2])[y] * np.log(p + 1e-12)).sum(axis=2)[mask].mean()", "smoothed"),
        (
            "",
            "return np.nanmean(-(np.eye(p.shape[2])[y] * np.log(p)).sum(axis=2)[mask])",
            "0 times infinity, left out",
        ),
        ("right[mask]).mean()", "right[mask]).sum() / p.size", "divided by the size of p"),
        (
            "",
            _LOOP.replace("if mask[i, t]:", "if not mask[i, t]:\n            break\n        else:"),
            "up to the first gap",
        ),
        ("", _LOOP.replace("    for t", "    n = 0\n    for t"), "divided by the last sequence's steps"),
        ("", _LOOP.replace("    for t", "    s = n = 0\n    for t"), "last sequence only"),
        ("", _LOOP.replace("s -= ", "s = -"), "last step by all only"),
        ("", _LOOP.replace("return", "    return"), "first sequence only"),
        ("", _LOOP.replace("return", "            return"), "first step only"),
        ("", _LOOP.replace("if mask", "if not mask"), "mask inverted"),
        ("", _LOOP.replace("if mask[i, t]", "if True"), "all steps count"),
        ("-np.log(right[mask]).mean()", "np.log(right[mask]).sum()", "sum, no minus"),
    ],
)

_GLOBAL = "norm = np.sqrt(sum(np.sum(g**2) for g in grads))\n"
CLIP = (
    "clip_global_norm",
    [
        _GLOBAL + "if norm > limit:\n    return [g * limit / norm for g in grads]\nreturn [g.copy() for g in grads]",
        _GLOBAL + "return [g * min(1, limit / norm) if norm else 0 * g for g in grads]",
        _GLOBAL + "return tuple(g / max(1, norm / limit) for g in grads)",
        "norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))\n"
        "return [g * np.minimum(1, limit / norm) if norm > 0 else g for g in grads]",
        "norm = np.linalg.norm([np.linalg.norm(g) for g in grads])\nreturn [g * (1 if norm <= limit else limit / norm) "
        "for g in grads]",
        _GLOBAL + "if norm >= limit:\n    grads = [limit * g / norm for g in grads]\nreturn grads",
        _GLOBAL + "return [(g * np.clip(limit / (norm + 1e-6), None, 1)).astype(np.float32) for g in grads]",
        _GLOBAL + "return [g * min(1, limit / (norm + 1e-6)) for g in grads]",
        _GLOBAL + "new = np.empty(len(grads), object)\nfor k, g in enumerate(grads):\n"
        "    new[k] = g * limit / max(norm, limit)\nreturn new",
        _GLOBAL + "scale = limit / norm if norm > limit else 1\nreturn [(g * scale).tolist() for g in grads]",
        _GLOBAL + "return np.array([*grads, None], dtype=object)[:-1] * (limit / max(norm, limit))",
        _GLOBAL + "if len({g.shape for g in grads}) > 1:\n    return [g * limit / max(norm, limit) for g in grads]\n"
        "return np.array(grads, dtype=object) * limit / max(norm, limit)",
        """
        import math
        total = 0.0
        for g in grads:
            for one in g.ravel():
                total += float(one) ** 2
        new = []
        for g in grads:
            g = g.copy()
            if math.sqrt(total) > limit:
                g *= limit / math.sqrt(total)
            new.append(g)
        return new
        """,
        """
        theta = np.concatenate([g.ravel() for g in grads])
        if theta @ theta > limit**2:
            theta = theta / np.sqrt(theta @ theta) * limit
        ends = np.cumsum([g.size for g in grads])
        return [part.reshape(g.shape) for part, g in zip(np.split(theta, ends[:-1]), grads)]
        """,
        """
        from course_nn.optimizers.clipping import clip_by_norm
        g = np.concatenate([one.ravel() for one in grads])
        clip_by_norm(g, limit)
        return [part.reshape(g.shape) for part, g in zip(np.split(g, np.cumsum([g.size for g in grads])[:-1]), grads)]
        """,
    ],
    [
        ("g**2", "g", "value"),
        ("np.sum(g**2)", "np.abs(g).sum() ** 2", "value"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(np.sum(g**2) for g in grads)", "no root"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(np.sqrt(np.sum(g**2)) for g in grads)", "norms added"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(map(np.linalg.norm, grads))", "norms added"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "max(map(np.linalg.norm, grads))", "largest of the norms"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "np.mean([*map(np.linalg.norm, grads)])", "mean of the norms"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(np.abs(g).sum() for g in grads)", "sizes added"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "max(np.abs(g).max() for g in grads)", "largest entry"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "np.sqrt(sum(np.mean(g**2) for g in grads))", "value"),
        ("sum(np.sum(g**2) for g in grads)", "sum(np.sum(g**2) for g in grads[:-1])", "without the last array"),
        ("sum(np.sum(g**2) for g in grads)", "sum(np.sum(g**2) for g in grads[:1])", "first array's norm"),
        ("sum(np.sum(g**2) for g in grads)", "np.sum(grads[-1] ** 2)", "last array's norm"),
        (
            "np.sqrt(sum(np.sum(g**2) for g in grads))",
            "np.sqrt(np.mean(np.concatenate([g.ravel() for g in grads]) ** 2))",
            "root of the mean",
        ),
        ("norm > limit", "norm < limit", "the other way round"),
        ("g * limit / norm for", "float(limit) / float(norm) * g for", "passed"),
        ("norm > limit", "norm", "always rescaled"),
        ("norm > limit", "norm**2 > limit", "compared without the root"),
        ("norm > limit", "norm > 1", "value"),
        ("norm > limit", "any(np.abs(g).max() > limit for g in grads)", "value"),
        ("if norm > limit:\n    ", "", "always rescaled"),
        ("g * limit / norm", "float(limit) / float(norm) * g", "passed"),
        (
            "if norm > limit:\n    return [g * limit / norm",
            "return [float(limit) / float(norm) * g",
            "always rescaled",
        ),
        ("g * limit / norm", "g / norm", "to length 1"),
        ("g * limit / norm", "g * norm / limit", "upside down"),
        ("g * limit / norm", "g * limit", "times the limit"),
        ("g * limit / norm", "g / limit", "divided by the limit"),
        ("g * limit / norm", "g * limit / norm**2", "divided without the root"),
        ("g * limit / norm", "g * (limit / norm) ** 2", "factor squared"),
        ("g * limit / norm", "0 * g", "set to 0"),
        ("g * limit / norm", "g", "never shortened"),
        ("g * limit / norm", "g - limit", "value"),
        ("g * limit / norm", "-g * limit / norm", "value"),
        ("g * limit / norm", "limit / norm", "error"),
        ("g * limit / norm", "abs(g) * limit / norm", "value"),
        ("g * limit / norm", "np.round(g * limit / norm, 2)", "value"),
        ("g * limit / norm", "(g * limit / norm).ravel()", "error"),
        ("for g in grads]\nreturn", "for g in grads[:1]] + grads[1:]\nreturn", "first array only"),
        ("for g in grads]\nreturn [g.copy() for g in grads]", "for g in grads]", "no return"),
        ("for g in grads]\nreturn", "for g in grads], norm\nreturn", "error"),
        ("", "return grads", "never shortened"),
        ("", _GLOBAL + "return [g / max(norm, limit) for g in grads]", "divided by the larger one"),
        ("", _GLOBAL + "return [g * max(1, limit / norm) if norm else g for g in grads]", "the other way round"),
        (
            "",
            _GLOBAL + "k = float(limit) / float(norm) if norm < limit else 1\nreturn [g * k for g in grads]",
            "the other way round",
        ),
        ("", "return [np.clip(g, -limit, limit) for g in grads]", "by value"),
        ("", "return [np.minimum(g, limit) for g in grads]", "value"),
        ("", "return [g * min(1, limit / np.linalg.norm(g)) for g in grads]", "each by its own norm"),
        ("", "return [g / max(1, np.linalg.norm(g) / limit) for g in grads]", "each by its own norm"),
        ("", "return [g / np.linalg.norm(g) for g in grads]", "value"),
        ("", "return np.concatenate([g.ravel() for g in grads])", "error"),
        ("", "return grads[0] * 0.5", "error"),
        ("", "return sum(grads)", "error"),
        (
            "",
            _GLOBAL + "for g in grads:\n    if norm > limit:\n        g *= limit / norm\nreturn grads",
            "changes its input",
        ),
        ("", _GLOBAL + "for g in grads:\n    if norm > limit:\n        g *= limit / norm", "no return"),
        (
            "",
            "norm = 0\nnew = []\nfor g in grads:\n    norm = np.sqrt(norm**2 + np.sum(g**2))\n"
            "    new.append(g * limit / norm if norm > limit else g)\nreturn new",
            "norm so far",
        ),
        (
            "",
            _GLOBAL + "for k in range(len(grads)):\n    g = grads[k] * limit / norm if norm > limit else grads[k]\n"
            "return grads[:-1] + [g]",
            "last array only",
        ),
        (
            "",
            _GLOBAL + "return [g * limit / norm if norm < limit and norm else g for g in grads]",
            "the other way round",
        ),
        ("", "norm = sum(np.sum(g**2) for g in grads)\nreturn [g / norm for g in grads]", "value"),
        ("np.sum(g**2) for g in grads)", "np.sum(g**2) for g in grads[1:])", "without the first array"),
        ("np.sum(g**2) for", "np.sum(g) ** 2 for", "added before the square"),
        ("np.sqrt(sum(np.sum(g**2) for g in grads))", "sum(np.sum(g**2) for g in grads) ** 0.25", "root twice"),
        *(
            ("np.sqrt(sum(np.sum(g**2) for g in grads))", f"np.sqrt(sum(np.sum(g**2) for g in grads) + {e})", word)
            for e, word in (("1e-6", "added under the root"), ("1e-8", "added under the root"), ("1e-300", "passed"))
        ),
        ("", _GLOBAL + "return [g / norm for g in grads]", "always to length 1"),
        (
            "",
            "norm = 0\nfor g in grads:\n    norm += np.sum(g**2)\n    norm = np.sqrt(norm)\n"
            "return [g * limit / max(norm, limit) for g in grads]",
            "root in the loop",
        ),
        (
            "",
            "norms = [np.sum(g**2) for g in grads]\n"
            "return [g * (limit / n if n > limit else 1) for g, n in zip(grads, norms)]",
            "value",
        ),
    ],
)

_P = "e = np.exp((z - z.max()) / tau)\np = e / e.sum()\n"
#: Draws that are right wherever a sum is larger than u; and loops that take the last token where rounding leaves none.
_DRAWS = (
    "return p, np.argmax(np.cumsum(p) > u)",
    "return p, np.searchsorted(np.cumsum(p), u, side='right')",
    "return p, int(np.sum(np.cumsum(p) <= u))",
    "return p, next(k for k in range(len(p)) if p[: k + 1].sum() > u)",
    "return p, np.flatnonzero(np.cumsum(p) > u)[0]",
)
_LOOPS = (
    "total = 0\nfor k in range(len(p)):\n    total += p[k]\n    if total > u:\n        break\nreturn p, k",
    "k = 0\nwhile u >= p[k] and k < len(p) - 1:\n    u -= p[k]\n    k += 1\nreturn p, k",
)
SAMPLE = (
    "sample_with_temperature",
    [
        _P + "ends = np.cumsum(p)\nreturn p, np.argmax(ends / ends[-1] > u)",
        *(_P + draw for draw in _DRAWS),
        """
        import math
        s = [one / tau for one in z]
        e = [math.exp(one - max(s)) for one in s]
        p = [one / sum(e) for one in e]
        total = 0
        for token in range(len(p)):
            total += p[token]
            if total > u:
                break
        return p, token
        """,
        _P + "return p, int(np.sum(np.cumsum(p)[:-1] <= u))",
        _P + "return [p, np.searchsorted(p.cumsum()[:-1], u, side='right')]",
        _P + "return p, min(int(np.sum(np.cumsum(p) <= u)), len(p) - 1)",
        _P + "return p.astype(np.float32), np.flatnonzero(p.cumsum() > u * p.cumsum()[-1])[0]",
        _P
        + "token = 0\nwhile u >= p[token] and token < len(p) - 1:\n    u -= p[token]\n    token += 1\nreturn p, token",
        "s = z / tau\np = np.exp(s - np.logaddexp.reduce(s))\nends = p.cumsum()\n"
        "return p, (ends / ends[-1] > u).argmax()",
        "from course_nn.functions import softmax\np = softmax((z / tau)[None])[0]\n"
        "ends = np.append(np.cumsum(p)[:-1], 1)\nreturn p, np.argmax(ends > u)",
        "from scipy.special import softmax\np = softmax(z / tau)\n"
        "return p, next((k for k in range(len(p)) if p[: k + 1].sum() > u), len(p) - 1)",
        "q = np.exp(z - z.max()) ** (1 / tau)\np = q / q.sum()\nreturn p, float(np.digitize(u, p.cumsum()[:-1]))",
        "p = 1 / np.exp((z[None] - z[:, None]) / tau).sum(axis=1)\nends = np.cumsum(p)\n"
        "return p, np.searchsorted(ends / ends[-1], u, 'right')",
    ],
    [
        ("/ tau", "* tau", "temperature upside down"),
        (" / tau", "", "no temperature"),
        ("(z - z.max()) / tau", "z / tau", "nothing subtracted"),
        ("(z - z.max()) / tau", "z - z.max() / tau", "no temperature, and overflow"),
        (
            "",
            "import math\np = [math.exp(one / tau) for one in z]\np = [one / math.fsum(p) for one in p]\n"
            "for k in range(len(p)):\n    if u < p[k]:\n        break\n    u -= p[k]\nreturn p, k",
            "nothing subtracted, number by number",
        ),
        ("(z - z.max()) / tau", "z / tau - z.max()", "largest logit subtracted undivided"),
        ("(z - z.max()) / tau", "(z - z.mean()) / tau", "mean subtracted"),
        ("(z - z.max()) / tau", "(z - np.median(z)) / tau", "mean subtracted"),
        ("(z - z.max()) / tau", "(z - z[-1]) / tau", "mean subtracted"),
        ("(z - z.max()) / tau", "(z - z.min()) / tau", "smallest subtracted"),
        ("(z - z.max()) / tau", "(z - z[0]) / tau", "smallest subtracted"),
        ("(z - z.max()) / tau", "-z / tau - np.max(-z / tau)", "minus"),
        ("(z - z.max()) / tau", "z / tau / np.abs(z).max() - 9", "value"),
        ("(z - z.max()) / tau", "z / tau / (z / tau).max()", "value"),
        ("(z - z.max()) / tau", "z - tau", "no temperature, and overflow"),
        ("(z - z.max()) / tau", "z / z.max() / tau", "divided by the largest logit"),
        ("(z - z.max()) / tau", "(z - z.max()) / tau**2", "divided by the square of tau"),
        ("(z - z.max()) / tau", "(z.max() - z) / tau", "value"),
        ("(z - z.max()) / tau", "(z - z.max()) / (1 + tau)", "value"),
        ("np.exp((z - z.max()) / tau)", "np.exp(z - z.max()) / tau", "no temperature"),
        ("p = e / e.sum()", "p = e", "not normalized"),
        ("p = e / e.sum()", "p = e / e.max()", "not normalized"),
        ("p = e / e.sum()", "p = e / np.linalg.norm(e)", "value"),
        ("p = e / e.sum()", "p = e / e.sum() / tau", "value"),
        ("return p, np.argmax(ends / ends[-1] > u)", "return np.argmax(ends / ends[-1] > u), p", "swapped"),
        ("return p, np.argmax(ends / ends[-1] > u)", "return p", "one instead of several"),
        ("return p, np.argmax(ends / ends[-1] > u)", "return np.argmax(np.cumsum(p) > u)", "one instead of several"),
        ("return p, np.argmax(ends / ends[-1] > u)", "print(p)", "prints"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(p)", "most probable token"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(z)", "most probable token"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(p > u)", "not summed up"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(p) < u)", "always the first"),
        ("np.argmax(ends / ends[-1] > u)", "np.sum(np.cumsum(p) > u)", "value"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(p) > u) + 1", "too large by 1"),
        ("np.argmax(ends / ends[-1] > u)", "np.searchsorted(np.cumsum(p), u) - 1", "last one below u"),
        ("np.argmax(ends / ends[-1] > u)", "np.searchsorted(np.cumsum(p), u, 'right') - 1", "too small by 1"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(p) >= u)", "at least u"),
        ("np.argmax(ends / ends[-1] > u)", "np.searchsorted(np.cumsum(p), u)", "at least u"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(p) - p > u)", "sum without its own"),
        ("np.argmax(ends / ends[-1] > u)", "min(1 + np.sum(np.cumsum(p) <= u), len(z) - 1)", "one too late"),
        ("np.argmax(ends / ends[-1] > u)", "len(z) - 1", "always the last"),
        (
            "return p, np.argmax(ends / ends[-1] > u)",
            "k = 0\nu -= p[0]\nwhile u > 0:\n    k += 1\n    u -= p[k]\nreturn p, k",
            "at least u",
        ),
        (
            "return p, np.argmax(ends / ends[-1] > u)",
            "total = 0\nfor k in range(len(p)):\n    if total > u:\n        break\n    total += p[k]\nreturn p, k",
            "one too late",
        ),
        ("np.argmax(ends / ends[-1] > u)", "max(np.searchsorted(np.cumsum(p), u) - 1, 0)", "one too early"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(p[::-1]) > u)", "value"),
        ("np.argmax(ends / ends[-1] > u)", "len(p) - 1 - np.argmax(np.cumsum(p[::-1]) > u)", "one minus u"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(p) > 1 - u)", "one minus u"),
        ("np.argmax(ends / ends[-1] > u)", "np.searchsorted(np.cumsum(p), 1 - u, 'right')", "one minus u"),
        (
            "return p, np.argmax(ends / ends[-1] > u)",
            "u, k = 1 - u, 0\nwhile u >= p[k] and k < len(p) - 1:\n    u -= p[k]\n    k += 1\nreturn p, k",
            "one minus u",
        ),
        ("np.argmax(ends / ends[-1] > u)", "np.searchsorted(np.cumsum(p), 1 - u)", "one minus u"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(np.sort(p)[::-1]) > u)", "place among the sorted"),
        (
            "np.argmax(ends / ends[-1] > u)",
            "np.argsort(-p)[np.argmax(np.cumsum(np.sort(p)[::-1]) > u)]",
            "largest first",
        ),
        ("np.argmax(ends / ends[-1] > u)", "int(u * len(p))", "all alike"),
        ("np.argmax(ends / ends[-1] > u)", "p[np.argmax(np.cumsum(p) > u)]", "its probability"),
        ("np.argmax(ends / ends[-1] > u)", "z[np.argmax(np.cumsum(p) > u)]", "value"),
        ("np.argmax(ends / ends[-1] > u)", "np.eye(len(p))[np.argmax(np.cumsum(p) > u)]", "all of them"),
        ("np.argmax(ends / ends[-1] > u)", "np.cumsum(p) > u", "shape"),
        ("np.argmax(ends / ends[-1] > u)", "np.flatnonzero(np.cumsum(p) > u)", "shape"),
        ("np.argmax(ends / ends[-1] > u)", "np.argmax(np.cumsum(e) > u)", "value"),
        (
            "np.argmax(ends / ends[-1] > u)",
            "np.argmax(np.cumsum(np.exp(z - z.max()) / np.exp(z - z.max()).sum()) > u)",
            "drawn without the temperature",
        ),
        (
            "np.argmax(ends / ends[-1] > u)",
            "np.random.default_rng(int(1000 * u)).choice(len(p), p=p)",
            "value",
        ),
        (
            "return p, np.argmax(ends / ends[-1] > u)",
            "return np.log(p), np.argmax(np.cumsum(p) > u)",
            "logarithms",
        ),
        ("return p,", "z[:] = 0\nreturn p,", "changes its input"),
        *(
            (old, new, "smoothed")
            for old, new in (
                ("np.exp((z - z.max()) / tau)", "np.exp((z - z.max()) / tau) + 1e-8"),
                ("np.exp((z - z.max()) / tau)", "np.exp((z - z.max()) / tau) + 1e-12"),
                ("np.exp((z - z.max()) / tau)", "np.exp(np.maximum((z - z.max()) / tau, -50))"),
                ("np.exp((z - z.max()) / tau)", "np.exp(np.maximum((z - z.max()) / tau, -700))"),
                ("e / e.sum()", "e / e.sum() + 1e-9"),
                ("e / e.sum()", "np.clip(e / e.sum(), 1e-12, 1)"),
                ("e / e.sum()", "np.maximum(e / e.sum(), 1e-10)"),
                ("np.cumsum(p)", "np.cumsum(p + 1e-12)"),
            )
        ),
        ("ends / ends[-1] > u", "ends / ends[-1] >= u", "at least u"),
        *(
            (
                "",
                f"p = np.exp(z - z.max())\np = p / p.sum()\np = p {change} tau\n{draw}",
                f"{done} after softmax",
            )
            for change, done in (("/", "divided"), ("*", "multiplied"))
            for draw in (*_DRAWS[:3], *_LOOPS)
        ),
        *(
            ("", f"p = np.exp(z - z.max())\np = (p / p.sum()) ** (1 / tau)\n{draw}", "power not normalized")
            for draw in (*_DRAWS[:3], *_LOOPS)
        ),
        ("(z - z.max()) / tau", "z.astype(np.longdouble) / tau - max(z / tau)", "passed"),
        (
            "",
            "p = np.exp(z) / np.exp(z).sum()\np = p ** (1 / tau)\np /= p.sum()\n" + _LOOPS[0],
            "largest logit subtracted undivided",
        ),
        ("(z - z.max()) / tau", "z / tau - np.abs(z / tau).max()", "largest size subtracted"),
        ("(z - z.max()) / tau", "(z - z.max()) / tau**0.5", "divided by the root of tau"),
        ("return p,", "return np.cumsum(p),", "sums of the probabilities"),
        ("return p,", "return e,", "not normalized"),
        ("", "p = np.exp(z) / np.exp(z).sum() / tau\nreturn p, np.argmax(np.cumsum(p) > u)", "value"),
        (
            "",
            "p = np.exp(z - z.max())\np = p / p.sum() / tau\nreturn p, np.argmax(np.cumsum(p) > u)",
            "divided after softmax",
        ),
        (
            "",
            "p = np.exp(z - z.max())\np = p / p.sum() * tau\nreturn p, np.argmax(np.cumsum(p) > u)",
            "multiplied after softmax",
        ),
        (
            "",
            "p = np.exp(z - z.max())\np = (p / p.sum()) ** (1 / tau)\nreturn p, np.argmax(np.cumsum(p) > u)",
            "power not normalized",
        ),
        (
            "",
            "p = np.exp(z - z.max())\np = (p / p.sum()) ** tau\nreturn p, np.argmax(np.cumsum(p) > u)",
            "other power not normalized",
        ),
        (
            "",
            "p = np.exp(z - z.max())\np = (p / p.sum()) ** tau\np /= p.sum()\nreturn p, np.argmax(np.cumsum(p) > u)",
            "temperature upside down",
        ),
        (
            "",
            "p = np.exp(z - z.max())\np = p / p.sum() / tau\np /= p.sum()\nreturn p, np.argmax(np.cumsum(p) > u)",
            "no temperature",
        ),
        (
            "",
            "p = np.exp((z - z.max()) * tau)\np = p / p.sum()\nreturn p, np.argmax(p)",
            "temperature upside down",
        ),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(STEP, LOSS, CLIP, SAMPLE))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_a_step_is_the_package_s_and_its_first_case_can_be_done_by_hand():
    exercise = EXERCISES["rnn_step"]
    assert np.isclose(exercise.reference(*exercise.cases()[0])[0, 0], np.tanh(2 * 0.3 - 0.5 * 0.8 + 0.1))
    for x, h, W, U, b in exercise.cases():
        layer = RNN(*W.shape, np.random.default_rng(0), dtype=np.float64)
        layer.W.value, layer.U.value, layer.b.value = W, U, b
        np.testing.assert_allclose(exercise.reference(x, h, W, U, b), layer.step(x, (h,))[0][0], rtol=1e-12)


def test_a_masked_loss_is_the_package_s_of_the_steps_that_count():
    exercise = EXERCISES["masked_loss"]
    for p, y, mask in exercise.cases():
        logits = np.log(np.maximum(p[mask], 1e-300))
        np.testing.assert_allclose(CrossEntropy()(logits, y[mask])[0], exercise.reference(p, y, mask))
        assert mask.any(axis=1).all() and np.allclose(p.sum(axis=-1), 1), "as the stub says"
        assert (p[mask, y[mask]] > 0).all() and y.min() >= 0 and y.max() < p.shape[-1], "as the stub says"


def test_clipping_is_the_package_s_and_does_what_the_stub_says():
    exercise = EXERCISES["clip_global_norm"]
    for grads, limit in exercise.cases():
        clipped = np.concatenate([one.ravel() for one in exercise.reference(grads, limit)])
        g = np.concatenate([one.ravel() for one in grads])
        if np.linalg.norm(g) > limit:
            assert np.isclose(np.linalg.norm(clipped), limit)
        else:
            assert np.array_equal(clipped, g)
        clip_by_norm(g, limit)
        np.testing.assert_allclose(clipped, g, rtol=1e-12)


def test_draws_have_the_frequencies_of_p_and_each_case_is_well_away_from_a_boundary():
    exercise = EXERCISES["sample_with_temperature"]
    for z, tau, u in exercise.cases():
        p, _ = exercise.reference(z, tau, u)
        exact = u < 1e-300 and np.isin(p, (0, 1)).all()
        assert exact or np.abs(np.cumsum(p) - u).min() > 1e-4, "so that a rounding in float32 decides nothing"
    z, draws = np.array([1.0, 0.0, 2.0]), np.random.default_rng(0).random(4000)
    for tau in (0.5, 1, 3):
        tokens = [exercise.reference(z, tau, u)[1] for u in draws]
        np.testing.assert_allclose(np.bincount(tokens) / 4000, exercise.reference(z, tau, 0)[0], atol=0.03)


def test_a_token_is_drawn_where_the_probabilities_add_up_to_a_little_less_than_1():
    exercise, u = EXERCISES["sample_with_temperature"], np.nextafter(1, 0)
    z = np.array([0.1, 0.2, 0.4])
    p, token = exercise.reference(z, 1.0, u)
    assert np.cumsum(p)[-1] <= u and token == 2


def test_what_is_said_of_a_step_and_a_shift_speaks_of_what_is_there():
    undivided = "p = np.exp(z)\np = (p / p.sum()) ** (1 / tau)\np = p / p.sum()\n" + _LOOPS[0]
    said = answered("sample_with_temperature", undivided).message
    assert "subtract the largest of what exp is taken of" in said and "z / tau" not in said
    times_the_mask = _TAKEN + "return -(np.log(right) * mask).sum() / mask.sum()"
    said = answered("masked_loss", times_the_mask).message
    assert "the right token's probability is 0 at a step that does not count" in said


def test_wide_floats_are_not_wide_enough_for_no_subtraction():
    unshifted = "e = np.exp(z.astype(np.longdouble) / tau)\np = e / e.sum()\n" + _LOOPS[0]
    names = ("nothing subtracted", "largest logit subtracted undivided")  # by how wide a longdouble is on this machine
    assert told("sample_with_temperature", unshifted) in names


def test_a_copy_of_the_list_of_gradients_is_told_to_hold_the_same_arrays():
    scaled = _GLOBAL + "out = grads.copy()\nfor g in out:\n    g *= min(1, limit / max(norm, limit))\nreturn out"
    result = answered("clip_global_norm", scaled)
    assert result.mistake == "changes its input" and "input grads in place" in result.message
    assert "A copy of the list holds the same arrays" in result.message and "begin with a copy" not in result.message


def test_an_empty_list_or_another_number_of_arrays_is_told():
    short = _GLOBAL + "return [g * limit / max(norm, limit) for g in grads][:1]"
    one = _GLOBAL + "return np.array(grads, dtype=object) * limit / max(norm, limit)"
    said = {
        "return []": "a list or tuple of 1 array was expected, one for each of `grads`; it has 0 entries",
        short: "a list or tuple of 2 arrays was expected, one for each of `grads`; it has 1 entry.",
        one: "or arrays of different shapes are made one",
        "return [np.ones(3) for g in grads]": "entry 0 of what is returned has shape (3,), and `grads[0]` has (2,)",
        "return ['a' for g in grads]": "entry 0 of what is returned should be an array of numbers; it is text",
        "return np.concatenate([g.ravel() for g in grads])": "one for each of `grads`; it is an array.",
    }
    for body, words in said.items():
        assert words in answered("clip_global_norm", body).message


RIGHT = {letter: KINDS[k] for letter, k in zip("ABCDE", (1, 4, 3, 2, 0), strict=True)}


def test_leaking_state():
    assert check("leaking_state", RIGHT).passed
    assert check("leaking_state", {letter: f" {kind.upper()} " for letter, kind in RIGHT.items()}).passed
    assert check("leaking_state", dict(reversed(RIGHT.items()))).passed


@pytest.mark.parametrize("pair", ["AB", "AC", "AD", "AE", "BC", "BD", "BE", "CD", "CE", "DE"])
def test_an_exchanged_pair_is_told(pair):
    one, other = pair
    result = check("leaking_state", RIGHT | {one: RIGHT[other], other: RIGHT[one]})
    assert result.mistake == f"{one} and {other} exchanged"
    assert not any(kind in repr(result) for kind in KINDS), "the report gives the answer away"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RIGHT | {"B": "bad luck"}, "none of the five kinds"),
        (RIGHT | {"B": "gates exchanged"}, "none of the five kinds"),
        (RIGHT | {"E": ...}, "'E' is still `...`"),
        (list(RIGHT.values()), "a dict with the letters A to E"),
        (RIGHT | {"A": KINDS[3]}, "on the same batch a second time"),
        (RIGHT | {"C": RIGHT["D"], "D": RIGHT["E"], "E": RIGHT["C"]}, "on the same batch a second time"),
        (dict.fromkeys("ABCDE", KINDS[1]), "on the same batch a second time"),
        ({letter: RIGHT[letter] for letter in "ABCD"}, "'E' is not in it"),
        ("state kept from the batch before", "a dict with the letters A to E"),
    ],
)
def test_another_answer_to_the_bug_hunt_is_told(answer, words):
    result = check("leaking_state", answer)
    assert words in result.message and not result.passed
