"""The course as a web book: `python -m tools.book` builds it in build/book from the stored notebooks."""
