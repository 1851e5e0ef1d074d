"""Submits records without a gateway: encrypts, pins, pays the fee and posts.

It needs access to a chain and an IPFS store, and an account with tokens for the fee.
"""

from eth_account.signers.local import LocalAccount

from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.encryption import encrypt
from kula.protocol.ipfs.cid import RAW, cid_of, cid_to_bytes32
from kula.protocol.ipfs.store import Store
from kula.protocol.program.keys import new_key
from kula.protocol.reading.direct import direct_manifest
from kula.protocol.records.content import Content
from kula.protocol.records.entry import Entry
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import grant_digest, record_hash, sign
from kula.protocol.types import DEFAULT_LICENCE, Address


class DirectContributor:
    """An owner with one session key and no gateway."""

    def __init__(
        self, network: Network, store: Store, sender: Sender, owner: LocalAccount, licence: str = DEFAULT_LICENCE
    ) -> None:
        self._network = network
        self._store = store
        self._sender = sender
        self._session = new_key()
        self._licence = licence
        self._grant = new_grant(
            Address(owner.address),
            Address(self._session.address),
            licences=(licence,),
            origin="direct",
            now=network.connection.now(),
        )
        self._grant_signature = sign(grant_digest(network.signing, self._grant), bytes(owner.key))

    def contribute(self, content: Content) -> tuple[bytes, int]:
        """Submits one record. Returns its record hash and its batch's number.

        The record is public: whoever fetches its manifest can read it.
        """
        entry = self._entry(content)
        record = record_hash(self._network.signing, entry.record)
        manifest = self._store.put_node(direct_manifest(entry, record))
        self._allow_fee()
        leaf = entry.leaf(self._network.signing, self._network.batches.address)
        self._sender.send(self._network.batches.submit_direct(leaf, cid_to_bytes32(manifest)))
        return record, self._network.batches.last_batch()

    def _entry(self, content: Content) -> Entry:
        new = new_record(self._grant.owner, content, self._licence, now=self._network.connection.now())
        key, block = encrypt(new.raw, new.record.commitment)
        self._store.put_block(block)
        return Entry(
            seq=0,
            record=new.record,
            grant=self._grant,
            grant_signature=self._grant_signature,
            signature=sign(record_hash(self._network.signing, new.record), bytes(self._session.key)),
            content_key=key,
            salt=new.salt,
            link=cid_of(block, RAW),
        )

    def _allow_fee(self) -> None:
        token, batches = self._network.token, self._network.batches
        if token.allowance(self._sender.address, batches.address) < batches.direct_fee():
            self._sender.send(token.approve(batches.address, 2**256 - 1))
