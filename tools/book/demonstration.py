"""The playground in the book: a recording of one training, in the form of an instrument's story."""

import hashlib
import json
import time
from pathlib import Path

from course_nn.chapters.playground.pictures import picture_size, small_picture
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.standing import sentence

from . import making
from .figure import figure_html

NAME = "playground"
PRESET = "spiral"
#: The epochs at which a picture is taken: often where much happens.
EPOCHS = (*range(0, 10), *range(10, 30, 2), *range(30, 60, 5), *range(60, 100, 10), *range(100, 201, 20))
TITLE = "A recording: two layers of 8 units learn the spiral"
CAPTION = (
    "Run the notebook, and all of it can be moved: data, features, layers, weights and rates, also while it learns."
)
#: Milliseconds that a picture stays.
PACE = 350


def key():
    """A hash of what the recording is made from."""
    own = Path(making.PACKAGE) / "chapters" / "playground" / "widget.py"
    digest = hashlib.sha256()
    for path in sorted({*making.closure(own), Path(__file__)}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def read(root):
    """The story that is kept in the folder ``root``; None where there is none."""
    path = Path(root) / "stories" / f"{NAME}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def make(root, epochs=EPOCHS):
    """Record the training into the folder ``root``, unless what is there was made from the same."""
    root, begun, sign = Path(root), time.perf_counter(), key()
    if (read(root) or {}).get("key") == sign:
        return
    for folder in ("png", "stories"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    run, pictures, sentences = Run(PRESETS[PRESET].settings), [], []
    for epoch in epochs:
        while run.epoch < epoch:
            run.finish_epoch()
        png = small_picture(run)
        pictures.append(hashlib.sha256(png).hexdigest()[:20] + ".png")
        making.written(root / "png" / pictures[-1], png)
        sentences.append(sentence(run))
    story = told(pictures, sentences, epochs) | {"key": sign, "seconds": round(time.perf_counter() - begun, 2)}
    making.written(root / "stories" / f"{NAME}.js", making.script(story).encode())
    making.written(root / "stories" / f"{NAME}.json", json.dumps(story).encode())
    for path in (root / "png").iterdir():
        if path.name not in pictures:
            path.unlink()


def told(pictures, sentences, epochs):
    """The story: one player, whose every step has a picture and a sentence of its own."""
    width, height = map(round, picture_size())
    player = {"name": "epoch", "label": "epochs", "unit": "", "kind": "player", "open": False, "pace": PACE}
    return {
        "name": NAME,
        "title": TITLE,
        "caption": CAPTION,
        "width": width,
        "height": height,
        "controls": [player | {"texts": [str(epoch) for epoch in epochs]}],
        "states": [[k] for k in range(len(epochs))],
        "shows": [[k, k] for k in range(len(epochs))],
        "pictures": pictures,
        "sentences": sentences,
    }


def html(root, place):
    """What the page shows of the recording in ``root``, "" where there is none."""
    story = read(root)
    return figure_html(story, place) if story else ""
