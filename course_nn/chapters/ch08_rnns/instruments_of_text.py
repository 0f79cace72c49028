"""The instruments of chapter 08 that look into a character model, the chapter's or one of the reader's own."""

from ...widgets.controls import Choice, IntSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import OpenSlider
from ...widgets.word import Word, about_letters
from .character_credit import assign_credit
from .character_credit_figure import describe_character_credit, draw_character_credit
from .free_running import GIVEN, most_given, run_both
from .free_running_figure import describe_free_running, draw_free_running
from .gate_readout import READ, read_out
from .gate_readout_figure import describe_gate_readout, draw_gate_readout
from .temperature import TYPED, temper
from .temperature_figure import describe_temperature, draw_temperature

LONG = 16
COLD_TO_WARM = [0, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2]


def temperature(model=None, words=None):
    """The next character's probabilities at a temperature, after a beginning that you type, and names drawn with them.

    Without arguments the chapter's model of place names; or a `LanguageModel` of your own and the words it learned.
    Give the right ones: others that have as many different characters can't be told from them.
    """
    compute = temper(model, words)
    return Instrument(
        compute,
        draw_temperature,
        [
            Word("beginning", "beginning", _opening("San", compute)[:3], compute.letters, longest=TYPED),
            Slider("temperature", "temperature T", 0, 2, 0.05, 1.0),
            IntSlider("draw", "draw again", 0, 20, 0),
        ],
        describe_temperature,
        title="Temperature",
        caption="Left: the most probable next characters, in their order at T = 1. Right: eight names, drawn character "
        "by character at this T"
        + ("; vermilion: one of the names learned from." if compute.words else ".")
        + about_letters(compute.letters),
        size=(6.6, 3.2),
        story=[
            {"beginning": ["San", "Ka", "M"], "temperature": COLD_TO_WARM},
            {"temperature": [0.1, 1, 2], "draw": [0, 1, 2, 3, 4]},
        ]
        if model is None
        else None,
    )


def free_running(model=None, words=None):
    """A name, what the model says next with the true characters read, and what it writes when it reads its own.

    Without arguments the chapter's model of place names; or a `LanguageModel` of your own and the words it learned.
    Give the right ones: others that have as many different characters can't be told from them.
    """
    compute = run_both(model, words)
    word = _opening("Samarkand", compute)
    return Instrument(
        compute,
        draw_free_running,
        [
            Word("word", "name", word, compute.letters, longest=LONG, least=1),
            OpenSlider("given", "characters given", GIVEN[0], lambda values: most_given(values["word"]), _few(word)),
        ],
        describe_free_running,
        title="Forced and free",
        caption="Always the most probable character. Blue: the true one; vermilion, dashed: another. Forced: each cell "
        "is said with all true characters before it read. Free: with its own cells read."
        + about_letters(compute.letters)
        + _about_opening(word, compute),
        size=(6.6, 2.4),
        story={"word": ["Samarkand", "Guadalcanal", "Nairobi"], "given": ...} if model is None else None,
    )


def gate_readout(model=None, words=None):
    """The gates, the cell and the output of every unit of a trained LSTM while it reads a name.

    Without arguments the chapter's model of place names; or a `LanguageModel` of your own and the words it learned.
    Give the right ones: others that have as many different characters can't be told from them.
    """
    compute = read_out(model, words)
    word = _opening("Port Moresby", compute)
    return Instrument(
        compute,
        draw_gate_readout,
        [
            Word("word", "name read", word, compute.letters, longest=LONG),
            Choice("what", "shown", list(READ), "cell c"),
            *([IntSlider("unit", "unit", 1, compute.units, 1)] if compute.units > 1 else []),
        ],
        describe_gate_readout,
        title="The gates, read out",
        caption="Left: one row a unit, one column a character; · is the boundary that begins a name. Right: the marked "
        "unit's gates and its cell." + about_letters(compute.letters) + _about_opening(word, compute),
        size=(6.6, 3.4),
        story=[{"word": ["Port Moresby", "Nairobi", "Lima"], "what": ...}, {"what": ["cell c"], "unit": ...}]
        if model is None
        else None,
    )


def character_credit(model=None, words=None):
    """The gradient of one prediction on every character read before, beside what replacing the character changes.

    Without arguments the chapter's model of place names; or a `LanguageModel` of your own and the words it learned.
    Give the right ones: others that have as many different characters can't be told from them.
    """
    compute = assign_credit(model, words)
    word = _opening("Los Angeles", compute)
    return Instrument(
        compute,
        draw_character_credit,
        [
            Word("word", "name", word, compute.letters, longest=LONG, least=1),
            OpenSlider("place", "character asked for", 1, lambda values: max(len(values["word"]), 1) + 1, 3),
        ],
        describe_character_credit,
        title="Who gets the credit",
        caption="Each row has its own scale: the fullest color is its largest number. The gradient speaks of small "
        "moves of one character's vector; below, each character is replaced by every other one."
        + about_letters(compute.letters)
        + _about_opening(word, compute),
        size=(6.6, 2.7),
        story={"word": ["Los Angeles", "Nairobi", "Lima"], "place": ...} if model is None else None,
    )


def _opening(word, compute):
    """The word if the model can read it; or else one that it learned, whole if one fits; or else some letters."""
    if all(letter in compute.letters for letter in word):
        return word
    learned = [one for one in compute.words if one.strip()]
    whole = [one for one in learned if len(one) <= LONG]
    if whole:
        return next((one for one in whole if len(one) >= 4), whole[0])
    letters = [letter for letter in compute.letters if letter.isprintable() and letter != " "] or [compute.letters[0]]
    return learned[0][:LONG] if learned else "".join(6 * letters)[:6]


def _about_opening(word, compute):
    """What a caption has to add where the word that it opens with is cut: a blank and a sentence, or nothing."""
    cut = compute.words and word not in compute.words and any(one.startswith(word) for one in compute.words)
    return " It opens with the first letters of a longer word of yours." if cut else ""


def _few(word):
    """Three characters of a word, fewer of one with less than four: something is left to be said."""
    return min(3, max(1, len(word) - 1))
