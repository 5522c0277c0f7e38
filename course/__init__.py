"""Cross and isolated margin for perpetual futures: an interactive course and the teaching library under it."""

__version__ = "1.0.0"
