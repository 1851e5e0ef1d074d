# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Token: KULA, the ERC-20 that records are paid in
@notice An account's balance and all that it has ever earned share one storage slot, so a payment writes one slot.
        It has no owner: only Claims pays what ledgers show, only Pay mints what validators are due.
@custom:kill None: neither payments nor transfers can be stopped.
"""

from ethereum.ercs import IERC20

from .interfaces import IToken

implements: IERC20

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    value: uint256

event Approval:
    owner: indexed(address)
    spender: indexed(address)
    value: uint256

LOW: constant(uint256) = 2**128 - 1

name: public(constant(String[4])) = "Kula"
symbol: public(constant(String[4])) = "KULA"
decimals: public(constant(uint8)) = 18

CLAIMS: public(immutable(address))
PAY: public(immutable(address))

totalSupply: public(uint256)
allowance: public(HashMap[address, HashMap[address, uint256]])
# earned << 128 | balance
_accounts: HashMap[address, uint256]


@deploy
def __init__(claims: address, pay: address, treasury: address, supply: uint256):
    """
    @param supply What the treasury starts with; all else is earned.
    """
    CLAIMS = claims
    PAY = pay
    self._mint(treasury, supply)


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice ERC-20 transfer.
    """
    self._transfer(msg.sender, to, amount)
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice ERC-20 transferFrom; an allowance of 2^256 - 1 is not lowered.
    """
    allowed: uint256 = self.allowance[owner][msg.sender]
    if allowed != max_value(uint256):
        assert allowed >= amount, "token: allowance too low"
        self.allowance[owner][msg.sender] = allowed - amount
    self._transfer(owner, to, amount)
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice ERC-20 approve.
    """
    self.allowance[msg.sender][spender] = amount
    log Approval(owner=msg.sender, spender=spender, value=amount)
    return True


@external
def mint(to: address, amount: uint256):
    """
    @notice Make new coin for a validator. Pay only.
    """
    assert msg.sender == PAY, "token: caller is not Pay"
    self._mint(to, amount)


@external
def burn(amount: uint256):
    """
    @notice Destroy coin of the caller.
    """
    self._debit(msg.sender, amount)
    self.totalSupply -= amount
    log Transfer(sender=msg.sender, receiver=empty(address), value=amount)


@external
def pay(account: address, total_earned: uint256, relayer: address, fee: uint256) -> uint256:
    """
    @notice Raise what `account` has ever earned to `total_earned` and mint the difference, `fee` of it to `relayer`.
            Claims only. What can not be paid pays nothing.
    @return What was minted; 0 when nothing, or less than the fee, is owed.
    """
    assert msg.sender == CLAIMS, "token: caller is not Claims"
    due: uint256 = self._raise(account, total_earned, fee)
    self.totalSupply += due
    if due > 0 and fee > 0:
        self._credit(relayer, fee)
        log Transfer(sender=empty(address), receiver=relayer, value=fee)
    return due


@external
def pay_many(payments: DynArray[IToken.Earned, 256]) -> uint256:
    """
    @notice The same for many accounts; what can not be paid stops nobody else's payment. Claims only.
    @return What was minted.
    """
    assert msg.sender == CLAIMS, "token: caller is not Claims"
    minted: uint256 = 0
    for payment: IToken.Earned in payments:
        minted += self._raise(payment.account, payment.total, 0)
    self.totalSupply += minted
    return minted


@view
@external
def balanceOf(account: address) -> uint256:
    """
    @notice What an account holds.
    """
    return self._accounts[account] & LOW


@view
@external
def earned_of(account: address) -> uint256:
    """
    @notice All that an account was ever paid for records.
    """
    return self._accounts[account] >> 128


@internal
def _raise(account: address, total_earned: uint256, fee: uint256) -> uint256:
    """
    @notice Write an account's slot: what it has earned, and its balance without the fee.
    """
    slot: uint256 = self._accounts[account]
    earned: uint256 = slot >> 128
    if account == empty(address) or total_earned <= earned or total_earned > LOW:
        return 0
    due: uint256 = total_earned - earned
    if due < fee or (slot & LOW) + due > LOW:
        return 0
    self._accounts[account] = (total_earned << 128) | ((slot & LOW) + due - fee)
    log Transfer(sender=empty(address), receiver=account, value=due - fee)
    return due


@internal
def _mint(to: address, amount: uint256):
    assert to != empty(address), "token: nobody to mint to"
    self._credit(to, amount)
    self.totalSupply += amount
    log Transfer(sender=empty(address), receiver=to, value=amount)


@internal
def _transfer(sender: address, to: address, amount: uint256):
    assert to != empty(address), "token: nobody to transfer to"
    self._debit(sender, amount)
    self._credit(to, amount)
    log Transfer(sender=sender, receiver=to, value=amount)


@internal
def _debit(account: address, amount: uint256):
    slot: uint256 = self._accounts[account]
    assert slot & LOW >= amount, "token: balance too low"
    self._accounts[account] = slot - amount


@internal
def _credit(account: address, amount: uint256):
    slot: uint256 = self._accounts[account]
    assert amount <= LOW and (slot & LOW) + amount <= LOW, "token: balance too high"
    self._accounts[account] = slot + amount
