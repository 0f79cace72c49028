"""What ONNX does where frameworks differ, asked of its own reference evaluator, which takes its operators' defaults.

python conventions_onnx.py given.npz found.npz
"""

import sys

import numpy as np
from onnx import TensorProto, defs, helper
from onnx.reference import ReferenceEvaluator

given = np.load(sys.argv[1])
found = {}


TRAINING = "ai.onnx.preview.training"


def run(operator, *inputs, outputs=1, domain="", **attributes):
    """The outputs of one operator; an input that is None is left out."""
    names = [f"in{k}" if array is not None else "" for k, array in enumerate(inputs)]
    there = {name: np.asarray(array) for name, array in zip(names, inputs, strict=True) if name}
    results = [f"out{k}" for k in range(outputs)]
    graph = helper.make_graph(
        [helper.make_node(operator, names, results, domain=domain, **attributes)],
        operator,
        [helper.make_tensor_value_info(k, helper.np_dtype_to_tensor_dtype(a.dtype), None) for k, a in there.items()],
        [helper.make_tensor_value_info(name, TensorProto.UNDEFINED, None) for name in results],
    )
    opsets = [helper.make_opsetid("", 23), helper.make_opsetid(TRAINING, 1)]
    return ReferenceEvaluator(helper.make_model(graph, opset_imports=opsets)).run(None, there)


def default(operator, attribute, version=23, domain=""):
    return helper.get_attribute_value(defs.get_schema(operator, version, domain).attributes[attribute].default_value)


def adam(theta, gradient, **attributes):
    """θ and m after Adam's first step of rate 1."""
    one, zero, first = np.ones(()), np.zeros(1), np.array(1)
    return run("Adam", one, first, theta, gradient, zero, zero, outputs=3, domain=TRAINING, **attributes)[:2]


# What takes three inputs to two outputs, and what takes a channel to eight: otherwise they would fail.
W, K = np.ones((3, 2)), np.ones((8, 1, 3, 5))
run("Gemm", np.ones((1, 3)), W)
image = run("Conv", np.ones((1, 1, 9, 9)), K)[0]
found["kernel_shape"], found["image_kernel_shape"] = W.shape, K.shape
found["channels_last"] = image.shape[-1] == 8

# A layer of three inputs and four states, with the weights of ours, and its gates in our order; time is first.
x = np.moveaxis(given["sequence"], 1, 0)
for name in ("lstm", "gru"):
    W, R, B = (given[f"{name}/{key}"] for key in "WRB")
    after = {"linear_before_reset": 1} if name == "gru" else {}
    found[name] = np.moveaxis(run(name.upper(), x, W, R, B, hidden_size=4, **after)[0][:, 0], 0, 1)
    found[name + "_biases"] = B.size // W.shape[1]
found["reset_after"] = default("GRU", "linear_before_reset")

# The update gate z wide open: does it keep the state, 1, or take the new one, 0?
zero, bias = np.zeros((1, 3, 1)), np.array([[50.0, 0, 0, 0, 0, 0]])
(found["update_gate_open"],) = run(
    "GRU", np.zeros((1, 1, 1)), zero, zero, bias, None, np.ones((1, 1, 1)), hidden_size=1
)

found["leaky_slope"] = -run("LeakyRelu", np.array([-1.0]))[0]
found["gelu"] = run("Gelu", np.array([1.0]))[0]

x = np.array([[0.0], [4.0]])
_, found["running_mean"], found["running_variance"] = run(
    "BatchNormalization", x, np.ones(1), np.zeros(1), np.zeros(1), np.ones(1), outputs=3, training_mode=1
)
found["batch_norm_momentum"] = default("BatchNormalization", "momentum")
found["batch_norm_epsilon"] = default("BatchNormalization", "epsilon")
found["layer_norm_epsilon"] = default("LayerNormalization", "epsilon")

# Two keys with the values 1 and 2, and a mask that is True at the first alone.
values = np.array([[[[1.0], [2.0]]]])
(found["seen"],) = run("Attention", np.zeros((1, 1, 1, 1)), np.zeros((1, 1, 2, 1)), values, np.array([[True, False]]))

# Two logits with p = 1e-9 for the class 0.
logits = np.array([[np.log(1e-9 / (1 - 1e-9)), 0.0]])
(found["loss_of_1e-9"],) = run("SoftmaxCrossEntropyLoss", logits, np.array([0]))

# The first step of Adam for a gradient as small as 1e-8, and the gradient of its penalty at a weight of 3.
found["adam_epsilon"] = default("Adam", "epsilon", 1, TRAINING)
found["adam_first_step"] = -adam(np.zeros(1), np.full(1, 1e-8))[0]
_, found["penalty_gradient"] = adam(np.full(1, 3.0), np.zeros(1), alpha=0.0, norm_coefficient=1.0)

np.savez(sys.argv[2], **{name: np.asarray(value) for name, value in found.items()})
