"""The meeting point of Python and the browser: :class:`Part`, the base of every widget.

See :class:`Part` for how to write one, :mod:`course.frontend.assets` for how files reach the page
(and how a server of our own may serve them), :mod:`course.frontend.bundle` for the command that
rebuilds the Vega bundle.
"""

from __future__ import annotations

from .part import Part, Runtime, picture_mode

__all__ = ["Part", "Runtime", "picture_mode"]
