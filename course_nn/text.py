"""Words as sequences of tokens, one for each character, and what is asked of words that a model has invented.

Token 0 is the boundary: it starts a word, ends it, and fills its row up to the longest. A model of characters reads
boundary, c₁, …, cₜ and is asked for c₁, …, cₜ, boundary.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from . import _checks

#: The label of a step that is not asked about (`SequenceCrossEntropy` leaves it out).
IGNORE = -1


class Alphabet:
    """The characters of some words, in order, with the boundary before them; its length is the size of the vocabulary.

    ``symbols[token]`` is a token's character; the boundary is shown as "·", which no word may have. ``longest`` is the
    number of characters of the longest word.
    """

    def __init__(self, words):
        words = _words(words, "Alphabet")
        characters = sorted(set("".join(words)))
        if "·" in characters:
            raise ValueError("Alphabet: expected words without ·, which stands for the boundary")
        self.symbols, self.longest = ("·", *characters), max(map(len, words))
        self._tokens = {character: token for token, character in enumerate(self.symbols)}

    def __len__(self):
        return len(self.symbols)

    def encode(self, words, length=None):
        """Tokens (n, length) of the words, int64, filled up with 0 behind; without ``length`` to the longest word."""
        words = _words(words, "encode")
        longest = max(map(len, words))
        length = longest if length is None else _checks.whole(length, "encode: length", low=1)
        if longest > length:
            raise ValueError(f"encode: expected words of at most {length} characters, got {max(words, key=len)!r}")
        tokens = np.zeros((len(words), length), np.int64)
        for row, word in zip(tokens, words, strict=True):
            strange = [character for character in word if character not in self._tokens or character == "·"]
            if strange:
                known = "".join(self.symbols[1:])
                raise ValueError(f"encode: expected words of the characters {known}, got {strange[0]!r} in {word!r}")
            row[: len(word)] = [self._tokens[character] for character in word]
        return tokens

    def decode(self, tokens):
        """The word of one row of tokens, up to the first boundary."""
        tokens = _checks.as_array(tokens, "decode: tokens", empty=True)
        if tokens.shape == (0,):
            return ""
        if tokens.ndim != 1 or tokens.dtype.kind not in "iu" or not np.isin(tokens, np.arange(len(self))).all():
            raise ValueError(f"decode: expected a row of tokens 0 to {len(self) - 1}, got {_checks.describe(tokens)}")
        ends = np.flatnonzero(tokens == 0)
        return "".join(self.symbols[token] for token in tokens[: ends[0] if len(ends) else None])

    def __repr__(self):
        return f"Alphabet of {len(self)} symbols: {''.join(self.symbols)}"


def next_token_pairs(alphabet, words, length=None):
    """``X, y`` (n, t) to learn a model of characters from: X starts with the boundary, y is X one step later.

    y ends with the boundary, after which it is `IGNORE`. ``length`` is t, at least one more than the longest word has.
    """
    if not isinstance(alphabet, Alphabet):
        raise TypeError(
            f"next_token_pairs: expected an Alphabet, such as Alphabet(words), got {_checks.describe(alphabet)}"
        )
    words = _words(words, "next_token_pairs")
    length = max(map(len, words)) + 1 if length is None else _checks.whole(length, "next_token_pairs: length", low=2)
    y = alphabet.encode(words, length)
    lengths = np.array([len(word) for word in words])
    if lengths.max() == length:
        raise ValueError(f"next_token_pairs: expected words shorter than length={length}, got {max(words, key=len)!r}")
    X = np.zeros_like(y)
    X[:, 1:] = y[:, :-1]
    y[np.arange(length) > lengths[:, None]] = IGNORE
    return X, y


def edit_distance(a, b):
    """The fewest insertions, deletions and replacements of a character that make b of a (Levenshtein, 1966)."""
    _two_words(a, b, "edit_distance")
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (left != right))
    return row[-1]


def near_duplicates(a, b):
    """Whether two words are spellings or parts of one another.

    That is: one contains the other, whatever the capitals, or few edits lie between them: one, or up to two where the
    shorter has six characters or more.
    """
    _two_words(a, b, "near_duplicates")
    a, b = sorted((a.lower(), b.lower()), key=len)
    few = 2 if len(a) >= 6 else 1
    strange = max(len(set(a) - set(b)), len(set(b) - set(a)), len(b) - len(a))  # each of these takes an edit
    return a in b or (strange <= few and edit_distance(a, b) <= few)


def split_words(words, test=0.1, seed=0):
    """``train, test``: two lists of different words, with near-duplicates, and theirs, on the same side.

    Groups of near-duplicates go to the test in an order that is drawn by ``seed``, as long as it has not more than the
    share ``test`` of all words. Equal words count once.
    """
    words = sorted(set(_words(words, "split_words")))
    share = _checks.number(test, "split_words: test", above=0, below=1)
    rng = np.random.Generator(np.random.PCG64(_checks.whole(seed, "split_words: seed", low=0)))
    groups = _groups(words)
    draws = rng.random(len(groups))
    chosen = set()
    for k in np.argsort(draws, kind="stable"):
        if len(chosen) + len(groups[k]) <= share * len(words):
            chosen.update(groups[k])
    if not chosen:
        raise ValueError("split_words: no group of near-duplicates is small enough for the test; give more words")
    return [word for word in words if word not in chosen], [word for word in words if word in chosen]


def _groups(words):
    """The words by near-duplicates of near-duplicates, each group in order."""
    group = {word: [word] for word in words}
    for i, a in enumerate(words):
        for b in words[:i]:
            if group[a] is not group[b] and near_duplicates(a, b):
                joined = group[a] + group[b]
                group.update(dict.fromkeys(joined, joined))
    return [sorted(one) for one in {id(one): one for one in group.values()}.values()]


class Judgment(NamedTuple):
    """What `judge` finds: how many of the words, of 1, and means over them."""

    copies: float
    repeats: float
    distance: float
    length: float


def judge(invented, known):
    """A `Judgment` of words a model has invented beside the ``known`` ones that it learned from.

    ``copies``: the share that are known words; ``repeats``: the share that came before in the list; ``distance``: mean
    edit distance to the nearest known word; ``length``: mean number of characters. What was cut before its end counts
    as it stands.
    """
    invented = _words(invented, "judge: invented", empty=True)
    known = sorted(set(_words(known, "judge: known")))
    distances = {word: min(edit_distance(word, one) for one in known) for word in set(invented)}
    return Judgment(
        copies=float(np.mean([word in known for word in invented])),
        repeats=1 - len(distances) / len(invented),
        distance=float(np.mean([distances[word] for word in invented])),
        length=float(np.mean([len(word) for word in invented])),
    )


def _two_words(a, b, name):
    if not (isinstance(a, str) and isinstance(b, str)):
        raise TypeError(f"{name}: expected two words, got {_checks.describe(a)} and {_checks.describe(b)}")


def _words(words, name, empty=False):
    """The words as a list of strings, of at least one character unless ``empty``."""
    if isinstance(words, str):
        raise TypeError(f"{name}: expected a list of words, got one, {words!r}; write [{words!r}]")
    given = words
    try:
        words = list(given)
    except TypeError:
        raise TypeError(f"{name}: expected a list of words, got {_checks.describe(words)}") from None
    if not words:
        mend = "; what gives its words once is used up: take list(words) first" if isinstance(given, Iterator) else ""
        raise ValueError(f"{name}: expected at least one word, got none{mend}")
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"{name}: expected words, got {_checks.describe(word)} among them")
        if not word and not empty:
            raise ValueError(f"{name}: expected words of at least one character, got an empty one")
    return [str(word) for word in words]
