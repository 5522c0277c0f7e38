"""Cross and isolated margin for perpetual futures: an interactive course and its library."""

# No annotations import here or in __main__.py: a Python too old for the course must be able to
# read both, so that it can say so instead of stopping at a syntax error.

__version__ = "1.0.0"
