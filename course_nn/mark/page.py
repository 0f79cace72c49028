"""The frame of a page: one file that needs nothing else, readable in light and dark, on paper and by keyboard."""

import html

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
body { overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0; }
.wide { overflow-x: auto; }
[role="status"] pre { white-space: pre-wrap; overflow-wrap: anywhere; }
[role="status"] th { overflow-wrap: normal; }
.wide table { overflow-wrap: normal; }
.wide th, .wide td { border-bottom: 1px solid #8884; }
pre { overflow-x: auto; margin: 0.3rem 0; font-size: 14px; }
details { margin: 0.2rem 0 1.2rem 1rem; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem; }
.beside > div { min-width: 0; }
"""


def page(title, body):
    """A whole page. Nothing in it runs, and nothing is fetched: whatever a student wrote is text."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def table(heads, rows, caption=""):
    """A table of HTML cells; the first cell of a row is its head."""
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    lines = (
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{one}</td>" for one in rest)}</tr>' for first, *rest in rows
    )
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    label = escape(caption or heads[0])
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{label}"><table>{told}<thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def code(source):
    """Source as it was written; a page takes the first thousand lines of it."""
    return f'<pre tabindex="0"><code>{escape(chr(10).join(source.splitlines()[:1000]))}</code></pre>'


def items(sentences):
    """A list of sentences, or nothing."""
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in sentences)}</ul>" if sentences else ""


def escape(text):
    return html.escape(str(text).encode("utf-8", "replace").decode())
