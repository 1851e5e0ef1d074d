# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Calls by plain accounts
@notice A call whose sender is the transaction's origin and has no code is the transaction itself. So its bytes stand in
        the transaction's calldata, where everybody finds them. The second condition refuses EIP-7702 accounts, which
        can be the origin and call through code of their own.
"""


@view
@internal
def _require():
    """@notice Reverts unless the caller is a plain account that calls this contract directly."""
    plain: bool = msg.sender == tx.origin and msg.sender.codesize == 0
    assert plain, "plain_account: not a plain account in a call of its own"
