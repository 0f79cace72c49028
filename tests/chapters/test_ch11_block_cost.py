"""The multiplications of a block: counted one by one they are the formula's, and what was counted is the block."""

import numpy as np
import pytest
from helpers import refused

from course_nn import TransformerBlock
from course_nn.chapters.ch11_attention.block_cost import counted_block, counted_product, multiplications


def test_a_product_is_counted():
    rng = np.random.default_rng(0)
    for m, k, n in ((1, 1, 1), (2, 3, 4), (5, 2, 1)):
        A, B = rng.normal(size=(m, k)), rng.normal(size=(k, n))
        y, count = counted_product(A, B)
        assert y == pytest.approx(A @ B) and count == m * k * n


@pytest.mark.parametrize(("d", "heads", "causal"), [(4, 1, False), (4, 2, True), (6, 3, False)])
def test_counted_is_what_the_formula_says_and_the_block_itself(d, heads, causal):
    rng = np.random.default_rng(1)
    block = TransformerBlock(d, heads, rng, causal=causal, dtype=np.float64)
    for p in block.parameters().values():
        p.value += rng.normal(0, 0.3, p.value.shape)
    for t in (1, 2, 7):
        x = rng.normal(size=(t, d))
        y, counts = counted_block(block, x)
        assert y == pytest.approx(block(x[None])[0], abs=1e-12)
        assert counts == multiplications(t, d)


def test_pairs_pass_the_network_at_4d_and_all_else_at_6d():
    for d in range(1, 200):
        for t, sign in ((4 * d - 1, -1), (4 * d, 0), (4 * d + 1, 1)):
            cost = multiplications(t, d)
            assert np.sign(cost["pairs"] - cost["network"]) == sign
        cost = multiplications(6 * d, d)
        assert cost["pairs"] == cost["network"] + cost["projections"]


def test_bad_calls_get_a_sentence():
    with refused("multiplications: t: expected a whole number at least 1, got 0"):
        multiplications(0, 4)
    with refused("multiplications: d: expected a whole number at least 1, got 0.5"):
        multiplications(3, 0.5)
