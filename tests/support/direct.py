"""Epochs of one direct record, which its author serves: all that a validator needs without any gateway."""

from pathlib import Path

from kula.node.contributor.direct import DirectContributor
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.program.keys import new_key
from kula.protocol.records.content import Content
from tests.support.chain import TestNet


def unlike_others() -> Content:
    """A record that duplicates no other one."""
    words = [new_key().address[2:].lower() for _ in range(12)]
    messages = [{"role": "user", "content": " ".join(words[:6])}, {"role": "assistant", "content": " ".join(words[6:])}]
    return {"kind": "conversation", "messages": messages}


def close_epoch(net: TestNet, sender: Sender) -> int:
    """Closes the open epoch. Returns its number."""
    epoch = net.network.batches.current()
    net.anvil.pass_time(net.network.parameters.open_seconds)
    sender.send(net.network.batches.close())
    return epoch


def write_epoch(net: TestNet, author: Sender, folder: Path, blocks: Path) -> int:
    """Closes an epoch with one direct record, whose blocks go to the store in `blocks`. Returns its number."""
    direct = DirectContributor(net.network, BlockDirectory(blocks), author, author.account, folder=folder / "author")
    direct.contribute(unlike_others())
    epoch = close_epoch(net, author)
    assert direct.serve() == 0
    return epoch
