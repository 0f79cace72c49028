"""Models that are layers: which operators they become."""

import numpy as np
from layer_cases import CASES, TOKEN_CASES
from onnx_files import graph_of, operators

from course_nn.models import Transformer


def test_a_model_keeps_the_names_of_its_parameters():
    """But for weights that the operators want in another order."""
    for name in ("Transformer", "LanguageModel-embedding", "TransformerEncoderDecoder"):
        layer = TOKEN_CASES[name].layer()
        g, _ = graph_of(layer, TOKEN_CASES[name].x())
        kept = set(g.arrays) & set(layer.parameters())
        assert len(kept) >= len(layer.parameters()) - 8
        assert "output.W" in kept or "decoder.output.W" in kept


def test_tied_weights_stand_in_the_file_once():
    rng, tokens = np.random.default_rng(0), np.ones((2, 4), int)
    tied, own = (graph_of(Transformer(6, 4, 1, 1, rng, tied=tied), tokens)[0] for tied in (True, False))
    shapes = [[array.shape for array in g.arrays.values()] for g in (tied, own)]
    assert [some.count((6, 4)) + some.count((4, 6)) for some in shapes] == [1, 2]


def test_the_draw_of_an_autoencoder_is_its_mean():
    ops = operators(CASES["VAE"].layer(), CASES["VAE"].x())
    assert (ops.count("Split"), ops[-1]) == (1, "Concat")


def test_padding_is_hidden_from_a_decoder_and_its_encoder():
    ops = operators(TOKEN_CASES["TransformerEncoderDecoder"].layer(), TOKEN_CASES["TransformerEncoderDecoder"].x())
    assert ops.count("Where") == 1
    assert operators(TOKEN_CASES["EncoderDecoder"].layer(), TOKEN_CASES["EncoderDecoder"].x()).count("Scan") == 1
