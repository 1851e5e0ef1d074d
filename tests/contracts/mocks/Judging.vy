# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Judging
@notice Shows what the module judging decides, so that tests can put it beside its Python twin.
"""

from contracts.interfaces import IJudgements
from contracts.interfaces import IParameters
from contracts.modules import judging


@view
@external
def passed(numbers: IJudgements.Numbers, parameters: IParameters.Parameters) -> bool[7]:
    return judging._passed(numbers, parameters)


@pure
@external
def keeps(won: uint16, lost: uint16, checks: uint16, margin: uint16) -> bool:
    return judging._keeps(won, lost, checks, margin)
