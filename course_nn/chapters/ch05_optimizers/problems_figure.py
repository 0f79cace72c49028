"""What pictures of trainings on the problems have in common: an axis of losses, and words in the corner."""


def loss_axis(ax, limits):
    """A logarithmic axis of losses, with numbers where it is long enough: 1, 3, 10 for less than two powers of ten."""
    low, high = limits
    ax.set(yscale="log", ylim=limits)
    ax.minorticks_off()
    marks = (0.001, 0.01, 0.1, 1) if high > 100 * low else (0.3, 1, 3)
    ax.set_yticks([v for v in marks if low <= v <= high])
    ax.yaxis.set_major_formatter("{x:g}")


def corner_words(ax, *lines):
    """Lines of text (words, color) in the upper right corner."""
    for row, (words, color) in enumerate(lines):
        place = 0.98, 0.97 - 0.08 * row
        ax.text(*place, words, color=color, transform=ax.transAxes, fontsize=9, ha="right", va="top")
