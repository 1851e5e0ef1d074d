"""Sending a record past every gateway: encrypt, pin, pay the fee, post. Needs a chain, an IPFS and coin of one's own."""

import secrets

from eth_account.signers.local import LocalAccount

from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.encoding import commitment
from kula.protocol.encryption import encrypt
from kula.protocol.ipfs.cid import RAW, cid_of, cid_to_bytes32
from kula.protocol.ipfs.store import Store
from kula.protocol.program.keys import new_key
from kula.protocol.reading.direct import direct_manifest
from kula.protocol.records.content import Content, canonical_bytes, parse_content
from kula.protocol.records.entry import Entry
from kula.protocol.signatures import grant_digest, record_hash, sign
from kula.protocol.types import ZERO_HASH, Address, Grant, Record

_YEAR = 365 * 86_400


class DirectContributor:
    """An owner with one session key and no gateway."""

    def __init__(self, network: Network, store: Store, sender: Sender, owner: LocalAccount, licence: str) -> None:
        self._network = network
        self._store = store
        self._sender = sender
        self._session = new_key()
        self._licence = licence
        self._grant = Grant(
            owner=Address(owner.address),
            key=Address(self._session.address),
            pay_to=Address(owner.address),
            licences=(licence,),
            origin="direct",
            max_per_epoch=1_000,
            expiry=network.connection.now() + _YEAR,
            nonce=secrets.randbits(64),
        )
        self._grant_signature = sign(grant_digest(network.signing, self._grant), bytes(owner.key))

    def contribute(self, content: Content) -> tuple[bytes, int]:
        """Post one record; returns its id and its batch's number. Whoever fetches it can read it."""
        entry = self._entry(content)
        record = record_hash(self._network.signing, entry.record)
        manifest = self._store.put_node(direct_manifest(entry, record))
        self._allow_fee()
        leaf = entry.leaf(self._network.signing, self._network.batches.address)
        self._sender.send(self._network.batches.submit_direct(leaf, cid_to_bytes32(manifest)))
        return record, self._network.batches.last_batch()

    def _entry(self, content: Content) -> Entry:
        raw, salt = canonical_bytes(parse_content(content)), secrets.token_bytes(32)
        record = Record(
            owner=self._grant.owner,
            kind=content["kind"],
            commitment=commitment(salt, raw),
            licence=self._licence,
            parent=ZERO_HASH,
            nonce=secrets.randbits(64),
        )
        key, block = encrypt(raw, record.commitment)
        self._store.put_block(block)
        return Entry(
            seq=0,
            record=record,
            grant=self._grant,
            grant_signature=self._grant_signature,
            signature=sign(record_hash(self._network.signing, record), bytes(self._session.key)),
            content_key=key,
            salt=salt,
            link=cid_of(block, RAW),
        )

    def _allow_fee(self) -> None:
        token, batches = self._network.token, self._network.batches
        if token.allowance(self._sender.address, batches.address) < batches.direct_fee():
            self._sender.send(token.approve(batches.address, 2**256 - 1))
