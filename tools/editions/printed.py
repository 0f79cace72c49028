"""What a cell printed, on a slide: a long line of a dict or a list is broken between its entries."""

WIDE = 88  # letters of code on a line


def wrap(cell):
    """Break the long lines of what ``cell`` printed, in its place."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            output.text = wrapped(output.text)
        elif set(output.get("data", ())) == {"text/plain"}:
            output.data["text/plain"] = wrapped(output.data["text/plain"])


def wrapped(text, wide=WIDE):
    """``text`` with its long lines broken where an entry of a dict or a list ends, at the outermost that there is."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line, wide))


def _parts(line, wide):
    entries, parts, start = list(_entries(line)), [], 0
    while len(line) - start >= wide:
        ends = [(depth, -place) for place, depth in entries if start < place < start + wide]
        if not ends:
            break
        end = -min(ends)[1]
        parts.append(line[start:end].rstrip())
        start = end
    parts.append(line[start:])
    return [parts[0], *(f" {part}" for part in parts[1:])]


def _entries(line):
    """(place, depth) of what begins behind a comma within braces or square brackets, and not in quotes."""
    open_, quote = [], ""
    for place, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"" and open_:
            quote = letter
        elif letter in "([{":
            open_.append(letter)
        elif letter in ")]}" and open_:
            open_.pop()
        elif letter == "," and open_ and open_[-1] != "(" and line[place + 1 : place + 2] == " ":
            yield place + 2, len(open_)
