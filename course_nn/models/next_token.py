"""What every model of the next token can do, whatever is inside: tell probabilities, and write."""

import numpy as np

from .. import _checks
from ..core import Layer
from ..functions import _softmax
from ..layers.embedding import whole_tokens


class NextTokenModel(Layer):
    """Tokens (n, t) to the logits (n, t, k) of the token that follows each. A subclass gives `run`.

    The step at t has read tokens 0 … t and nothing later. ``vocabulary_size`` is k; token 0 is the boundary, which
    begins and ends a sequence (`text.next_token_pairs`). Learn with `SequenceCrossEntropy`.
    """

    can_skip_dx = True

    def run(self, tokens, state=None, mask=None, train=False):
        """``logits, state, backward`` from ``state`` on, as in `SequenceLayer.run`; tokens have no gradient (None)."""
        raise NotImplementedError(f"{type(self).__name__}: a model of the next token needs a method run")

    def forward(self, x, train=False):
        logits, _, back = self.run(x, train=train)
        return logits, lambda dy, need_dx=True: back(dy)[0]

    def probabilities(self, beginning=(), temperature=1.0):
        """Of each token, (k,) float64, after a ``beginning``: the tokens of a sequence so far, without a boundary.

        softmax(z / ``temperature``): below 1 the probable tokens gain, above 1 all come nearer to each other, and at 0
        the most probable one has 1; equally probable ones share it.
        """
        beginning = self._beginning(beginning)
        tokens = np.concatenate([[0], beginning])[None]
        return _tempered(
            self.run(tokens)[0][0, -1:], _checks.number(temperature, f"{type(self).__name__}: temperature", low=0)
        )[0]

    def invent(self, n, rng, *, temperature=1.0, beginning=(), longest=30):
        """``n`` sequences, each token drawn from the model's own probabilities: (n, longest) int64, filled up with 0.

        They start with the tokens ``beginning``, go on as far as a boundary is drawn, and end at ``longest`` tokens.
        The model reads what it has drawn itself (it runs freely); ``temperature`` as in `probabilities`: at 0 equally
        probable tokens are drawn among.
        """
        n = _checks.whole(n, f"{type(self).__name__}: n", low=1)
        rng, temperature = (
            _checks.generator(rng),
            _checks.number(temperature, f"{type(self).__name__}: temperature", low=0),
        )
        beginning = self._beginning(beginning)
        longest = _checks.whole(longest, f"{type(self).__name__}: longest", low=max(1, len(beginning)))
        drawn = np.zeros((n, longest), np.int64)
        drawn[:, : len(beginning)] = beginning
        logits, state, _ = self.run(np.tile(np.concatenate([[0], beginning]), (n, 1)))
        running = np.ones(n, bool)
        for t in range(len(beginning), longest):
            p = _tempered(logits[:, -1], temperature)
            # The first token at which the sum of probabilities passes a number drawn between 0 and 1.
            passed = p.cumsum(axis=1) > rng.random((n, 1)) * p.sum(axis=1, keepdims=True)
            drawn[:, t] = passed.argmax(axis=1) * running
            running &= drawn[:, t] > 0
            if t == longest - 1 or not running.any():
                break
            logits, state, _ = self.run(drawn[:, t : t + 1], state)
        return drawn

    def _beginning(self, beginning):
        beginning = _checks.as_array(beginning, f"{type(self).__name__}: beginning", ndim=1, empty=True)
        return whole_tokens(self, beginning, self.vocabulary_size) if beginning.size else beginning.astype(np.int64)

    def _tokens(self, tokens):
        tokens = self.admit(tokens, ("t",), getattr(tokens, "dtype", None), "tokens")
        return whole_tokens(self, tokens, self.vocabulary_size)

    def mend(self, shape):
        if len(shape) == 3 and shape[2] == self.vocabulary_size:
            return "of one-hot codes, use x.argmax(axis=-1)"
        return "for one sequence, use tokens[None]" if len(shape) == 1 else ""


def _tempered(logits, temperature):
    """softmax(z / temperature) of logits (n, k), in float64."""
    z = logits.astype(np.float64)
    z -= z.max(axis=-1, keepdims=True)
    if temperature == 0:
        p = (z == 0).astype(np.float64)
        return p / p.sum(axis=-1, keepdims=True)
    return _softmax(z / max(temperature, 1e-300))
