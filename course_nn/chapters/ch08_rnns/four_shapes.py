"""The shapes of sequence tasks as graphs: inputs, states and outputs, and what each output is computed from."""

from ... import _checks

#: Shape → the chapter's task that has it.
SHAPES = {
    "one to one": "no sequence: an image and its class, as in chapters 03 to 07",
    "one to many": "the image of a digit, and its name written out: digit_names",
    "many to one": "a place name, and its region: continents",
    "many to many, aligned": "a place name, and after each letter the next one: name_model",
    "encoder and decoder": "a string, and its reverse: string_reversal; a date, and the same anew: dates",
}
#: Letters of the example → what is written out, which name is read, and which string is reversed.
EXAMPLES = {
    3: (("6", "six"), ("Yap", "Pacific"), "cat"),
    4: (("9", "nine"), ("Oslo", "Europe"), "frog"),
    5: (("7", "seven"), ("Tokyo", "Asia"), "horse"),
}
BOUNDARY = "·"


def outputs(shape, length):
    """How many outputs a shape has for an example of so many letters."""
    return 1 if shape in ("one to one", "many to one") else length + 1


def four_shapes(shape, length, output):
    """The graph of a shape, and what its output of that number, counted from 1, is computed from.

    "columns", from left to right: a dict of "input", "state" and "output", a text each, or None where there is none.
    "fed": the columns whose input is, while the network writes, the output of the column before; in training it is the
    right token. "reach": the pairs (column, part) that the output is computed from along the network's own arrows.
    "arrays": the shapes of X and of the output.
    """
    shape = _checks.one_of(shape, SHAPES, "four_shapes: shape")
    length = _checks.one_of(str(length), map(str, EXAMPLES), "four_shapes: length") and int(length)
    number = _checks.whole(output, "four_shapes: output", low=1, high=outputs(shape, length))
    columns, fed, arrays = _GRAPHS[shape](*EXAMPLES[length])
    at = [k for k, column in enumerate(columns) if column["output"] is not None][number - 1]
    reach = {(at, "output")} | {
        (k, part) for k in range(at + 1) for part in ("input", "state") if columns[k][part] is not None
    }
    return {
        "shape": shape,
        "task": SHAPES[shape],
        "columns": columns,
        "fed": fed,
        "arrays": arrays,
        "at": at,
        "number": number,
        "reach": reach,
    }


def _column(input=None, output=None, state=""):
    return {"input": input, "state": state, "output": output}


def _one_to_one(digit, place, string):
    return [_column(f"image of {digit[0]}", digit[0])], (), ("(n, 64)", "(n, 10)")


def _one_to_many(digit, place, string):
    written = [_column(before, letter) for before, letter in _written(digit[1])]
    fed = tuple(range(2, len(written) + 1))
    return [_column(f"image of {digit[0]}"), *written], fed, ("(n, 64 + t)", "(n, t, k)")


def _many_to_one(digit, place, string):
    *first, last = place[0]
    return [*map(_column, first), _column(last, place[1])], (), ("(n, t)", "(n, 5)")


def _aligned(digit, place, string):
    return [_column(before, letter) for before, letter in _written(place[0])], (), ("(n, t)", "(n, t, k)")


def _encoder_decoder(digit, place, string):
    written = [_column(before, letter) for before, letter in _written(string[::-1])]
    fed = tuple(range(len(string) + 1, len(string) + len(written)))
    return [*map(_column, string), *written], fed, ("(n, s + t)", "(n, t, k)")


def _written(word):
    """What goes in and what is to come out, step by step: boundary and letters, letters and boundary."""
    return zip(BOUNDARY + word, word + BOUNDARY, strict=True)


_GRAPHS = dict(zip(SHAPES, (_one_to_one, _one_to_many, _many_to_one, _aligned, _encoder_decoder), strict=True))
