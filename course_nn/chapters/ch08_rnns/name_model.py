"""A character model of place names: an LSTM that reads a name and says what comes next, against n-grams that count.

Everything is chosen on names that are learned from: of each split's training names a part is kept for validation, where
the LSTM gets its size, its dropout and its number of epochs, and Kneser–Ney its discount. Then both learn from all
training names, and the test names are looked at once.
"""

from functools import cache
from importlib.resources import as_file, files
from itertools import product

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...data.sequences import place_names
from ...models import AddK, KneserNey, LanguageModel
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...text import Alphabet, judge, next_token_pairs, split_words
from ...training import fit

#: Epochs at most, learning rate at first, batch size, and the length of the vector of a character.
EPOCHS, RATE, SIZE, EMBEDDING = 30, 0.01, 32, 32
#: What is tried on the validation part: units, dropout; discounts of Kneser–Ney (None: estimated), k of add-k.
HIDDEN, DROPOUT = (32, 64, 128), (0.0, 0.25, 0.5)
DISCOUNTS, ADDED = (None, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95), (0.01, 0.03, 0.1, 0.3, 1.0)
#: The n-grams, by smoothing, its name, and n.
RIVALS = ((KneserNey, "Kneser-Ney", 2), (KneserNey, "Kneser-Ney", 3), (KneserNey, "Kneser-Ney", 4), (AddK, "add-k", 2))
#: Units of the model that is stored.
STORED = 64
#: So many splits of the names were measured.
SPLITS = 10
#: So many characters are drawn, unless the words learned or the beginning need more.
LONGEST = 20


@cache
def alphabet():
    """The `Alphabet` of all place names: 54 symbols with the boundary."""
    return Alphabet(place_names().names)


@cache
def parts(split=0):
    """``learn, validation, test``: three tuples of names without near-duplicates between them.

    The test has a tenth of all names, and the validation a tenth of the rest; the training names are the first two.
    """
    split = _checks.whole(split, "parts: split", low=0)
    train, test = split_words(place_names().names, seed=split)
    return *map(tuple, split_words(train, seed=split)), tuple(test)


def untrained(seed=0, hidden=64, dropout=0.5, symbols=None):
    """The `LanguageModel` before training, drawn by ``seed``, for so many ``symbols``, by default `alphabet`'s."""
    rng = np.random.default_rng(_checks.whole(seed, "untrained: seed", low=0))
    size = len(alphabet()) if symbols is None else symbols
    return LanguageModel(size, hidden, rng, d_embedding=EMBEDDING, dropout=dropout)


