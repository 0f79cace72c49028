"""Data augmentation in a picture: one image, and random versions of it."""

from ...plots.style import GREY, picture

NAMES = {"none": "as it is", "moved": "moved", "mirrored": "mirrored"}


def draw_augmentation(figure, result):
    """The versions of one digit that `augmentation.examples` made: the image, then a row of them for each change."""
    shown = [("none", result["none"][0])]
    shown += [(name, image) for name, images in result.items() if name != "none" for image in images]
    named = set()
    for ax, (name, image) in zip(figure.subplots(1, len(shown)), shown, strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.set_title("" if name in named else NAMES[name])
        named.add(name)
        for side in ax.spines.values():
            side.set(visible=True, color=GREY)


def describe_augmentation(result):
    """One sentence on the result of `augmentation.examples`."""
    count = len(result["none"])
    return f"One digit as it is, {count} versions of it moved by up to a pixel, and {count} of which some are mirrored."


def show_augmentation(result):
    """`draw_augmentation` as a figure with its sentence."""
    return picture(draw_augmentation, result, describe_augmentation(result), size=(9.4, 1.5))
