"""Every layer of the library as an ONNX file, run by programs that know nothing of it.

The cases are those of the battery of layers, which finds every class of the package: a new one without a rule fails.
"""

import numpy as np
import onnx
import pytest
from layer_cases import CASES, TOKEN_CASES
from onnx_evaluator import run_exactly, run_fast

from course_nn import (
    ELU,
    GRU,
    BatchNorm,
    Branches,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    LayerNorm,
    LeakyReLU,
    MultiHeadAttention,
    Residual,
    Sequential,
    SinusoidalPositions,
    Softplus,
    TransformerBlock,
)
from course_nn.export import export_onnx, protobuf
from course_nn.layers import LSTM, RNN, Bidirectional, MaxPool2D, Stacked
from course_nn.models import EncoderDecoder, SequenceClassifier, Transformer, TransformerEncoderDecoder, VectorDecoder

ALL = CASES | TOKEN_CASES


def close(theirs, ours, tolerance):
    """The largest difference over the largest entry."""
    assert (theirs.shape, theirs.dtype) == (ours.shape, ours.dtype)
    assert np.abs(theirs - ours).max() <= tolerance * np.abs(ours).max()


def check(make, x, path, free=(), others=()):
    """``make(dtype)`` exported for x, run for x and for the ``others``, by both programs."""
    for dtype, run, tolerance in ((np.float32, run_fast, 1e-5), (np.float64, run_exactly, 1e-10)):
        network = make(dtype)
        export_onnx(network, path, x[:1], free=free, dtype=dtype)
        onnx.checker.check_model(onnx.load(str(path)), full_check=True)
        for batch in (x, *others):
            batch = batch.astype(dtype) if batch.dtype.kind == "f" else batch
            close(run(path, batch), network(batch), tolerance)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_layer_gives_the_same_elsewhere(name, seed, tmp_path):
    case = ALL[name]
    batches = [case.x(seed=seed + 4 * k, n=n) for k, n in enumerate((4, 1, 9))]
    check(lambda dtype: case.layer(dtype, seed), batches[0], tmp_path / "a.onnx", others=batches[1:])


NESTS = {
    "residual": lambda layer: Residual(Sequential(layer)),
    "branches": lambda layer: Branches(layer, Sequential(layer, LeakyReLU(0.3))),
    "between": lambda layer: Sequential(Softplus(), Sequential(layer), ELU(0.3)),
}


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("name", CASES)
def test_a_layer_gives_the_same_inside_of_others(name, nest, tmp_path):
    case = CASES[name]
    if nest == "residual" and case.out != case.shape:
        nest = "between"
    if nest == "branches" and name == "Residual-noisy":
        nest = "between"
    check(lambda dtype: NESTS[nest](case.layer(dtype)), case.x(), tmp_path / "a.onnx")


@pytest.mark.parametrize(
    "name", ["Embedding", *(name for name in TOKEN_CASES if name.endswith("-tokens")), "Transformer"]
)
def test_sequences_of_any_length_where_the_axis_is_free(name, tmp_path):
    case, rng = TOKEN_CASES[name], np.random.default_rng(0)
    others = [rng.integers(0, case.vocabulary, (n, t)) for n, t in ((2, 1), (3, 9), (1, 50))]
    check(case.layer, case.x(), tmp_path / "a.onnx", (1,), others)


@pytest.mark.parametrize(
    "name",
    [
        *("Dense-steps", "RNN", "LSTM", "GRU", "GRU-before", "Stacked", "Bidirectional", "Attention-causal"),
        *("SinusoidalPositions", "MultiHeadAttention-rotary", "MultiHeadAttention-causal", "TransformerBlock"),
    ],
)
def test_numbers_of_any_length_where_the_axis_is_free(name, tmp_path):
    case, rng = CASES[name], np.random.default_rng(0)
    others = [rng.normal(size=(n, t, case.shape[2])) for n, t in ((2, 1), (3, 9), (1, 50))]
    check(case.layer, case.x(), tmp_path / "a.onnx", (1,), others)


