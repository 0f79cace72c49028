"""What PyTorch does where frameworks differ, asked of PyTorch itself.

python conventions_pytorch.py given.npz found.npz
"""

import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional

given = np.load(sys.argv[1])
torch.set_num_threads(1)
found = {}


def arrays(prefix):
    return {name[len(prefix) :]: torch.from_numpy(given[name]) for name in given.files if name.startswith(prefix)}


linear = nn.Linear(3, 2)
found["kernel_shape"] = linear.weight.shape
image_layer = nn.Conv2d(1, 8, (3, 5))
found["image_kernel_shape"] = image_layer.weight.shape
found["channels_last"] = image_layer(torch.zeros(1, 1, 9, 9)).shape[-1] == 8

# A layer of three inputs and four states, with the weights of ours, and its gates in our order.
x = torch.from_numpy(given["sequence"])
for name, layer in (("lstm", nn.LSTM(3, 4, batch_first=True)), ("gru", nn.GRU(3, 4, batch_first=True))):
    layer = layer.double()
    found[name + "_biases"] = sum("bias" in key for key in layer.state_dict())
    layer.load_state_dict(arrays(name + "/"))
    found[name] = layer(x)[0].detach().numpy()

# The update gate z wide open: does it keep the state, 1, or take the new one, 0?
cell = nn.GRUCell(1, 1)
nn.init.zeros_(cell.weight_ih), nn.init.zeros_(cell.weight_hh), nn.init.zeros_(cell.bias_hh)
cell.bias_ih.data = torch.tensor([0.0, 50.0, 0.0])
found["update_gate_open"] = cell(torch.zeros(1, 1), torch.ones(1, 1)).detach().numpy()

found["leaky_slope"] = -nn.LeakyReLU()(torch.tensor(-1.0)).numpy()

found["gelu"] = nn.GELU()(torch.ones(1, dtype=torch.float64)).numpy()

norm = nn.BatchNorm1d(1)
norm(torch.tensor([[0.0], [4.0]]))
found["running_variance"], found["running_mean"] = norm.running_var.numpy(), norm.running_mean.numpy()
found["batch_norm_momentum"] = norm.momentum
found["batch_norm_epsilon"], found["layer_norm_epsilon"] = norm.eps, nn.LayerNorm(1).eps

one, p = torch.ones(1, dtype=torch.float64), torch.full((1,), 1e-9, dtype=torch.float64)
found["loss_of_1e-9"] = nn.BCELoss()(p, one).numpy()
# Three outputs that are off by 1, 3 and 5: the loss, and what comes back.
outputs = torch.tensor([[1.0, 3.0, 5.0]], requires_grad=True)
squared = nn.MSELoss()(outputs, torch.zeros(1, 3))
squared.backward()
found["squared_error"], found["squared_gradient"] = squared.detach().numpy(), outputs.grad.numpy()

# Two keys, and a mask that is True at the first alone: what the query then makes of their values, 1 and 2.
mask, keys = torch.tensor([[True, False]]), torch.zeros(1, 2, 1)
attention = nn.MultiheadAttention(1, 1, batch_first=True)
_, weights = attention(torch.zeros(1, 1, 1), keys, keys, attn_mask=mask)
found["weights_of_layer"] = weights.detach().numpy().ravel()
values = torch.tensor([[[1.0], [2.0]]])
found["seen"] = functional.scaled_dot_product_attention(torch.zeros(1, 1, 1), keys, values, mask).numpy()

# The first step of Adam for a gradient as small as 1e-8, in learning rates.
theta = nn.Parameter(torch.zeros(1, dtype=torch.float64))
adam = torch.optim.Adam([theta], lr=1.0)
theta.grad = torch.full((1,), 1e-8, dtype=torch.float64)
adam.step()
found["adam_epsilon"], found["adam_first_step"] = adam.defaults["eps"], -theta.detach().numpy()

# A weight of 3 decays by rate and weight_decay 1: what is taken from it is the gradient of the penalty.
theta = nn.Parameter(torch.full((1, 1), 3.0))
theta.grad = torch.zeros(1, 1)
torch.optim.SGD([theta], lr=1.0, weight_decay=1.0).step()
found["penalty_gradient"] = 3 - theta.detach().numpy()

np.savez(sys.argv[2], **{name: np.asarray(value) for name, value in found.items()})
