"""What JupyterLab is given when it opens a notebook: widgets while they live, words when their kernel is gone.

A saved reference to a widget whose kernel is gone shows as "Error displaying widget: model not found", whatever else
stands beside it. A page that is loaded again beside its living kernel, however, finds its widgets by these references.
Jupyter's server reads notebooks through :class:`Notebooks` (setting ``ServerApp.contents_manager_class``).
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from course.notebooks.document import WIDGET


class Notebooks(AsyncLargeFileManager):
    """Files as they are, except for references to widgets that no kernel holds any more."""

    async def get(self, path: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The model of a file or folder."""
        runs = await self._runs(path)  # asked first: the page that opens it has a kernel started for it meanwhile
        model: dict[str, Any] = await super().get(path, *args, **kwargs)  # type: ignore[no-untyped-call]
        if model["type"] == "notebook" and model["content"] and not runs:
            words_only(model["content"])
        return model

    async def _runs(self, path: str) -> bool:
        sessions = getattr(self.parent, "session_manager", None)
        living = await sessions.list_sessions() if sessions else []
        mine = [one.get("kernel") or {} for one in living if one["path"] == path.strip("/")]
        return any(kernel.get("execution_state") != "starting" for kernel in mine)


def words_only(notebook: dict[str, Any]) -> None:
    """Take widget references out of the outputs that also hold words."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            if len(bundle) > 1:
                bundle.pop(WIDGET, None)
