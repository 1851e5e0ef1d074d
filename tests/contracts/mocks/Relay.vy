# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Relay
@notice A contract that passes calls on, with the target's refusal.
"""


@external
def pass_on(target: address, calldata: Bytes[4096]):
    raw_call(target, calldata)
