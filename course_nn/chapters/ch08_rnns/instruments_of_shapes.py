"""The instruments of chapter 08 about tasks of different shapes."""

from ...widgets.controls import Choice, IntSlider, Ladder, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import OpenSlider
from ...widgets.word import Word, about_letters
from .continents import LONGEST as LONGEST_NAME
from .continents import read_names
from .continents_figure import about_labels, describe_continents, draw_continents, names_of
from .dates import LENGTH, NOTATIONS, SOURCE, YEARS, translate
from .dates_figure import describe_dates, draw_dates
from .digit_names import images, write_names
from .digit_names_figure import describe_digit_names, draw_digit_names
from .four_shapes import EXAMPLES, SHAPES, outputs
from .four_shapes import four_shapes as _shapes
from .four_shapes_figure import describe_four_shapes, draw_four_shapes
from .string_reversal import ALPHABET, LONGEST, reverse
from .string_reversal_figure import describe_string_reversal, draw_string_reversal

#: Names that the notebook asks for.
TRIED = ("amsterdam", "kinshasa", "honolulu", "paris", "cairo", "tokyo")
#: What a caption adds about a network of the reader's own.
_COPY = " Your network as it was when this opened: after more training, open it again."


def four_shapes():
    """The shapes of sequence tasks, the chapter's task for each, and what each output is computed from."""
    lengths = {str(length): length for length in EXAMPLES}
    return Instrument(
        _shapes,
        draw_four_shapes,
        [
            Choice("shape", "shape", list(SHAPES), "many to many, aligned"),
            Ladder("length", "letters of the word", lengths, 4),
            OpenSlider("output", "output", 1, lambda values: outputs(values["shape"], values["length"]), 2),
        ],
        describe_four_shapes,
        title="The shapes of sequence tasks",
        caption="Blue: the chosen output and what it is computed from. Dotted: while the network writes, its output is "
        "its next input; in training the right one stands there.",
        size=(9.2, 3.2),
        story={"shape": ..., "length": ..., "output": ...},
    )


def continents(words=None, labels=None):
    """Which region a name belongs to: the probabilities after each letter, and those of a bag of n-grams.

    Both learn as the instrument opens, from the chapter's place names, or from ``words`` of your own with a label for
    each, of two to six.
    """
    compute = read_names(words, labels)
    what, label = ("word", "word") if compute.words else ("name", "name, in small letters")
    return Instrument(
        compute,
        draw_continents,
        [Word("word", label, compute.first, compute.letters, longest=LONGEST_NAME, least=1)],
        describe_continents,
        title=f"A {what} is read",
        caption=f"Left: what the network would say if the {what} ended after this letter. {about_labels(compute)}"
        + about_letters("".join([compute.letters, *names_of(compute.labels)])),
        size=(9.2, 3.2),
        story=None if compute.words else {"word": [compute.first, *TRIED]},
    )


def string_reversal(network=None):
    """A string of up to twelve letters, and what an encoder-decoder that learned up to six writes of it, reversed.

    Or your own `EncoderDecoder`, as `string_reversal.untrained` makes it.
    """
    return Instrument(
        reverse(network),
        draw_string_reversal,
        [Word("word", "string of small letters", "stone", "".join(ALPHABET.symbols[1:]), longest=LONGEST, least=1)],
        describe_string_reversal,
        title="Reverse a string",
        caption="Left: the probability of each letter at each step, and a frame around what is written; a dot marks "
        "what would be right. Right: for lengths up to that of your string, 200 random strings each that "
        + ("it never learned" if network is None else "string_reversal.learning leaves out")
        + ", of one letter only j and t."
        + ("" if network is None else _COPY),
        size=(9.2, 4.2),
        story={"word": ["stone", "a", "abcdef", "reverse", "keyboards", "strawberry", "zzzzzz"]},
    )


def dates(network=None):
    """A date in one of three notations, and what an encoder-decoder that learned 1950 to 2049 writes of it.

    Or your own `EncoderDecoder`, as `dates.untrained` makes it.
    """
    return Instrument(
        translate(network),
        draw_dates,
        [
            Choice("notation", "notation", list(NOTATIONS), "24 Dec 1998"),
            IntSlider("year", "year", *YEARS, 1998),
            IntSlider("day", "day of the year", 1, 366, 358),
            Word("typed", "or typed", "", "".join(SOURCE.symbols[1:]), longest=LENGTH),
        ],
        describe_dates,
        title="Dates, translated",
        caption="Left: the probability of each character at each step, and a frame around what is written; a dot marks "
        "what would be right. Right: 100 dates of each decade, as far as your year, "
        + ("that it never learned." if network is None else "of 1950 to 2049 those that dates.learning leaves out.")
        + " Day 366 of a shorter year is its last day. While a text is typed, notation, year and day do nothing."
        + ("" if network is None else _COPY),
        size=(9.2, 3.4),
        story=[
            {"notation": ..., "year": [1900, 1949, 1950, 1998, 2049, 2050]},
            {"typed": ["24 Dec 1998", "24.12.98", "31 Feb 1998", "32 Dec 1998", "24 Dec 1900", "December 24, 1900"]},
        ],
    )


def digit_names(network=None):
    """The image of a digit, faded into another one, and the name that the network writes of it letter by letter.

    Or your own `VectorDecoder`, as `digit_names.untrained` makes it.
    """
    last = len(images()[1][1]) - 1
    return Instrument(
        write_names(network),
        draw_digit_names,
        [
            IntSlider("first", "first image", 0, last, 319),
            IntSlider("second", "second image", 0, last, 259),
            Slider("share", "share of the second image", 0, 1, 0.05, 0),
        ],
        describe_digit_names,
        title="An image, written out",
        caption="Middle: the probability of each letter at each step, and a frame around what is written; of an "
        "image that isn't mixed a dot marks what would be right. Right: what is written of the mixes up to this one; a "
        "cross is no digit's name, an open square that of another digit. ′: another image of the same digit."
        + ("" if network is None else _COPY),
        size=(9.2, 3.4),
        story=[
            {"share": [0.05 * k for k in range(21)]},
            {"first": [0, 90, 179, 319], "second": [112, 259], "share": [0, 0.5, 1]},
        ],
    )
