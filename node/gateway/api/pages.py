"""The built page: its files, compressed and cached, and one answer for every address inside the app."""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_YEAR = "public, max-age=31536000, immutable"


class Pages(StaticFiles):
    """Serves the page. Views have addresses such as /records, which the page's own script reads.

    Files in `assets` carry a hash in their names, so browsers keep them for a year. A file that has a `.gz` beside it is
    sent in that form to browsers that take it.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, html=True)
        self._folder = directory.resolve()

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answers one request for a file or a view. No path of the API is one, whatever the method."""
        if path.split("/")[0] == "v1":
            raise HTTPException(404)
        if not Path(path).suffix:
            path = "index.html"
        compressed = self._compressed(path, scope)
        response = await super().get_response(compressed or path, scope)
        if compressed and response.status_code == 200:
            response.headers["content-encoding"] = "gzip"
            response.headers["content-type"] = _media_type(path)
        response.headers["vary"] = "accept-encoding"
        response.headers["cache-control"] = _YEAR if path.startswith("assets/") else "no-cache"
        return response

    def _compressed(self, path: str, scope: Scope) -> str | None:
        """Returns the path of the file's compressed form, if there is one and the browser takes it."""
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return None
        file = (self._folder / f"{path}.gz").resolve()
        return f"{path}.gz" if file.is_relative_to(self._folder) and file.is_file() else None


def _media_type(path: str) -> str:
    types = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    types[".webmanifest"] = "application/manifest+json"
    return types.get(Path(path).suffix, "application/octet-stream")