def train_model(words, validation=None, *, seed=0, hidden=64, dropout=0.5, epochs=EPOCHS, letters=None, progress=False):
    """``model, history``: a model of the words, and how it learned them; its dropout goes on with ``seed``.

    Adam at 0.01 with cosine decay over 30 epochs, of which the first ``epochs`` are taken; batches of 32, clipped at
    norm 1. ``validation`` words are looked at after each epoch. ``letters`` is the `Alphabet`, by default that of the
    place names; for words of your own give ``Alphabet(words)``.
    """
    letters = alphabet() if letters is None else letters
    epochs = _checks.whole(epochs, "train_model: epochs", low=1, high=EPOCHS)
    X, y = next_token_pairs(letters, words)
    model = untrained(seed, hidden, dropout, len(letters))
    adam = Adam(CosineDecay(RATE, EPOCHS * -(-len(X) // SIZE)))
    how = {"epochs": epochs, "batch_size": SIZE, "rng": model.dropout.rng if model.dropout else None}
    if validation is not None:
        how["validation"] = next_token_pairs(letters, validation)
    return model, fit(model, X, y, SequenceCrossEntropy(), adam, clip_norm=1.0, progress=progress, **how)


def perplexity(model, words, letters=None):
    """Of a `LanguageModel` per character, the end of each word counted as one."""
    letters = alphabet() if letters is None else letters
    if not isinstance(model, LanguageModel):
        return model.perplexity(letters.encode(words))
    X, y = next_token_pairs(letters, words)
    return float(np.exp(SequenceCrossEntropy()(model(X), y)[0]))


def counted(kind, order, words, setting):
    """`KneserNey` or `AddK` of an order, with its discount or k, fitted to words."""
    return kind(order, len(alphabet()), setting).fit(alphabet().encode(words))


def choose_network(split):
    """``hidden, dropout, epochs, found``: the setting that is best in validation, and all that was tried.

    ``found[hidden][dropout]`` is the least perplexity in validation and the number of epochs after which it was met.
    """
    learn, validation, _ = parts(split)
    found = {hidden: {} for hidden in HIDDEN}
    for hidden, dropout in product(HIDDEN, DROPOUT):
        _, history = train_model(learn, validation, seed=split, hidden=hidden, dropout=dropout)
        losses = history["validation_loss"]
        found[hidden][dropout] = float(np.exp(min(losses))), int(np.argmin(losses)) + 1
    return *best_of(found), found


def best_of(found):
    """``hidden, dropout, epochs`` of the least perplexity among what `choose_network` has tried."""
    hidden, dropout = min(((h, d) for h in found for d in found[h]), key=lambda one: found[one[0]][one[1]])
    return hidden, dropout, found[hidden][dropout][1]


def choose_counting(split, kind, order):
    """The discount or k that is best in validation."""
    learn, validation, _ = parts(split)
    tried = DISCOUNTS if kind is KneserNey else ADDED
    return min(tried, key=lambda setting: perplexity(counted(kind, order, learn, setting), validation))


def rivals(split):
    """Name of an n-gram model → (chosen discount or k, perplexity on the split's test names)."""
    learn, validation, test = parts(split)
    found = {}
    for kind, name, order in RIVALS:
        setting = choose_counting(split, kind, order)
        found[f"{name} {order}"] = setting, perplexity(counted(kind, order, learn + validation, setting), test)
    return found


def measured():
    """What ``measured/measure_names.py`` found, by split: perplexities on test names, settings, invented names."""
    return measurements(__package__, "name_model")


def perplexities():
    """Method → perplexities (10,) on the test names of ten splits: "LSTM", "Kneser-Ney 2", 3 and 4, "add-k 2"."""
    return {name: np.asarray(values) for name, values in measured()["perplexity"].items()}


@cache
def _theta():
    with as_file(files(__package__).joinpath("measured", "name_model.npz")) as path, np.load(path) as stored:
        return stored["theta"]


def trained():
    """A new copy of the model of 64 units that learned the training names of split 0; it takes no training.

    Its dropout and epochs are those that were best with 64 units in the validation of that split.
    """
    model = untrained(0, STORED, float(measured()["stored"]["dropout"]))
    model.theta[...] = _theta()
    return model


def learned():
    """The names that the stored model has learned, as a set: all but the test of split 0, which is stored with it."""
    return {*place_names().names} - {*measured()["stored"]["test"].tolist()}


def own_model(model=None, words=None, *, who):
    """``model, letters, words``: a `LanguageModel`, the `Alphabet` of the words it learned, and these; or the stored.

    ``words`` may be the `Alphabet` itself; then the words aren't known: (). Some of the place names stand for the
    alphabet of all. Wrong words with as many different characters can't be told from the right ones. One sentence for
    anything else; it begins with ``who``, or with "Alphabet" for what is no list of words.
    """
    if model is None and words is None:
        return trained(), alphabet(), tuple(sorted(learned()))
    if model is None or words is None:
        given, missing = ("words", "a model") if model is None else ("a model", "words")
        raise TypeError(f"{who}: expected a model and the words it learned, got {given} without {missing}")
    if not isinstance(model, LanguageModel):
        raise TypeError(f"{who}: expected a LanguageModel, got {_checks.describe(model)}")
    if isinstance(words, Alphabet):
        letters, words = words, ()
    else:
        words = words if isinstance(words, str) or not np.iterable(words) else tuple(words)
        letters = Alphabet(words)
    if len(letters) < model.vocabulary_size == len(alphabet()) and {*letters.symbols} < {*alphabet().symbols}:
        letters = Alphabet([*place_names().names, *words])
    if len(letters) != model.vocabulary_size:
        raise ValueError(
            f"{who}: expected the words that the model learned, whose alphabet has {model.vocabulary_size} symbols, "
            f"got words with {len(letters)}"
        )
    if not np.isfinite(model.theta).all():
        raise ValueError(f"{who}: expected a model with finite weights, got NaN or infinite ones")
    return model, letters, words


def longest(letters, beginning=""):
    """So many characters `invented` draws at most; a name of that length has come to no end.

    That is 6 more than the longest word of the `Alphabet` has, 10 more than the beginning, and at least `LONGEST`.
    """
    return max(LONGEST, letters.longest + 6, len(beginning) + 10)


def invented(model, n, *, beginning="", temperature=1.0, seed=0, letters=None):
    """``n`` names that the model draws, each character from its own probabilities, after a ``beginning``.

    ``letters`` is the `Alphabet` of the words it learned, by default that of the place names. A name of `longest`
    characters was cut.
    """
    letters = alphabet() if letters is None else letters
    rng = np.random.default_rng(_checks.whole(seed, "invented: seed", low=0))
    tokens = letters.encode([beginning])[0] if beginning else ()
    rows = model.invent(n, rng, temperature=temperature, beginning=tokens, longest=longest(letters, beginning))
    return [letters.decode(row) for row in rows]


def judged(model, split=0, n=200, seed=0):
    """``of invented, of real``: `judge` of ``n`` invented names and of the test names, beside the training names.

    As `measured`, over ten splits: the invented names are 3 % shorter than the real ones, and 2 % nearer to known ones.
    """
    learn, validation, test = parts(split)
    return judge(invented(model, n, seed=seed), learn + validation), judge(test, learn + validation)
