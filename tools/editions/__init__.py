"""Editions of the course from its one source: `python -m tools.editions` makes them in build/editions."""
