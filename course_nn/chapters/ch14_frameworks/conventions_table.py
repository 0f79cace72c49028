"""What frameworks do otherwise, as a table, and the questions by which each of them answers for itself."""

import html

import numpy as np

from ...conventions import weights_of
from ...layers import GELU, GRU, LSTM, BatchNorm, Conv2D, Dense, LayerNorm, LeakyReLU
from ...layers.attention import attend
from ...losses import BinaryCrossEntropy, L2Penalty, SquaredError
from ...optimizers import Adam
from .elsewhere import run_elsewhere
from .gate_orders import ORDERS, letters

FRAMEWORKS = {"pytorch": "PyTorch", "keras": "Keras", "sklearn": "scikit-learn", "onnx": "ONNX"}
COLUMNS = ("here", *FRAMEWORKS)
#: Who is asked, Keras with both back ends.
ASKED = (("pytorch", None), ("keras", "torch"), ("keras", "tensorflow"), ("sklearn", None), ("onnx", None))

#: What is asked → the answer of each of `COLUMNS`; an empty one has no such thing. ONNX has its optimizers in a domain
#: of its own, ``ai.onnx.preview.training``.
TABLE = {
    "W of a dense layer": ("(d_in, d_out)", "(d_out, d_in)", "(d_in, d_out)", "(d_in, d_out)", "(d_in, d_out)"),
    "W of an image layer": (*2 * ("(c_out, c_in, k, k)",), "(k, k, c_in, c_out)", "", "(c_out, c_in, k, k)"),
    "images": ("(n, c, h, w)", "(n, c, h, w)", "(n, h, w, c)", "", "(n, c, h, w)"),
    "gates of an LSTM": ("i f g o", "i f g o", "i f c o", "", "i o f c"),
    "gates of a GRU": ("r z n", "r z n", "z r h", "", "z r h"),
    "biases of an LSTM": ("1", "2", "1", "", "2"),
    "biases of a GRU": ("1, and one of n", "2", "2", "", "2"),
    "reset gate, unless told": (*3 * ("after the product",), "", "before the product"),
    "update gate of 1": (*3 * ("keeps the state",), "", "keeps the state"),
    "slope of LeakyReLU": ("0.01", "0.01", "0.3", "", "0.01"),
    "GELU": ("by tanh", "exact", "exact", "", "exact"),
    "ε of batch normalization": ("1e-05", "1e-05", "0.001", "", "1e-05"),
    "ε of layer normalization": ("1e-05", "1e-05", "0.001", "", "1e-05"),
    "momentum of batch normalization": ("0.1 of the new", "0.1 of the new", "0.99 of the old", "", "0.9 of the old"),
    "running variance": ("unbiased", "unbiased", "biased", "", "biased"),
    "−log p at p = 1e-9": ("20.723", "20.723", "16.118", "20.723", "20.723"),
    "True in a mask": ("sees", "sees in the function, hides in the module", "sees", "", "sees"),
    "squared errors of outputs": ("sum", "mean", "mean", "half of the mean", ""),
    "their gradient": ("of the sum", "of the mean", "of the mean", "of half of the sum", ""),
    "gradient of the L2 penalty": ("λ w", "λ w", "2 λ w", "λ w / batch", "λ w"),
    "ε of Adam": ("1e-08 beside √v̂", "1e-08 beside √v̂", "1e-07 beside √v", "1e-08 beside √v", "1e-06 beside √v"),
}  # fmt: skip


def problem():
    """The arrays of all questions: a batch, a sequence, and the two recurrent layers that read it."""
    rng = np.random.default_rng(14)
    arrays = {
        name: rng.standard_normal(shape)
        for name, shape in (("batch", (4, 3)), ("targets", (4, 3)), ("W0", (3, 5)), ("W1", (5, 3)))
    }
    cells = {"lstm": LSTM(3, 4, rng, dtype=np.float64), "gru": GRU(3, 4, rng, dtype=np.float64)}
    for cell in cells.values():
        for parameter in cell.parameters().values():
            parameter.value = rng.standard_normal(parameter.value.shape)
    return arrays, rng.standard_normal((2, 5, 3)), cells


def given_to(framework):
    """What the program ``conventions_<framework>`` reads."""
    arrays, sequence, cells = problem()
    if framework == "sklearn":
        return arrays
    weights = {f"{name}/{key}": a for name, cell in cells.items() for key, a in weights_of(cell, framework).items()}
    return {"sequence": sequence, **weights}


def ask(framework, backend=None):
    """Question → the framework's answer, as it comes out of its own defaults and doings."""
    return answers(framework, run_elsewhere(f"conventions_{framework}", given_to(framework), backend=backend))


