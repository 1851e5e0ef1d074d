# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Contract wallets
@notice Asks a contract whether it agrees to a message (ERC-1271). The call is static, so it changes nothing, and of its
        answer no more than 32 bytes are read.
"""

from . import constants

# what ERC-1271 returns for a valid signature
MAGIC: constant(Bytes[32]) = x"1626ba7e00000000000000000000000000000000000000000000000000000000"


@view
@internal
def _agrees(wallet: address, digest: bytes32, proof: Bytes[constants.PROOF_BYTES], most_gas: uint256) -> bool:
    """@notice Says whether a contract agrees, with at most so much gas. An account without code never does."""
    if not wallet.is_contract:
        return False
    answered: bool = False
    answer: Bytes[32] = b""
    answered, answer = raw_call(
        wallet,
        abi_encode(digest, proof, method_id=method_id("isValidSignature(bytes32,bytes)")),
        max_outsize=32, gas=most_gas, is_static_call=True, revert_on_failure=False,
    )
    return answered and answer == MAGIC
