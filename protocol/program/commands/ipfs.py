"""`kula ipfs`: a block directory served like a Kubo."""

from pathlib import Path

import typer

from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.serve import server

ipfs = typer.Typer(no_args_is_help=True, help="Serve a block directory as a Kubo does.")


@ipfs.callback()
def _ipfs() -> None:
    """For networks without a Kubo."""


@ipfs.command("serve")
def ipfs_serve(folder: Path = typer.Option(Path("blocks")), port: int = typer.Option(5001)) -> None:
    """Serve a block directory on loopback with the part of Kubo's RPC that Kula uses."""
    server(BlockDirectory(folder), port).run()
