"""What JupyterLab writes when a learner saves: pages that can be read again before their kernel runs.

A saved reference to a widget whose kernel is gone shows as "Error displaying widget: model not found", whatever else stands
beside it. Jupyter's server calls :func:`pre_save` before it writes a file (setting ``ContentsManager.pre_save_hook``);
the page that is open keeps its widgets.
"""

from __future__ import annotations

from typing import Any

from course.notebooks.document import WIDGET


def pre_save(model: dict[str, Any], **_kwargs: Any) -> None:
    """Take widget references out of the outputs that also hold words; anything but a notebook passes untouched."""
    if model.get("type") != "notebook":
        return
    for cell in model["content"].get("cells", []):
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            if len(bundle) > 1:
                bundle.pop(WIDGET, None)
