"""The instruments of chapter 11: each joins a theme, its figure and its controls."""

from ...widgets.controls import Choice, IntSlider, Ladder, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import OpenSlider
from ...widgets.word import Word
from .causal_rows import LETTERS, LONGEST, ask
from .causal_rows_figure import describe_causal_rows, draw_causal_rows
from .cross_attention import look as look_across
from .cross_attention_figure import describe_cross_attention, draw_cross_attention, spots_cross_attention
from .gradient_depth import DEEPEST, KINDS, SEEDS, come_down
from .gradient_depth_figure import describe_gradient_depth, draw_gradient_depth
from .head_maps import TASKS, look
from .head_maps_figure import describe_head_maps, draw_head_maps, spots_head_maps
from .induction import MODELS, watch_heads
from .induction_figure import describe_induction, draw_induction
from .position_codes import KINDS as CODES
from .position_codes import PLACES, WIDTHS, compare_places
from .position_codes_figure import describe_position_codes, draw_position_codes
from .score_scale import SEEDS as DRAWS
from .score_scale import WIDTHS as LENGTHS
from .score_scale import spread_scores
from .score_scale_figure import describe_score_scale, draw_score_scale
from .soft_lookup import HIGH, LOW, look_up
from .soft_lookup_figure import describe_soft_lookup, draw_soft_lookup
from .token_tasks import BLOCKS, HEADS, TRAINED


def soft_lookup():
    """A query, a temperature, and the weighted mean of all values that answers."""
    return Instrument(
        look_up,
        draw_soft_lookup,
        [
            Slider("query", "query q", 0, 10, 0.1, 7.0),
            LogSlider("temperature", "temperature T", LOW, HIGH, 1.0),
        ],
        describe_soft_lookup,
        title="A soft dictionary",
        caption="Squares: the pairs of key and value, as large as their weights. Blue: the answers to all queries. "
        "Dashed: the value of the nearest key.",
        size=(6.6, 4.0),
        story={"query": [0, 2, 3, 5, 7, 10], "temperature": [0.01, 0.1, 0.32, 1, 10, 100]},
    )


def score_scale():
    """The scores of longer and longer random vectors, plain and divided by √d, and the weights they give."""
    return Instrument(
        spread_scores,
        draw_score_scale,
        [Ladder("d", "length d", LENGTHS, 16), IntSlider("seed", "draw again", 0, DRAWS - 1, 0)],
        describe_score_scale,
        title="Why 1/√d",
        caption="Left: the scores of 400 queries with 16 keys each, all of d independent standard normal numbers; "
        "beyond ±80 they stand at the edge. Right: the weights, the largest of each query first, in the mean.",
        size=(6.6, 3.0),
        story={"d": [1, 4, 16, 64, 128, 512], "seed": [0, 2, 4, 5, 7, 9]},
    )


def causal_rows():
    """What each place of a typed word may see, and what is asked of it."""
    return Instrument(
        ask,
        draw_causal_rows,
        [
            Word("word", "word", "Samarkand", "".join(LETTERS.symbols[1:]), longest=LONGEST, least=1),
            OpenSlider("row", "place", 1, lambda values: max(len(values["word"]), 1) + 1, 1),
        ],
        describe_causal_rows,
        title="One row, place by place",
        caption="Each row is a place, · the boundary before the word. Filled: what the place may see; orange: the "
        "chosen place. At its right stands what comes next.",
        size=(4.6, 4.4),
        story={"word": ["Samarkand", "Oslo", "Lima"], "row": ...},
    )


def position_codes():
    """The code of each place, and how alike two places are."""
    return Instrument(
        compare_places,
        draw_position_codes,
        [
            Choice("kind", "code", list(CODES), CODES[0]),
            Ladder("d", "length d", WIDTHS, 32),
            IntSlider("place", "place", 0, PLACES - 1, 20),
        ],
        describe_position_codes,
        title="Where a step stands",
        caption="Left: one column a place, vermilion below zero, blue above. Right: the product of the chosen place's "
        "code with each other's, that with itself being 1. Rotary: what becomes of a vector of ones.",
        size=(6.6, 3.0),
    )


def gradient_depth():
    """The length of a gradient on its way down, for blocks with and without sums and normalization."""
    return Instrument(
        come_down,
        draw_gradient_depth,
        [
            IntSlider("depth", "blocks", 1, DEEPEST, 6),
            Choice("kind", "blocks with", list(KINDS), KINDS[0]),
            IntSlider("seed", "draw again", 0, SEEDS - 1, 0),
        ],
        describe_gradient_depth,
        title="A gradient on its way down",
        caption="At the start of training, width 32, one random gradient at the top. Strong: the chosen kind.",
        size=(6.6, 3.2),
    )


def head_maps():
    """What each head of a trained model looks at while it answers a question that you type."""
    return Instrument(
        look,
        draw_head_maps,
        [
            Choice("task", "task", list(TASKS), TASKS[0]),
            Word("question", "digits", "31415", "0123456789", longest=TRAINED, least=1),
            OpenSlider("row", "looks from", 1, lambda values: 2 * max(len(values["question"]), 1) + 2, 7),
            Choice("off", "turn a head off", {"none": 0} | _heads(), 0),
        ],
        describe_head_maps,
        title="Who looks at whom",
        caption="Point at a row or its letter: it lights up in the map of every head, with its two largest weights "
        "below, each after its letter and place; a cell tells its own. Gray: hidden, as it comes later. Above: block "
        "and head, and the loss on 100 unseen questions of six digits with that head alone turned off.",
        size=(6.3, 4.4),
        spots=spots_head_maps,
        story=[{"task": ..., "row": ...}, {"question": ["31415", "7", "20262026"]}],
    )


def cross_attention():
    """What the encoder, the decoder and the cross attention between them see and look at, for digits that you type."""
    return Instrument(
        look_across,
        draw_cross_attention,
        [
            Word("question", "digits", "55", "0123456789", longest=TRAINED, least=1),
            OpenSlider("row", "place that is written", 1, lambda values: max(len(values["question"]), 1) + 1, 1),
        ],
        describe_cross_attention,
        title="Encoder, decoder, and cross attention",
        caption="Point at a row or its letter: it lights up in all maps in which it looks, with its two largest "
        "weights below. Encoder: source to source; decoder: written to written; cross: written to source. Gray: "
        "hidden. · is padding in the source, and the boundary before what is written.",
        size=(6.3, 4.6),
        spots=spots_cross_attention,
        story={"question": ["55", "7", "31415"], "row": ...},
    )


def induction():
    """One repeating string, what a model foresees of it, and where its heads look."""
    return Instrument(
        watch_heads,
        draw_induction,
        [
            Choice("model", "model", list(MODELS), "two blocks, fixed period"),
            IntSlider("period", "period", 3, 14, 8),
            IntSlider("offset", "random letters first", 0, 5, 2),
            Choice("head", "block and head", _heads(), 1),
            IntSlider("seed", "draw again", 0, 20, 0),
        ],
        describe_induction,
        title="What followed last time?",
        caption="Above: gray letters are not asked for; • foreseen, × not. Below: the weights of one head. Of a "
        "model of one block it is the head of the same number in block 1.",
        size=(6.6, 5.0),
    )


def _heads():
    """What is read → the number of a head: 1 to 8, block by block."""
    return {f"{block + 1}.{head + 1}": block * HEADS + head + 1 for block in range(BLOCKS) for head in range(HEADS)}
