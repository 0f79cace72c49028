"""The parameters of attention, blocks and transformers by PyTorch's names, to load and compare."""

from helpers import close

OF_ATTENTION = {"W": "in_proj_weight", "b": "in_proj_bias", "W_o": "out_proj.weight", "b_o": "out_proj.bias"}
OF_OTHERS = {"W": "weight", "b": "bias", "gamma": "weight", "beta": "bias"}
PLACES = {
    "attention": "self_attn",
    "norm_cross": "norm2",
    "cross": "multihead_attn",
    "network.0": "linear1",
    "network.2": "linear2",
    "norm_1": "norm1",
    "norm_2": "norm2",
}
ROWS_OF_TOKENS = ("embedding", "place")


def pytorch_names(layer):
    """Our name of each parameter → PyTorch's, and whether its matrix is laid out as ours."""
    names = list(layer.parameters())
    looking = {name.removesuffix("cross.W_o") for name in names if name.endswith("cross.W_o")}
    found = {}
    for name in names:
        place, _, leaf = name.rpartition(".")
        there = place
        for ours, theirs in PLACES.items():
            if place.endswith(ours):
                block = place.removesuffix(ours)
                there = block + ("norm3" if ours == "norm_2" and block in looking else theirs)
                break
        leaf = (OF_ATTENTION if not place or there.endswith("attn") else OF_OTHERS)[leaf]
        found[name] = (f"{there}.{leaf}" if there else leaf, place.endswith(ROWS_OF_TOKENS))
    return found


def with_weights(layer, given):
    """The layer with PyTorch's weights; each that is given has its place."""
    names = pytorch_names(layer)
    inputs = {"x", "source", "y"}
    assert {there for there, _ in names.values()} == {key for key in given if f"d{key}" in given} - inputs
    for name, parameter in layer.parameters().items():
        there, as_ours = names[name]
        parameter.value = given[there] if as_ours else given[there].T
    layer.zero_grad()
    return layer


def check_gradients(layer, given, tolerance=1e-9):
    """Of every parameter, and there is something to compare."""
    for name, parameter in layer.parameters().items():
        there, as_ours = pytorch_names(layer)[name]
        theirs = given[f"d{there}"]
        close(parameter.grad, theirs if as_ours else theirs.T, tolerance)
        assert parameter.grad.any(), name