@pytest.mark.parametrize("name", ["Conv2D", "MaxPool2D-padded", "GlobalAveragePool2D", "ConvTranspose2D-everything"])
def test_images_of_any_size_where_the_axes_are_free(name, tmp_path):
    case, rng = CASES[name], np.random.default_rng(0)
    others = [rng.normal(size=(2, case.shape[1], 9, 7)), rng.normal(size=(1, case.shape[1], 5, 12))]
    check(case.layer, case.x(), tmp_path / "a.onnx", (2, 3), others)


def test_far_places_are_turned_as_exactly_as_near_ones(tmp_path):
    """In float32 an angle of 3,000 would be off by 1e-4."""
    x = np.random.default_rng(0).normal(size=(1, 3000, 8)).astype(np.float32)
    layer = SinusoidalPositions(8)
    path = export_onnx(layer, tmp_path / "a.onnx", x[:, :2], free=(1,))
    close(run_fast(path, x), layer(x), 1e-5)
    layer = MultiHeadAttention(8, 1, np.random.default_rng(0), rotary=True)
    x = x[:, :1500]
    close(run_fast(export_onnx(layer, path, x), x), layer(x), 1e-5)


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
@pytest.mark.parametrize("settings", [{}, {"bidirectional": True}, {"d_embedding": 4, "bidirectional": True}])
def test_padding_does_not_count_wherever_it_stands(cell, settings, tmp_path):
    """ONNX's cells know of a length alone; here gaps count as little."""
    rng = np.random.default_rng(0)
    tokens = rng.integers(0, 6, (20, 7))
    tokens[:, 3] = rng.integers(1, 6, 20)
    tokens[0, :3] = tokens[1, 4:] = 0
    assert (tokens == 0).any(axis=0).sum() == 6

    def make(dtype):
        return SequenceClassifier(6, 3, 5, np.random.default_rng(1), cell=cell, dtype=dtype, **settings)

    check(make, tokens, tmp_path / "a.onnx", (1,), [tokens[:, 2:5]])


@pytest.mark.parametrize("seed", [0, 1])
def test_translators_with_padded_sources(seed, tmp_path):
    rng = np.random.default_rng(seed)
    x = np.hstack([rng.integers(0, 6, (12, 4)), rng.integers(0, 5, (12, 3))])
    x[:, 1] = 2
    for make in (
        lambda dtype: EncoderDecoder(4, 6, 5, 3, np.random.default_rng(2), cell=LSTM, d_embedding=4, dtype=dtype),
        lambda dtype: EncoderDecoder(4, 6, 5, 3, np.random.default_rng(2), dtype=dtype),
        lambda dtype: TransformerEncoderDecoder(4, 6, 5, 4, 2, 2, np.random.default_rng(2), dtype=dtype),
        lambda dtype: VectorDecoder(4, 5, 3, np.random.default_rng(2), cell=LSTM, dtype=dtype),
    ):
        check(make, x, tmp_path / "a.onnx")
    numbers = np.hstack([rng.normal(size=(3, 4)), rng.integers(0, 5, (3, 6))])
    check(lambda dtype: VectorDecoder(4, 5, 3, np.random.default_rng(2), dtype=dtype), numbers, tmp_path / "a.onnx")


@pytest.mark.parametrize("positions", ["none", "sinusoidal", "learned", "rotary"])
@pytest.mark.parametrize("norm", ["before", "after"])
def test_transformers_of_every_kind(positions, norm, tmp_path):
    tokens = np.random.default_rng(0).integers(0, 7, (3, 6))
    settings = {"positions": positions, "norm": norm, "dropout": 0.3, "tied": norm == "after"}
    check(
        lambda dtype: Transformer(7, 8, 2, 2, np.random.default_rng(1), dtype=dtype, **settings),
        tokens,
        tmp_path / "a.onnx",
        (1,),
        [tokens[:, :1]],
    )


def test_heads_that_are_off_stay_off(tmp_path):
    def make(dtype):
        layer = MultiHeadAttention(6, 3, np.random.default_rng(0), dtype=dtype)
        layer.heads_on[1] = False
        return layer

    check(make, np.random.default_rng(1).normal(size=(2, 4, 6)), tmp_path / "a.onnx")


