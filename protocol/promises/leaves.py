"""Asks gateways for the leaves of their batches, and for what they say of one leaf. Nothing of it is checked here."""

from eth_utils.crypto import keccak

from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.promises.state import LeavesOf
from kula.protocol.reading.gateway_client import GatewayApi
from kula.protocol.reading.gateways import may_ask
from kula.protocol.records.entry import MAX_GRANT_SIGNATURE
from kula.protocol.shapes import account, fields, hexadecimal, hexadecimal_up_to, many
from kula.protocol.signatures import SIGNATURE_BYTES
from kula.protocol.types import MAX_RECORDS, Address, Receipt

_SECONDS = 30
"""Longest wait for one answer."""
_TRACE_BYTES = 2**20

_leaves = fields(lambda leaves: leaves, leaves=many(hexadecimal(32), MAX_RECORDS))
_leaf_parts = fields(
    lambda grant, grant_signature, signature: (grant, keccak(grant_signature + signature)),
    grant=fields(lambda pay_to: pay_to, payTo=account),
    grant_signature=hexadecimal_up_to(MAX_GRANT_SIGNATURE),
    signature=hexadecimal(SIGNATURE_BYTES),
)


def leaves_from_gateways(network: Network) -> LeavesOf:
    """Returns a function that asks a batch's gateway for its leaves, at the URL on chain.

    A gateway that does not answer for a batch is not asked for it again, so many promises cost one wait.
    """
    silent = dict[int, KulaError]()

    def leaves(number: int) -> tuple[bytes, ...]:
        if number in silent:
            raise Unavailable(f"the gateway of batch {number} did not give its leaves") from silent[number]
        api = _api_of(network, network.batches.batch(number).gateway)
        try:
            return api.read(f"/v1/batches/{number}/leaves", _leaves)
        except KulaError as error:
            silent[number] = error
            raise

    return leaves


def leaf_shown_by(network: Network, receipt: Receipt) -> tuple[Address, bytes]:
    """Returns whom the record of a receipt pays and the hash of its signatures, as the gateway's trace says it.

    Nobody has checked them yet: they are the record's if its leaf with them stands in the batch. Raises Unavailable.
    """
    return _api_of(network, receipt.gateway).read(f"/v1/trace/{hex0(receipt.record)}", _leaf_parts, _TRACE_BYTES)


def _api_of(network: Network, gateway: Address) -> GatewayApi:
    """The API of a gateway, at its URL on chain. Raises Unavailable if it names none that may be asked."""
    anywhere, url = network.addresses.chain_id == LOCAL_CHAIN_ID, network.gateways.url_of(gateway)
    if not may_ask(url, anywhere=anywhere):
        raise Unavailable(f"the gateway {gateway} names no URL that may be asked")
    return GatewayApi(url, seconds=_SECONDS, outside=not anywhere)
