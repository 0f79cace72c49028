"""Codes of places in a picture: one row a number of the code, and how alike two places are."""

from ...plots.style import BLUE, GREY, INK, WEIGHT_CMAP
from .position_codes import PLACES


def draw_position_codes(figure, result):
    """``result`` of `position_codes.compare_places`."""
    waves, alike = figure.subplots(1, 2, width_ratios=[1.2, 1])
    top = abs(result["codes"]).max()
    waves.imshow(result["codes"].T, cmap=WEIGHT_CMAP, vmin=-top, vmax=top, aspect="auto", interpolation="nearest")
    waves.axvline(result["place"], color=INK, lw=1)
    waves.set(xlabel="place", ylabel="number of the code")
    waves.set_yticks([0, result["d"] - 1], ["1", str(result["d"])])
    waves.set_title(f"Codes of d = {result['d']} numbers")
    alike.axhline(0, color=GREY, lw=0.8)
    alike.plot(range(PLACES), result["products"], color=BLUE, marker="o", ms=3)
    alike.axvline(result["place"], color=INK, lw=1, ls=":")
    alike.set(xlim=(-1, PLACES), ylim=(-1.1, 1.1), xlabel="other place", ylabel="product with the chosen place's")
    alike.set_title(f"Place {result['place']} beside the others")


def describe_position_codes(result):
    """How alike the code of a place is to those of its neighbors and of places further on."""
    place, products = result["place"], result["products"]
    found = []
    for away in (1, 4, 16):
        other = place + away if place + away < PLACES else place - away
        found.append(f"{away} away {products[other]:.2f}".replace("-", "−"))
    return f"The {result['kind']} code of place {place}, times that of a place {', '.join(found)}; times itself 1."