def answers(framework, found):
    """Question → answer, from the arrays that the program found."""
    told = {"W of a dense layer": "(d_in, d_out)" if found["kernel_shape"][0] == 3 else "(d_out, d_in)"}
    if "image_kernel_shape" in found:
        last = found["image_kernel_shape"][-1] == 8
        told["W of an image layer"] = "(k, k, c_in, c_out)" if last else "(c_out, c_in, k, k)"
        told["images"] = "(n, h, w, c)" if found["channels_last"] else "(n, c, h, w)"
    if "lstm" in found:
        told |= _recurrent(framework, found)
    if "leaky_slope" in found:
        told |= _layers(found)
    if "loss_of_1e-9" in found:
        told["−log p at p = 1e-9"] = f"{float(found['loss_of_1e-9']):.3f}"
        told["gradient of the L2 penalty"] = _penalty(framework, found)
        told["ε of Adam"] = _adam(float(found["adam_epsilon"]), float(np.ravel(found["adam_first_step"])[0]))
    if "squared_error" in found:
        told["squared errors of outputs"] = _squares(framework, float(found["squared_error"]))
        told["their gradient"] = _gradient_of_squares(framework, found["squared_gradient"])
    return told


def _recurrent(framework, found):
    _, sequence, cells = problem()
    told = {}
    for name, cell in cells.items():
        kind = name.upper()
        right = np.allclose(found[name], cell(sequence), rtol=0, atol=1e-6)
        order = letters(kind, FRAMEWORKS[framework]) if framework in FRAMEWORKS else ORDERS[kind]["PyTorch"]
        told[f"gates of {'an' if name == 'lstm' else 'a'} {kind}"] = " ".join(order) if right else "other ones"
        number = found[name + "_biases"]
        told[f"biases of {'an' if name == 'lstm' else 'a'} {kind}"] = f"{number}"
    # PyTorch knows no other way, and with the weights of a layer that has it after came to the same.
    after = found.get("reset_after", right)
    told["reset gate, unless told"] = f"{'after' if after else 'before'} the product"
    kept = float(np.ravel(found["update_gate_open"])[0])
    told["update gate of 1"] = "keeps the state" if abs(kept - 1) < 1e-6 else "takes the new one"
    return told


def _layers(found):
    w, mean = float(found["batch_norm_momentum"]), float(np.ravel(found["running_mean"])[0])
    # The batch [0, 4] after a running mean of 0 and a running variance of 1: its mean is 2, its variance 4 or 8.
    new = mean / 2
    variance = (float(np.ravel(found["running_variance"])[0]) - (1 - new)) / new
    return {
        "slope of LeakyReLU": f"{float(np.ravel(found['leaky_slope'])[0]):.3g}",
        "GELU": "exact" if abs(float(np.ravel(found["gelu"])[0]) - 0.8413447) < 1e-6 else "by tanh",
        "ε of batch normalization": f"{float(found['batch_norm_epsilon']):.3g}",
        "ε of layer normalization": f"{float(found['layer_norm_epsilon']):.3g}",
        "momentum of batch normalization": f"{w:.3g} of the {'new' if abs(w - new) < 1e-5 else 'old'}",
        "running variance": {4: "biased", 8: "unbiased"}.get(round(variance, 2), f"{variance:g}"),
        "True in a mask": _mask(found),
    }


def _mask(found):
    """The module's weights of two keys, and what the function makes of the values 1 and 2: True is at the first."""
    told = []
    if "seen" in found:
        told.append("sees" if float(np.ravel(found["seen"])[0]) == 1 else "hides")
    if "weights_of_layer" in found:
        told.append("sees" if found["weights_of_layer"][0] == 1 else "hides")
    return told[0] if len(set(told)) == 1 else f"{told[0]} in the function, {told[1]} in the module"


def _squares(framework, value):
    """Errors of 1, 3 and 5, whose squares' mean is 35 / 3; scikit-learn's own loss for the batch."""
    mean = 35 / 3
    if framework == "sklearn":
        arrays, *_ = problem()
        mean = float(((arrays["batch"] @ arrays["W0"] @ arrays["W1"] - arrays["targets"]) ** 2).mean())
    return {1.0: "mean", 3.0: "sum", 0.5: "half of the mean"}.get(round(value / mean, 6), f"{value:g}")


def _gradient_of_squares(framework, found):
    """Of errors of 1, 3 and 5 the sum of squares has (2, 6, 10); scikit-learn's is that of W1, with linear units."""
    of_sum = np.array([[2.0, 6.0, 10.0]])
    if framework == "sklearn":
        arrays, *_ = problem()
        h = arrays["batch"] @ arrays["W0"]
        of_sum = 2 * h.T @ (h @ arrays["W1"] - arrays["targets"]) / len(h)
    ratio = np.ravel(found / of_sum)
    if np.ptp(ratio) > 1e-6:
        return "another one"
    parts = {1.0: "of the sum", 0.5: "of half of the sum", 0.333333: "of the mean", 0.166667: "of half of the mean"}
    return parts.get(round(float(ratio[0]), 6), f"{ratio[0]:g} times that of the sum")


