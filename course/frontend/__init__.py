"""The meeting point of Python and the browser: :class:`Part`, the base of every widget.

See :class:`Part` for how to write one, :mod:`course.frontend.assets` for how files reach the page
(and how a server of our own may serve them), :mod:`course.frontend.bundle` for the command that
rebuilds the Vega bundle.
"""

from __future__ import annotations

from .edition import address, in_app, in_page, in_voila, picture_mode
from .part import Part, Runtime

__all__ = ["Part", "Runtime", "address", "in_app", "in_page", "in_voila", "picture_mode"]
