"""Cross and isolated margin for perpetual futures: an interactive course and its library."""

__version__ = "1.0.0"
