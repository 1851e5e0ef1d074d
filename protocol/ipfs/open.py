"""Opens the store that a URL names."""

from pathlib import Path
from urllib.parse import urlparse

from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.kubo import Kubo
from kula.protocol.ipfs.store import Store


def open_store(url: str) -> Store:
    """Opens a store: dir:///path is a block directory, and http://host:port is Kubo's RPC.

    Raises MalformedInput for any other URL.
    """
    parsed = urlparse(url)
    if parsed.scheme == "dir":
        return BlockDirectory(Path(parsed.path))
    if parsed.scheme in ("http", "https") and parsed.hostname:
        return Kubo(parsed.hostname, parsed.port or 5001, parsed.scheme)
    raise MalformedInput("ipfs", f"{url!r} is neither dir:///path nor http://host:port")
