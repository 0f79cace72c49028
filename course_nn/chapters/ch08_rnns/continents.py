"""Many to one: which region a place name belongs to, by a network that reads its letters, and by a bag of its parts.

The bag holds a name's n-grams, its runs of up to n letters, counted wherever they stand, for a logistic regression.
Regions with fewer than 40 names are left out: Antarctica, Arctic, Atlantic, Australia and Indian, 52 names of 471.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np

from ... import _checks, data
from ...data.measured import measurements
from ...functions import softmax
from ...losses import CrossEntropy
from ...models import SequenceClassifier
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...text import Alphabet, split_words
from ...training import fit

FEWEST = 40
SPLITS, TEST, FOLDS = 10, 0.2, 3
SIZE, RATE = 32, 0.005
LONGEST = 15
#: Method → the settings that are tried on the training part of each split, as many for each.
TRIED = {
    "bag of n-grams": [{"n": n, "C": C} for n, C in product((2, 3), (0.03, 0.1, 0.3, 1))],
    "GRU": [
        {"bidirectional": both, "dropout": dropout, "epochs": epochs}
        for both, dropout, epochs in product((False, True), (0.3, 0.6), (6, 12))
    ],
}
#: Those of the instrument, which reads from left to right.
SHOWN = {"GRU": {"bidirectional": False, "dropout": 0.5, "epochs": 10}, "bag of n-grams": {"n": 3, "C": 0.1}}


def regions():
    """``words, labels``: the 419 names in small letters and the region of each, of the five that have 40 and more."""
    names = data.place_names()
    counts = Counter(names.regions)
    kept = [(name.lower(), region) for name, region in zip(*names, strict=True) if counts[region] >= FEWEST]
    return tuple(zip(*kept, strict=True))


class NetworkReader:
    """A `SequenceClassifier` that has learned from words and their labels."""

    def __init__(self, words, labels, seed=0, *, bidirectional, dropout, epochs):
        self.classes, y = np.unique(labels, return_inverse=True)
        self.alphabet = Alphabet(words)
        rng = np.random.default_rng(_checks.whole(seed, "NetworkReader: seed", low=0))
        how = {"bidirectional": bidirectional, "dropout": dropout}
        self.network = SequenceClassifier(len(self.alphabet), len(self.classes), 64, rng, **how)
        adam = Adam(CosineDecay(RATE, epochs * -(-len(words) // SIZE)))
        X, how = self.alphabet.encode(words), {"epochs": epochs, "batch_size": SIZE, "rng": rng, "progress": False}
        self.history = fit(self.network, X, y, CrossEntropy(), adam, **how)

    def probabilities(self, words):
        """p (n, k) of each class; letters that were never learned are passed over."""
        known = ["".join(letter for letter in word if letter in self.alphabet.symbols[1:]) for word in words]
        tokens = self.alphabet.encode([word or self.alphabet.symbols[1] for word in known])
        p = softmax(self.network(tokens).astype(np.float64))
        p[[not word for word in known]] = 1 / len(self.classes)
        return p


class BagReader:
    """A logistic regression on the counts of n-grams, of all lengths up to ``n``; C is 1 / the strength of its L2."""

    def __init__(self, words, labels, seed=0, *, n, C):
        from sklearn.linear_model import LogisticRegression

        self.n, self.classes = n, np.unique(labels)
        self.columns = {gram: k for k, gram in enumerate(sorted({g for word in words for g in self.grams(word)}))}
        self.model = LogisticRegression(C=C, max_iter=1000).fit(self.counts(words), labels)

    def grams(self, word):
        """The n-grams of a word, with a boundary at each end."""
        word = f"·{word}·"
        return [word[i : i + n] for n in range(1, self.n + 1) for i in range(len(word) - n + 1)]

    def counts(self, words):
        """How often each known n-gram stands in each word."""
        X = np.zeros((len(words), len(self.columns)))
        for row, word in zip(X, words, strict=True):
            for gram in self.grams(word):
                if gram in self.columns:
                    row[self.columns[gram]] += 1
        return X

    def probabilities(self, words):
        """p (n, k) of each class."""
        return self.model.predict_proba(self.counts(words))


READERS = {"bag of n-grams": BagReader, "GRU": NetworkReader}


def accuracy(reader, words, labels):
    """The share of words that the reader gives their label."""
    return float(np.mean(reader.classes[reader.probabilities(words).argmax(axis=1)] == np.asarray(labels)))


def split(seed, test=TEST):
    """``(words, labels), (words_test, labels_test)``; near-duplicates are on one side (`text.split_words`)."""
    words, labels = regions()
    label = dict(zip(words, labels, strict=True))
    return tuple((part, [label[word] for word in part]) for part in split_words(words, test, seed))


def chosen(method, words, labels):
    """The setting of `TRIED` with the most right answers when each third is told by what learned from the others."""
    from sklearn.model_selection import StratifiedKFold

    words, labels = np.array(words), np.array(labels)
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(words, labels))

    def right(setting):
        readers = (READERS[method](words[learn].tolist(), labels[learn], 100, **setting) for learn, _ in folds)
        pairs = zip(readers, folds, strict=True)
        return sum(accuracy(reader, words[rest].tolist(), labels[rest]) * len(rest) for reader, (_, rest) in pairs)

    return max(TRIED[method], key=right)


def compete(splits=SPLITS):
    """What is measured: on each split the accuracy of each method with its chosen setting, and of the largest class."""
    found = {"largest class": [], **{method: [] for method in READERS}, "settings": {m: [] for m in READERS}}
    for seed in range(splits):
        (words, labels), test = split(seed)
        (largest, _), *_ = Counter(labels).most_common(1)
        found["largest class"].append(round(float(np.mean(np.array(test[1]) == largest)), 4))
        for method, reader in READERS.items():
            setting = chosen(method, words, labels)
            found["settings"][method].append(setting)
            found[method].append(round(accuracy(reader(words, labels, seed, **setting), *test), 4))
    return found


def standings():
    """Method → accuracy on each of the ten splits, as `measured/measure_shapes.py` found it with `compete`."""
    stored = measurements(__package__, "continents")
    return {name: stored[name] for name in ("largest class", *READERS)}


def read_names(words=None, labels=None):
    """The instrument's compute: ``word`` → the probability of each class after each of its letters, and the bag's.

    Both methods learn from the training part of the first split, or from ``words`` of one's own with their labels.
    The compute's ``letters`` are what may be typed, ``first`` a word to begin with, ``words`` those of one's own, and
    ``labels`` the different ones, sorted.
    """
    own = words is not None or labels is not None
    if own:
        words, labels = _own(words, labels)
        readers, known = _learned(words, labels), _with_one_label(words, labels)
        first = next((word for word in words if len(word) <= LONGEST), words[0][:LONGEST])
    else:
        words, first = regions()[0], "helsinki"
        readers, known = _stored()

    def compute(word):
        return _read(readers, known, word) | {"own": own}

    compute.letters, compute.first = "".join(sorted(set("".join(words)))), first
    compute.words, compute.labels = words if own else (), readers["GRU"].classes.tolist()
    return compute


def _own(words, labels):
    """``words, labels``, two lists of strings, from what the reader gave."""
    if words is None or labels is None:
        raise TypeError("continents: expected words and labels together, got one of them")
    for one in (words, labels):
        if isinstance(one, (Mapping, set, frozenset)):
            raise TypeError(
                f"continents: expected words and labels as two lists in the same order, got {_checks.describe(one)}"
            )
    words, labels = (one if isinstance(one, str) or not np.iterable(one) else list(one) for one in (words, labels))
    if not isinstance(labels, list):
        raise TypeError(f"continents: expected a list of labels, got {_checks.describe(labels)}")
    Alphabet(words)  # refuses what are no words
    labels = [str(label) for label in labels]
    for label in labels:
        if not any(one.isprintable() and not one.isspace() for one in label):
            raise ValueError(f"continents: expected labels of which something can be seen, got {label!r}")
    if len(words) != len(labels):
        raise ValueError(f"continents: expected a label for each word, got {len(words)} words and {len(labels)} labels")
    if not 2 <= len(set(labels)) <= 6 or len(words) > 2000:
        raise ValueError(
            f"continents: expected up to 2000 words with 2 to 6 different labels, got {len(words)} with "
            f"{len(set(labels))}"
        )
    return words, labels


def _with_one_label(words, labels):
    """Word → its label, and True since it was learned from; without the words that came with several labels."""
    found = {}
    for word, label in zip(words, labels, strict=True):
        found.setdefault(word, set()).add(label)
    return {word: (*those, True) for word, those in found.items() if len(those) == 1}


@cache
def _stored():
    (words, labels), (new, theirs) = split(0)
    known = {word: (region, True) for word, region in zip(words, labels, strict=True)}
    return _learned(words, labels), known | {word: (region, False) for word, region in zip(new, theirs, strict=True)}


def _learned(words, labels):
    return {method: READERS[method](words, labels, **setting) for method, setting in SHOWN.items()}


def _read(readers, known, word):
    network, bag = readers["GRU"], readers["bag of n-grams"]
    region, learned = known.get(word, (None, False))
    return {
        "word": word,
        "classes": network.classes.tolist(),
        "p": network.probabilities([word[: k + 1] for k in range(len(word))]),
        "bag": bag.probabilities([word])[0],
        "region": region,
        "learned": learned,
    }
