"""Numbers as books print them: short, of any size, 3·10⁻¹⁹ for Python's 3e-19, and a minus sign for its hyphen."""

import re

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
#: A number with an exponent that stands alone: no part of a name, of a reader's word, of a longer number.
_POWER = re.compile(r"(?<![\w.“])(\d+(?:\.\d+)?)e([+-]?\d+)(?!\.?\w)")
#: A hyphen before a number, where it can't be one between two words or numbers.
_HYPHEN = re.compile(r"(?<![^\s(=≈<>≤≥,;:|±{])-(?=\.?\d)")


def with_power(value, digits=2):
    """A number of any size, short: ``0.41``, ``120``, ``3.5·10¹²``, ``−10⁻⁵``."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    short = f".{max(digits, 6)}g"
    if value == 0 or 1e-2 <= abs(value) < 1e3:
        return f"{float(f'{mantissa}e{power}'):{short}}".replace("-", "−")
    return _product(f"{float(mantissa):{short}}".replace("-", "−"), power)


def printed(text):
    """``text`` with its numbers as they are printed; what is set as a formula, between dollar signs, stays."""
    parts = text.split("$")
    parts[::2] = [_HYPHEN.sub("−", _POWER.sub(lambda found: _product(*found.groups()), part)) for part in parts[::2]]
    return "$".join(parts)


def _product(mantissa, power):
    """``mantissa`` times ten to the ``power``, all as text; a mantissa of 1 isn't written."""
    if not int(power):
        return mantissa
    ten = "10" + str(int(power)).translate(_RAISED)
    return mantissa[:-1] + ten if mantissa in ("1", "−1") else f"{mantissa}·{ten}"
