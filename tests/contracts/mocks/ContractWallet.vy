# pragma version 0.4.3
"""
@title A contract wallet: it agrees to what its one owner signed (ERC-1271)
"""

OWNER: immutable(address)


@deploy
def __init__(owner: address):
    OWNER = owner


@view
@external
def isValidSignature(digest: bytes32, signature: Bytes[2048]) -> bytes4:
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    signer: address = ecrecover(
        digest, v, convert(slice(signature, 0, 32), uint256), convert(slice(signature, 32, 32), uint256)
    )
    return 0x1626ba7e if signer == OWNER else 0xffffffff
