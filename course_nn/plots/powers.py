"""Numbers of any size, short enough for a title."""

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def with_power(value, digits=2):
    """A number of any size, short: ``0.41``, ``120``, ``3.5·10¹²``, ``−10⁻⁵``."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    short = f".{max(digits, 6)}g"
    if value == 0 or 1e-2 <= abs(value) < 1e3:
        return f"{float(f'{mantissa}e{power}'):{short}}".replace("-", "−")
    mantissa = f"{float(mantissa):{short}}".replace("-", "−")
    ten = "10" + str(int(power)).translate(_RAISED)
    return mantissa[:-1] + ten if mantissa in ("1", "−1") else f"{mantissa}·{ten}"
