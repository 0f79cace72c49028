"""What the notebooks store: pictures become files, and formulas inside HTML what MathJax looks for."""

import base64
import binascii
import hashlib
import re
from pathlib import Path

PICTURE = re.compile(r'src="data:image/png;base64,([^"]*)"')
DISPLAY, INLINE = re.compile(r"\$\$(.+?)\$\$", re.DOTALL), re.compile(r"(?<!\\)\$([^$\n]+?)\$")
#: Where a page finds them.
PLACE = "_static/stored"


class Pictures:
    """A folder of stored pictures, each named by what it holds, so that a picture that stands twice is there once."""

    def __init__(self, folder):
        self.folder, self.used = Path(folder), set()
        self.folder.mkdir(parents=True, exist_ok=True)

    def unpacked(self, text):
        """The HTML ``text`` with files in the place of pictures written into it; they are loaded when they are near."""

        def file(found):
            try:
                content = base64.b64decode(found[1], validate=True)
            except binascii.Error:
                raise ValueError("a stored picture is damaged: run its notebook anew, make notebooks") from None
            name = hashlib.sha256(content).hexdigest()[:20] + ".png"
            if not (self.folder / name).exists():
                (self.folder / name).write_bytes(content)
            self.used.add(name)
            return f'src="{PLACE}/{name}" loading="lazy" decoding="async"'

        return PICTURE.sub(file, text)

    def tidy(self):
        """Remove what no page uses any more."""
        for path in self.folder.iterdir():
            if path.name not in self.used:
                path.unlink()


def with_formulas(text):
    """HTML whose ``$…$`` and ``$$…$$`` are marked as formulas."""
    text = DISPLAY.sub(r'<div class="math notranslate">\\[\1\\]</div>', text)
    return INLINE.sub(r'<span class="math notranslate">\\(\1\\)</span>', text)
