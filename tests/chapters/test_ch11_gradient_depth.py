"""A gradient on its way down: sums keep it, the normalization before each part keeps its size."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention.gradient_depth import DEEPEST, KINDS, SEEDS, block, gradient_norms
from course_nn.chapters.ch11_attention.instruments import gradient_depth

DEPTHS = (6, 12, 24)


@pytest.mark.long
def test_without_both_it_fades_with_sums_alone_it_explodes_and_with_both_it_does_neither():
    for seed in range(SEEDS):
        for depth in DEPTHS:
            bottom = {kind: gradient_norms(kind, depth, seed)[0] for kind in KINDS}
            assert bottom["nothing"] < 10.0 ** (-depth / 4)
            assert bottom["sums alone"] > 1.2**depth
            assert 0.2 < bottom["sums, normalized after"] < 5
            assert 1 < bottom["sums, normalized before"] < 5
            assert bottom["normalization alone"] > 1e-3


def test_it_is_the_gradient_of_the_whole_stack():
    for kind in KINDS[:4]:
        rng = np.random.default_rng([0, 2])
        x = rng.standard_normal((4, 12, 32))
        dy = rng.standard_normal(x.shape)
        one, two = block(kind, rng), block(kind, rng)
        nudge = np.random.default_rng(9).standard_normal(x.shape)
        J = lambda x, one=one, two=two, dy=dy: float((dy * two(one(x))).sum())  # noqa: E731
        slope = (J(x + 1e-6 * nudge) - J(x - 1e-6 * nudge)) / 2e-6
        y, back_one = one.forward(x)
        _, back_two = two.forward(y)
        dx = back_one(back_two(dy))
        assert float((dx * nudge).sum()) == pytest.approx(slope, rel=1e-4)
        assert gradient_norms(kind, 2)[0] == pytest.approx(np.linalg.norm(dx) / np.linalg.norm(dy))


@pytest.mark.long
def test_with_both_it_keeps_its_size_nearly_at_every_depth_and_below_every_block():
    for kind, factor in {"sums, normalized before": 5, "sums, normalized after": 25}.items():
        for depth in range(1, DEEPEST + 1):
            for seed in range(SEEDS):
                norms = gradient_norms(kind, depth, seed)
                assert ((1 / factor < norms) & (norms < factor)).all()


def test_the_sentence_tells_how_many_blocks():
    it = gradient_depth()
    assert "of length 1 below 1 block: nothing" in it.set(depth=1).description
    assert "of length 1 below all 2 blocks: nothing" in it.set(depth=2).description


def test_every_depth_has_a_number_below_each_block():
    for kind in KINDS:
        for depth in (1, DEEPEST):
            assert len(gradient_norms(kind, depth)) == depth + 1
            assert gradient_norms(kind, depth)[-1] == pytest.approx(1, abs=0.6)
