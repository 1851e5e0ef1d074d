"""Records as a validator gathers them, for epochs whose leaves and scores a test plays."""

from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount

from kula.protocol.chain.network import Network
from kula.protocol.reading.material import GatheredRecord, Material
from kula.protocol.records.entry import Entry
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import grant_digest, record_hash, sign
from kula.protocol.types import DEFAULT_LICENCE, ZERO_HASH, Address
from tests.support.epochs import Played


@dataclass(frozen=True)
class Written:
    """What a person wrote, and when the person signed it (block time, seconds)."""

    owner: LocalAccount
    content: dict[str, Any]
    signed: int


def plain_content(subject: str) -> dict[str, Any]:
    """A short conversation about a subject."""
    question = {"role": "user", "content": f"Please tell me what you know about {subject}."}
    answer = {"role": "assistant", "content": f"There is a lot to say about {subject}; most of it is well known."}
    return {"kind": "conversation", "messages": [question, answer]}


def material_with(network: Network, played: Played, written: list[Written]) -> Material:
    """An epoch's material: one opened record per position."""
    root = network.scores.epoch(played.epoch).batches_root
    records = [_gathered(network, played, pos, one) for pos, one in enumerate(written)]
    return Material(played.epoch, root, records, network.addresses.batches)


def _gathered(network: Network, played: Played, pos: int, one: Written) -> GatheredRecord:
    owner, leaf = Address(one.owner.address), played.leaves[pos]
    licences = (DEFAULT_LICENCE,)
    grant = new_grant(owner, owner, licences=licences, origin="https://page.example", now=one.signed)
    new = new_record(owner, one.content, DEFAULT_LICENCE, now=one.signed)
    digest, key = record_hash(network.signing, new.record), bytes(one.owner.key)
    entry = Entry(
        seq=leaf.seq,
        record=new.record,
        grant=grant,
        grant_signature=sign(grant_digest(network.signing, grant), key),
        signature=sign(digest, key),
        content_key=bytes(32),
        salt=new.salt,
        link="bafk",
    )
    return GatheredRecord(
        record_hash=digest, parent=ZERO_HASH, content=one.content, imported=False, leaf=leaf, entry=entry, batch=1
    )
