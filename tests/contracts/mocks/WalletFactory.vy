# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title WalletFactory
@notice Deploys whatever it is given, at an address that follows from the code. It can also burn all the gas it gets.
"""


@external
def deploy(code: Bytes[8192]) -> address:
    return raw_create(code, salt=empty(bytes32))


@external
def burn():
    for i: uint256 in range(2**60):
        pass
