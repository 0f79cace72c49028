"""What a network writes, token by token, and how often it is right: fed with the right tokens, and with its own."""

from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...functions import softmax
from ...models.encoder_decoder import EncoderDecoder, forced_pairs
from ...text import IGNORE


def scores(network, source, target):
    """How much of the targets (n, t), filled up with 0 behind, an `EncoderDecoder` or `VectorDecoder` gets right.

    "exact": the share of sequences written free that are right from the first token to the end. "forced" and "free":
    the share of tokens that are right, the closing 0 included, where each right token is fed in, and where the network
    runs on what it wrote.
    """
    X, labels = forced_pairs(source, target)
    counts = labels != IGNORE
    said = _logits(network, source, X[:, source.shape[1] :].astype(np.int64)).argmax(axis=2)
    wrote = _written(network, source, labels.shape[1])
    return {
        "exact": float(((wrote == labels) | ~counts).all(axis=1).mean()),
        "forced": float((said == labels)[counts].mean()),
        "free": float((wrote == labels)[counts].mean()),
    }


def spelled(network, source, length):
    """``tokens, p`` of one source (s,): what the network writes and at each step the probability of every token.

    tokens (t,) ends with 0 unless it is ``length`` long; p (t, k).
    """
    tokens = _written(network, source[None], length)[0]
    ends = np.flatnonzero(tokens == 0)
    tokens = tokens[: ends[0] + 1] if len(ends) else tokens
    logits = _logits(network, source[None], np.concatenate([[0], tokens[:-1]])[None])
    return tokens, softmax(logits[0].astype(np.float64))


def _logits(network, source, written):
    with np.errstate(over="ignore", invalid="ignore"):
        logits = network.run(source, written)[0]
    if not np.isfinite(logits).all():
        raise ValueError("expected a network with finite outputs, got NaN or infinite ones")
    return logits


def _written(network, source, length):
    with np.errstate(over="ignore", invalid="ignore"):
        return network.decode(source, length)


def copied(network, room, name):
    """The ``network`` with the θ that is stored as ``measured/<name>.npz``, in half precision."""
    with as_file(files(room).joinpath("measured", f"{name}.npz")) as path, np.load(path) as stored:
        network.theta[...] = stored["theta"]
    return network


def own_writer(network, stored, source, target, who):
    """`own_copy` of a network that translates words of one `Alphabet` into another's; of no network ``stored()``."""
    if network is None:
        return stored()
    expected = f"EncoderDecoder(…, {len(source)}, {len(target)}, …)"
    if not isinstance(network, EncoderDecoder):
        raise TypeError(f"{who}: expected a network as {expected}, got {_checks.describe(network)}")
    if (network.source_vocabulary, network.decoder.vocabulary_size) != (len(source), len(target)):
        raise ValueError(f"{who}: expected a network as {expected}, for the alphabets of the chapter, got {network!r}")
    return own_copy(network, who)


def own_copy(network, who):
    """A copy of the reader's network, if its weights are finite: what is counted and what is written have the same θ.

    More training changes it no longer.
    """
    if not np.isfinite(network.theta).all():
        raise ValueError(f"{who}: expected a network with finite weights, got NaN or infinite ones")
    return network.copy()
