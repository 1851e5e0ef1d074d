"""Opens the store that a URL names."""

from pathlib import Path
from urllib.parse import urlparse

from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.kubo import Kubo
from kula.protocol.ipfs.places import Places
from kula.protocol.ipfs.store import Store


def open_store(url: str) -> Store:
    """Opens a store: dir:///path is a block directory, and http://host:port is Kubo's RPC.

    URLs that commas separate are tried in order for what is read. The first takes what is written.
    Raises MalformedInput for any other URL.
    """
    if "," in url:
        return Places([open_store(one.strip()) for one in url.split(",")])
    parsed = urlparse(url)
    if parsed.scheme == "dir":
        return BlockDirectory(Path(parsed.path))
    if parsed.scheme in ("http", "https") and parsed.hostname:
        return Kubo(parsed.hostname, parsed.port or 5001, parsed.scheme)
    raise MalformedInput("ipfs", f"{url!r} is neither dir:///path nor http://host:port")
