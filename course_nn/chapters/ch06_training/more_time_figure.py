"""More time in a picture: the network and boosting again, compared to boosting with 300 rounds."""

from ...plots.style import picture
from .contest_figure import compared_to, draw_contest

RIVAL = "boosting with 300 rounds"


def draw_more_time(figure, result):
    """What `more_time.standings` gives, drawn as in `draw_contest`."""
    draw_contest(figure, result, RIVAL)


def describe_more_time(result):
    """The errors of the network in all its ways, beside the one that all are compared to."""
    words = []
    for name, found in result.items():
        errors = [f"{way} {standing['error'][0]:.1%}" for way, standing in found.items() if "network" in way]
        words.append(f"{name}: {RIVAL} {compared_to(found)['error'][0]:.1%}; {'; '.join(errors)}")
    return f"{'. '.join(words)}."


def show_more_time(result):
    """`draw_more_time` as a figure with its sentence."""
    return picture(draw_more_time, result, describe_more_time(result), size=(9.4, 3.2))