def test_small_variances_are_normalized_by_the_right_epsilon(tmp_path):
    """Where ε decides, a rounded one would show."""
    x = np.random.default_rng(0).normal(0, 1e-4, (6, 3))

    def still(dtype):
        layer = BatchNorm(3, dtype=dtype)
        layer.running_variance.value = np.full(3, 1e-8, dtype)
        return layer

    for make in (still, lambda dtype: LayerNorm(3, epsilon=1e-7, dtype=dtype)):
        check(make, x, tmp_path / "a.onnx")


def test_whole_networks(tmp_path):
    def cnn(dtype, rng):
        return Sequential(
            *(Conv2D(1, 4, 3, rng, padding=1, dtype=dtype), BatchNorm(4, dtype=dtype), LeakyReLU(), MaxPool2D(2)),
            *(Flatten(), Dense(64, 10, rng, dtype=dtype)),
        )

    def reader(dtype, rng):
        return Sequential(
            Embedding(9, 6, rng, dtype=dtype),
            Stacked(
                LSTM(6, 5, rng, dtype=dtype),
                Bidirectional(GRU(5, 3, rng, dtype=dtype), RNN(5, 2, rng, activation="relu", dtype=dtype)),
            ),
            Dense(5, 4, rng, dtype=dtype),
            TransformerBlock(4, 2, rng, causal=True, rotary=True, dtype=dtype),
        )

    rng = np.random.default_rng(0)
    for seed in range(3):
        images, tokens = rng.normal(size=(5, 1, 8, 8)), rng.integers(0, 9, (4, 7))
        check(lambda dtype, seed=seed: cnn(dtype, np.random.default_rng(seed)), images, tmp_path / "a.onnx")
        check(
            lambda dtype, seed=seed: reader(dtype, np.random.default_rng(seed)),
            *(tokens, tmp_path / "a.onnx", (1,), [tokens[:, :2]]),
        )


def test_the_file_says_its_versions(tmp_path):
    """Opset 17 and version 8 of the format are those of ONNX 1.12; onnx itself knows which came together."""
    path = export_onnx(LayerNorm(3), tmp_path / "a.onnx", np.ones((2, 3)))
    model = onnx.load(str(path))
    assert (model.ir_version, [(part.domain, part.version) for part in model.opset_import]) == (8, [("", 17)])
    assert onnx.helper.find_min_ir_version_for(model.opset_import) == protobuf.IR
    first = onnx.defs.get_schema("LayerNormalization", max_inclusive_version=protobuf.OPSET)
    assert first.since_version == protobuf.OPSET
    assert model.producer_name == "course_nn"
    # Our bytes are those that onnx would write.
    assert model.SerializeToString(deterministic=True) == path.read_bytes()


def test_a_file_checks_nothing(tmp_path):
    """What is refused here gives something there: a token counts from the end, and padding alone is no number."""
    rng = np.random.default_rng(0)
    words = Embedding(6, 3, rng)
    path = export_onnx(words, tmp_path / "a.onnx", np.ones((1, 2), int))
    np.testing.assert_array_equal(run_fast(path, np.array([[-1, 2]])), words(np.array([[5, 2]])))
    translator = TransformerEncoderDecoder(2, 6, 5, 4, 2, 1, rng)
    path = export_onnx(translator, path, np.ones((1, 4), int))
    assert np.isnan(run_fast(path, np.array([[0, 0, 1, 1]]))).all()


@pytest.mark.parametrize("name", ["RNN-relu", "ConvTranspose2D-everything"])
def test_the_evaluator_still_needs_what_is_mended_for_it(name, tmp_path):
    """When this fails, take the mend out of onnx_evaluator.py."""
    case = CASES[name]
    path = export_onnx(case.layer(), tmp_path / "a.onnx", case.x(), dtype=np.float64)
    with pytest.raises((RuntimeError, ValueError)):
        run_exactly(path, case.x(), mended=False)
