"""The chapters, a folder each, and its author works nowhere else.

    <theme>.py           from the controls' values to arrays: no Matplotlib, no widgets
    <theme>_figure.py    from arrays to a picture and its sentence: no training
    instruments.py       the thin join of the two, a function for each instrument, called like its theme
    exercises.py         stubs, hints, reference solutions, and the catalogs of mistakes
    measured/            what takes minutes, measured once, with its seeds

A theme is one idea with one name. No chapter imports another: what two of them need is in the library or the kit. The
``__init__`` of a folder is its door, with the names of what it has, in the order of the notebook (`course_nn.windows`).
"""
