"""What is said of an answer that stops with an error: Python's own words, and a reader's where NumPy speaks."""

import re

#: What NumPy says from inside, and the same in a reader's words.
WORDS = (
    (r"operand type.*'Parameter'", "a Parameter is no number, and its `.value` is"),
    (r"bitwise_xor|operand type\(s\) for \^", "`^` is no power in Python; write `**`"),
    (r"inhomogeneous", "the rows have different lengths, so they are no array"),
    (r"core dimension|not aligned", "the inner sides of this product do not meet"),
    (r"not have enough dimensions", "a matrix product needs an array on both sides, and one of them is a number"),
    (
        r"0-dimensional array given",
        "an array of rows and columns is needed here, and a single number came, as np.cov gives it for one coordinate; "
        "np.atleast_2d makes it a matrix",
    ),
    (r"remapped shapes", "two sides that `einsum` gives the same letter have different lengths"),
    (r"could not be broadcast together|shape mismatch", "these shapes do not go together, entry by entry"),
    (
        r"could not broadcast input array",
        "what is put in has another shape than the place it is put into, or arrays of different shapes are made one",
    ),
    (r"non-broadcastable output", "what is put in has another shape than the place it is put into"),
    (r"truth value of an array", "a single yes or no is needed here, and a whole array of them stands there"),
    (
        r"can be converted to Python scalars|setting an array element with a sequence",
        "a single number is needed here, and a whole array stands there",
    ),
    (r"with casting rule", "an array of whole numbers can't take up numbers with a fraction"),
    (
        r"did not contain a loop|not supported for the input types",
        "numbers are needed here, and something else came",
    ),
)


def stop_sentence(outcome):
    """One sentence about an outcome that is an error."""
    if outcome.error == "unusable":
        return f"Your answer could not be used: {outcome.message}."
    if outcome.error == "NotImplementedError" and not outcome.message.strip("."):
        return "It still raises NotImplementedError: put your code in its place."
    where = f" at {outcome.line}" if outcome.line else ""
    for pattern, words in WORDS:
        if re.search(pattern, outcome.message):
            shapes = _shapes(outcome.shapes) if re.search("array|shape|sides|rows", words) else ""
            return f"Your code stops{where}: {words}{shapes}."
    message = f": {outcome.message.rstrip('.')}" if outcome.message else ""
    return f"Your code stops with {outcome.error}{message}{',' if where else ''}{where}."


def _shapes(shapes):
    if not shapes:
        return ""
    *first, last = [f"`{name}` has shape {shape}" for name, shape in shapes]
    return "; " + (", ".join(first) + " and " if first else "") + last
