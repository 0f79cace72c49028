"""Figures from arrays (Matplotlib, without pyplot): no training, no widgets."""

from .architecture import describe_architecture, draw_architecture, show_architecture
from .field import add_colorbar, draw_field
from .history import draw_history, show_history
from .points import draw_points, label_line_end, label_line_ends
from .style import (
    BLUE,
    CLASS_COLORS,
    CLASS_MARKERS,
    FIELD_CMAP,
    GREEN,
    GREY,
    GRID,
    INK,
    ORANGE,
    PINK,
    SEQUENTIAL_CMAP,
    SKY,
    VERMILION,
    WEIGHT_CMAP,
    CourseFigure,
    course_style,
    new_figure,
    picture,
    show,
)

__all__ = [
    "BLUE",
    "CLASS_COLORS",
    "CLASS_MARKERS",
    "FIELD_CMAP",
    "GREEN",
    "GREY",
    "GRID",
    "INK",
    "ORANGE",
    "PINK",
    "SEQUENTIAL_CMAP",
    "SKY",
    "VERMILION",
    "WEIGHT_CMAP",
    "CourseFigure",
    "add_colorbar",
    "course_style",
    "describe_architecture",
    "draw_architecture",
    "draw_field",
    "draw_history",
    "draw_points",
    "label_line_end",
    "label_line_ends",
    "new_figure",
    "picture",
    "show",
    "show_architecture",
    "show_history",
]
