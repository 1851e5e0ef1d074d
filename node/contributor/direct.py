"""Submits records without a gateway: encrypts, pays the fee, posts, and serves the blocks after the epoch is closed.

Until then the blocks stay on the author's disk. So nobody who watches the chain can read a record and post a copy before
it. It needs access to a chain and an IPFS store, and an account with tokens for the fee.
"""

import json
from pathlib import Path

from eth_account.signers.local import LocalAccount

from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.encryption import encrypt
from kula.protocol.files import write_whole
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_CBOR, RAW, cid_of, cid_to_bytes32
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.ipfs.store import Store
from kula.protocol.program.keys import new_key
from kula.protocol.reading.direct import direct_manifest
from kula.protocol.records.content import Content
from kula.protocol.records.entry import Entry
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import grant_digest, record_hash, sign
from kula.protocol.types import DEFAULT_LICENCE, Address


class DirectContributor:
    """An owner with one session key and no gateway. `folder` keeps the blocks that nobody may read yet."""

    def __init__(
        self,
        network: Network,
        store: Store,
        sender: Sender,
        owner: LocalAccount,
        *,
        licence: str = DEFAULT_LICENCE,
        folder: Path,
    ) -> None:
        self._network = network
        self._store = store
        self._sender = sender
        self._session = new_key()
        self._licence = licence
        self._blocks = BlockDirectory(folder / "blocks")
        self._waiting_file = folder / "waiting.json"
        self._grant = new_grant(
            Address(owner.address),
            Address(self._session.address),
            licences=(licence,),
            origin="direct",
            now=network.connection.now(),
        )
        self._grant_signature = sign(grant_digest(self._network.signing, self._grant), bytes(owner.key))

    def contribute(self, content: Content) -> tuple[bytes, int]:
        """Submits one record. Returns its record hash and its batch's number.

        Whoever fetches its manifest can read it, once `serve` has put it into the store. Raises ChainRefused if the
        fee has risen meanwhile.
        """
        entry, block = self._entry(content)
        record = record_hash(self._network.signing, entry.record)
        manifest = encode_node(direct_manifest(entry, record))
        manifest_cid = cid_of(manifest, DAG_CBOR)
        self._blocks.put_block(block)
        self._blocks.put_block(manifest, DAG_CBOR)
        self._write_waiting({**self._waiting(), manifest_cid: entry.link})
        fee = self._network.batches.direct_fee()
        self._allow(fee)
        leaf = entry.leaf(self._network.signing, self._network.batches.address)
        self._sender.send(self._network.batches.submit_direct(leaf, cid_to_bytes32(manifest_cid), fee))
        return record, self._network.batches.last_batch()

    def serve(self) -> int:
        """Puts the blocks of records in closed epochs into the store. Returns how many records wait for a close."""
        waiting = self._waiting()
        manifests = {cid_to_bytes32(cid): cid for cid in waiting}
        batches = self._network.batches
        for event in batches.events("BatchPosted", gateway=batches.address) if waiting else ():
            cid = manifests.get(event["args"]["manifest"])
            if cid and batches.batch(event["args"]["number"]).epoch < batches.current():
                self._store.put_block(self._blocks.get_block(waiting[cid]))
                self._store.put_block(self._blocks.get_block(cid), DAG_CBOR)
                waiting.pop(cid)
                self._write_waiting(waiting)
                manifests.pop(event["args"]["manifest"])
        return len(waiting)

    def _entry(self, content: Content) -> tuple[Entry, bytes]:
        new = new_record(self._grant.owner, content, self._licence, now=self._network.connection.now())
        key, block = encrypt(new.raw, new.record.commitment)
        entry = Entry(
            seq=0,
            record=new.record,
            grant=self._grant,
            grant_signature=self._grant_signature,
            signature=sign(record_hash(self._network.signing, new.record), bytes(self._session.key)),
            content_key=key,
            salt=new.salt,
            link=cid_of(block, RAW),
        )
        return entry, block

    def _waiting(self) -> dict[str, str]:
        """The manifests that nobody may read yet, each with the content id of its record's block."""
        return json.loads(self._waiting_file.read_text()) if self._waiting_file.exists() else {}

    def _write_waiting(self, waiting: dict[str, str]) -> None:
        write_whole(self._waiting_file, json.dumps(waiting).encode())

    def _allow(self, fee: int) -> None:
        token, batches = self._network.token, self._network.batches
        if token.allowance(self._sender.address, batches.address) < fee:
            self._sender.send(token.approve(batches.address, fee))
