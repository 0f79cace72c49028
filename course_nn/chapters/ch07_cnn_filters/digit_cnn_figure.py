"""The training of the chapter's network in a picture: cost and accuracy by epoch, on training and test images."""

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ...plots.points import label_line_ends
from ...plots.style import BLUE, VERMILION, picture


def draw_digit_cnn(figure, history):
    """``history`` of `digit_cnn.train_digits`: the cost on a logarithmic axis, and the accuracy."""
    cost, accuracy = figure.subplots(1, 2)
    for ax, name in ((cost, "loss"), (accuracy, "accuracy")):
        lines = []
        for key, color, dashes in ((name, BLUE, "-"), (f"validation_{name}", VERMILION, (0, (4, 2)))):
            values = np.asarray(history[key])
            lines += ax.plot(np.arange(1, len(values) + 1), values, color=color, ls=dashes, marker="o", ms=3.5)
        ax.set(xlabel="epoch")
        if name == "loss":
            ax.set(yscale="log", ylabel="cost $J$")
        else:
            ax.set(ylim=(None, 1.005), ylabel="accuracy")
            ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
            ax.yaxis.set_major_formatter(PercentFormatter(1))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="y")
        label_line_ends(ax, lines, ["train", "test"])
    cost.set_title(f"The cost on the training images: {history['loss'][-1]:.2g}")
    accuracy.set_title(f"{100 * history['validation_accuracy'][-1]:.1f} % of the test images are right")


def describe_digit_cnn(history):
    """The accuracies at the end, in a sentence."""
    train, test = (100 * history[f"{part}accuracy"][-1] for part in ("", "validation_"))
    after = f"After {len(history['loss'])} epoch{'s' * (len(history['loss']) > 1)}"
    return f"{after} {train:.1f} % of the training images and {test:.1f} % of the test images are right."


def show_digit_cnn(history):
    """`draw_digit_cnn` as a figure with its sentence."""
    return picture(draw_digit_cnn, history, describe_digit_cnn(history), size=(9.4, 3.2))
