"""The reader's own copy of the notebooks, which follows the course and keeps the reader's work.

`working_copy` makes the folder and brings it up to date, `answers` knows which cell answers which exercise, `lab`
opens JupyterLab on it: ``python -m course_nn``. Needs the standard library alone, and JupyterLab to open it.
"""