def _penalty(framework, found):
    """Of λ = 1: the gradient at w = 3, the value there in Keras, or the gradient at W0 for a batch of four."""
    if framework == "sklearn":
        ratio = found["penalty_gradient"] / problem()[0]["W0"]
    elif "penalty" in found:  # 9 = λ w², whose derivative is 2 λ w
        ratio = np.array(2 * found["penalty"] / 9)
    else:
        ratio = found["penalty_gradient"] / 3
    if np.ptp(ratio) > 1e-6:
        return "another one"
    ratio = float(np.ravel(ratio)[0])
    return {1.0: "λ w", 2.0: "2 λ w", 0.25: "λ w / batch"}.get(round(ratio, 6), f"{ratio:g} λ w")


def _adam(epsilon, step):
    """The first step at g = 1e-8 is g / (g + ε) learning rates, or with ε beside √v: g / (g + ε / √(1 − β₂))."""
    places = {"√v̂": 1e-8 / (1e-8 + epsilon), "√v": 1e-8 / (1e-8 + epsilon / np.sqrt(1e-3))}
    return f"{epsilon:.3g} beside {min(places, key=lambda place: abs(places[place] - step))}"


def here():
    """The same of course_nn, as a program would find it."""
    _, sequence, cells = problem()
    rng = np.random.default_rng(0)
    images, gru = Conv2D(1, 8, (3, 5), rng), GRU(1, 1, init="zeros", recurrent_init="zeros", dtype=np.float64)
    gru.b.value[1] = 50
    norm = BatchNorm(1, dtype=np.float64)
    norm.forward(np.array([[0.0], [4.0]]), train=True)
    theta, adam = np.zeros(1), Adam(1.0)
    adam.step(theta, np.full(1, 1e-8))
    mask, values = np.array([[True, False]]), np.array([[1.0], [2.0]])
    z = np.log(1e-9 / (1 - 1e-9))
    return {
        "kernel_shape": Dense(3, 2, rng).W.value.shape,
        "image_kernel_shape": images.W.value.shape,
        "channels_last": images(np.zeros((1, 1, 9, 9))).shape[-1] == 8,
        **{name: cell(sequence) for name, cell in cells.items()},
        **{name + "_biases": _own_biases(cell) for name, cell in cells.items()},
        "reset_after": gru.reset == "after",
        "update_gate_open": gru.run(np.zeros((1, 1, 1)), state=(np.ones((1, 1)),))[0],
        "leaky_slope": -LeakyReLU()(np.array([[-1.0]])),
        "gelu": GELU()(np.array([[1.0]])),
        "running_variance": norm.running_variance.value,
        "running_mean": norm.running_mean.value,
        "batch_norm_momentum": norm.momentum,
        "batch_norm_epsilon": norm.epsilon,
        "layer_norm_epsilon": LayerNorm(1).epsilon,
        "loss_of_1e-9": BinaryCrossEntropy()(np.array([[z]]), np.array([[1.0]]))[0],
        "squared_error": SquaredError()(np.array([[1.0, 3.0, 5.0]]), np.zeros((1, 3)))[0],
        "squared_gradient": SquaredError()(np.array([[1.0, 3.0, 5.0]]), np.zeros((1, 3)))[1],
        "seen": attend(np.zeros((1, 1)), np.zeros((2, 1)), values, mask)[0],
        "penalty_gradient": L2Penalty(1.0)(np.array([[3.0]]))[1],
        "adam_epsilon": adam.epsilon,
        "adam_first_step": -theta,
    }


def _own_biases(cell):
    return "1, and one of n" if "c" in cell.parameters() else "1"


class Shown:
    """`TABLE` as a notebook shows it; bold is what is not as here."""

    def __repr__(self):
        return "\n".join(" | ".join((what, *row)) for what, row in TABLE.items())

    def _repr_html_(self):
        heads = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in ("", "here", *FRAMEWORKS.values()))
        return (
            f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(map(_row, TABLE, TABLE.values()))}</tbody></table>"
        )


def _row(what, row):
    cells = (html.escape(one) if one in ("", row[0]) else f"<b>{html.escape(one)}</b>" for one in row)
    return f'<tr><th scope="row">{html.escape(what)}</th>{"".join(f"<td>{one}</td>" for one in cells)}</tr>'
