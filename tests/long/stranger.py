"""What a stranger publishes on chain and in the store, bent in one place each: records, batches, datasets, candidates."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from kula.protocol.encoding import commitment
from kula.protocol.encryption import encrypt
from kula.protocol.errors import ChainRefused
from kula.protocol.ipfs.cid import DAG_CBOR, RAW, cid_of, cid_to_bytes32
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.program.keys import new_key
from kula.protocol.reading.direct import direct_manifest
from kula.protocol.records.entry import Entry
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import grant_digest, record_hash, sign
from kula.protocol.types import DEFAULT_LICENCE, Address
from tests.support.direct import unlike_others

if TYPE_CHECKING:
    from tests.hostile.conftest import Scene
    from tests.long.bent import Bending

PLACES = ("manifest", "content", "block", "content", "block", "nothing")
"""Where each direct record of an epoch is bent. The last one has another structure for a manifest."""


class Stranger:
    """An account with coin, a place for a gateway and a bond for datasets."""

    def __init__(self, scene: Scene, bending: Bending) -> None:
        self._scene = scene
        self._bending = bending
        self._network = scene.local.network
        self._session = new_key()
        owner = scene.attacker.account
        self._grant = new_grant(
            Address(owner.address),
            Address(self._session.address),
            licences=(DEFAULT_LICENCE,),
            origin="direct",
            now=self._network.connection.now(),
        )
        self._signature = sign(grant_digest(self._network.signing, self._grant), bytes(owner.key))

    def publish(self) -> None:
        """Publishes everything once. What the chain refuses, because its fee or its room is used up, is left out."""
        for place in PLACES:
            self._submit(place)
        self._post()
        self._publish_dataset()

    def _submit(self, place: str) -> None:
        """Submits a direct record whose leaf is right, and which is bent at a place behind it."""
        entry, block = self._entry(place)
        manifest = encode_node(direct_manifest(entry, record_hash(self._network.signing, entry.record)))
        if place == "manifest":
            manifest = self._bending.copy("a direct manifest", manifest)
        if place == "nothing":
            manifest = self._bending.any_of("direct", "manifest", "node")
        blocks, batches = self._scene.store.blocks, self._network.batches
        blocks.put_block(block)
        cid = blocks.put_block(manifest, DAG_CBOR)
        leaf = entry.leaf(self._network.signing, batches.address)
        self._send(batches.submit_direct(leaf, cid_to_bytes32(cid), batches.direct_fee()))

    def _entry(self, place: str) -> tuple[Entry, bytes]:
        new = new_record(self._grant.owner, unlike_others(), DEFAULT_LICENCE, now=self._network.connection.now())
        raw = self._bending.copy("a content", new.raw) if place == "content" else new.raw
        record = replace(new.record, commitment=commitment(new.salt, raw))
        key, block = encrypt(raw, record.commitment)
        block = self._bending.copy("an encrypted block", block) if place == "block" else block
        entry = Entry(
            seq=0,
            record=record,
            grant=self._grant,
            grant_signature=self._signature,
            signature=sign(record_hash(self._network.signing, record), bytes(self._session.key)),
            content_key=key,
            salt=new.salt,
            link=cid_of(block, RAW),
        )
        return entry, block

    def _post(self) -> None:
        """Posts a batch whose manifest is bent. The bent gateway serves its entries."""
        batches = self._network.batches
        cid = self._scene.store.blocks.put_block(self._bending.any_of("manifest", "direct"), DAG_CBOR)
        first = batches.next_seq(self._scene.attacker.address)
        self._send(batches.post_batch(first, 3, secrets.token_bytes(32), cid_to_bytes32(cid), 10**24))

    def _publish_dataset(self) -> None:
        """Publishes a dataset version with a bent manifest."""
        registry, attacker = self._network.registry, self._scene.attacker
        if not registry.bond_of(attacker.address):
            attacker.send(self._network.token.approve(registry.address, registry.minimum_bond()))
            attacker.send(registry.bond(registry.minimum_bond()))
        cid = self._scene.store.blocks.put_block(self._bending.any_of("dataset", "model", "node"), DAG_CBOR)
        final = self._network.reports.final_upto()
        if final:
            self._send(registry.publish_dataset(cid_to_bytes32(cid), 0, 1, final, final))

    def _send(self, call: object) -> None:
        try:
            self._scene.attacker.send(call)  # type: ignore[arg-type]
        except ChainRefused:
            self._bending.given["refused by the chain"] += 1
