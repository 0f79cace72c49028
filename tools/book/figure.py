"""An instrument in a page: its controls, its first picture and the sentence, which `player.js` makes move."""

import html

PLAY = '<svg viewBox="0 0 16 16" aria-hidden="true"><path class="play" d="M4 2l10 6-10 6z"/>'
PLAY += '<path class="pause" d="M3 2h4v12h-4zM9 2h4v12h-4z"/></svg>'
BUTTONS = (
    ("play", PLAY),
    ("back to the start", '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3h10v10h-10z"/></svg>'),
    ("one step back", '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 2h3v12h-3zM14 2v12l-9-6z"/></svg>'),
    ("one step on", '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M11 2h3v12h-3zM2 2v12l9-6z"/></svg>'),
)
STOP = ' tabindex="0"'
STILL = "It moves in the notebook, where it runs by itself."


def figure_html(story, base):
    """The HTML of a story (`making.made`), with its files below the address ``base``.

    A page that shows it loads ``player.js`` and ``player.css`` once. Without them it is a picture with its sentence.
    """
    picture, sentence = story["shows"][0]
    sentence = html.escape(story["sentences"][sentence])
    source = html.escape(f"{base}/png/{story['pictures'][picture]}")
    moves = len(story["states"]) > 1
    data = f' data-name="{story["name"]}"'
    if moves:
        address = html.escape(f"{base}/stories/{story['name']}.js?{story['key'][:8]}")
        data += f' data-story="{address}" data-pictures="{html.escape(base)}/png"'
    return "\n".join(
        [
            f'<figure class="course-nn-story"{data}>',
            f'<p class="course-nn-story-title">{html.escape(story["title"])}</p>',
            '<div class="course-nn-story-body">',
            *(_controls(story) if moves else []),
            f'<div class="course-nn-story-screen" style="--story-width:{story["width"]}px">',
            # In a narrow page it scrolls: the player makes it a stop of the Tab key where it does.
            f'<div class="course-nn-story-picture" role="group" aria-label="picture"{"" if moves else STOP}>'
            f'<img src="{source}" width="{story["width"]}" height="{story["height"]}" alt="{sentence}" loading="lazy">'
            "</div>",
            f'<p class="course-nn-story-status" role="status">{sentence}</p>',
            f'<p class="course-nn-story-note" role="status">{"" if moves else STILL}</p>',
            *([f'<p class="course-nn-story-values">{html.escape(values_of(story))}</p>'] if moves else []),
            "</div>",
            "</div>",
            f'<figcaption class="course-nn-story-caption">{html.escape(story["caption"])}</figcaption>',
            "</figure>",
        ]
    )


def _controls(story):
    yield f'<div class="course-nn-story-controls" role="group" aria-label="{html.escape(story["title"])}: controls">'
    for control, start in zip(story["controls"], story["states"][0], strict=True):
        yield _control(control, start)
    yield '<button type="button" class="course-nn-story-reset">Reset</button>'
    yield "</div>"


def _control(control, start):
    label, texts = html.escape(control["label"]), [html.escape(one + unit_of(control)) for one in control["texts"]]
    alone = " disabled" if len(texts) == 1 else ""
    known = f'data-control="{control["name"]}" data-start="{start}" autocomplete="off"{alone}'
    if control["kind"] == "toggle":
        return (
            f'<div class="course-nn-story-control course-nn-story-toggle"><label>'
            f'<input type="checkbox" {known}{" checked" if start else ""}><span>{label}</span></label></div>'
        )
    if control["kind"] == "choice":
        options = "".join(
            f'<option value="{k}"{" selected" if k == start else ""}>{one}</option>' for k, one in enumerate(texts)
        )
        return (
            f'<div class="course-nn-story-control"><label><span>{label}</span>'
            f"<select {known}>{options}</select></label></div>"
        )
    bar = ""
    if control["kind"] == "player":
        buttons = "".join(f'<button type="button" aria-label="{name}"{alone}>{icon}</button>' for name, icon in BUTTONS)
        bar = f'<div class="course-nn-story-player" role="group" aria-label="{label}">{buttons}</div>'
    return (
        f'<div class="course-nn-story-control course-nn-story-range"><label><span>{label}</span>'
        f'<input type="range" min="0" max="{len(texts) - 1}" step="1" value="{start}" {known} '
        f'aria-valuetext="{texts[start]}"></label>'
        f'<span class="course-nn-story-value" style="--longest:{max(map(len, control["texts"]))}ch" aria-hidden="true">'
        f"{texts[start]}</span>{bar}</div>"
    )


def values_of(story):
    """What the controls say at first: it stands in print, where the controls don't."""
    pairs = zip(story["controls"], story["states"][0], strict=True)
    return "; ".join(f"{one['label']}: {one['texts'][at]}{unit_of(one)}" for one, at in pairs)


def unit_of(control):
    """What stands after each of its numbers."""
    return ("" if control["unit"] == "°" else " ") + control["unit"] if control["unit"] else ""
