# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Token: KULA, the ERC-20 coin that pays for records
@notice An account's balance and its lifetime earnings share one storage slot, so a payment writes one slot. The token
        has no owner: Claims mints what ledgers allot, and Pay mints what validators earn. Coin from before the
        deployment is minted by anybody, in the order and the amounts that the deployment fixed. An account without coin
        for gas signs its transfers, and a relayer sends them.
@custom:kill None: nobody can stop a payment or a transfer.
"""

from ethereum.ercs import IERC20

from .interfaces import IToken
from .modules import constants
from .state import signed_transfers

implements: IERC20
initializes: signed_transfers

exports: (
    signed_transfers.nonces,
    signed_transfers.authorizationState,
    signed_transfers.cancelAuthorization,
    signed_transfers.DOMAIN_SEPARATOR,
    signed_transfers.eip712Domain,
)

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    value: uint256

event Approval:
    owner: indexed(address)
    spender: indexed(address)
    value: uint256

# Holdings were minted. `rest` is the hash of those that are still to come, empty if there are none.
event HoldingsMinted:
    count: uint256
    rest: bytes32

name: public(constant(String[4])) = "Kula"
symbol: public(constant(String[4])) = "KULA"
decimals: public(constant(uint8)) = 18

# What an account holds from the start.
struct Holding:
    account: address
    amount: uint256

# holdings that are minted at once. So many cost 1.7 million gas, which a transaction has on every chain with a preset.
MAX_HOLDINGS: constant(uint256) = 64

CLAIMS: public(immutable(address))
PAY: public(immutable(address))

totalSupply: public(uint256)
# hash of the holdings that are to be minted next, and of the rest behind them; empty once all are minted
pending: public(bytes32)
allowance: public(HashMap[address, HashMap[address, uint256]])
# account => lifetime earnings << 128 | balance
_accounts: HashMap[address, uint256]


@deploy
def __init__(claims: address, pay: address, holdings: DynArray[Holding, MAX_HOLDINGS], rest: bytes32):
    """
    @param holdings The first coin that exists. With the rest, it is all that is not earned.
    @param rest The hash of the next holdings and of the rest behind them, empty if there are none. So nobody chooses
           later what is minted.
    """
    CLAIMS = claims
    PAY = pay
    self._mint_holdings(holdings, rest)


@external
def mint_holdings(holdings: DynArray[Holding, MAX_HOLDINGS], rest: bytes32):
    """
    @notice Mints the next holdings that the deployment fixed.
    @param rest The hash of the holdings behind these, empty if these are the last. Twin: protocol/chain/genesis.py.
    @custom:caller anyone
    """
    assert keccak256(abi_encode(holdings, rest)) == self.pending, "token: not the next holdings"
    self._mint_holdings(holdings, rest)


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Transfers coin as ERC-20 says.
    @custom:caller anyone
    """
    self._transfer(msg.sender, to, amount)
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Transfers coin by allowance as ERC-20 says. An allowance of 2^256 - 1 is not lowered.
    @custom:caller anyone with an allowance
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
    @notice Sets an allowance as ERC-20 says.
    @custom:caller anyone
    """
    self._approve(msg.sender, spender, amount)
    return True


@external
def permit(owner: address, spender: address, amount: uint256, deadline: uint256, v: uint8, r: bytes32, s: bytes32):
    """
    @notice Sets an allowance as EIP-2612 says.
    @custom:caller anyone with the owner's signature
    """
    signed_transfers._permit(owner, spender, amount, deadline, signed_transfers._joined(v, r, s))
    self._approve(owner, spender, amount)


@external
def transferWithAuthorization(
    owner: address, to: address, amount: uint256, valid_after: uint256, valid_before: uint256, nonce: bytes32,
    v: uint8, r: bytes32, s: bytes32,
):
    """
    @notice Transfers coin as EIP-3009 says.
    @custom:caller anyone with the owner's signature
    """
    signed_transfers._authorise(
        signed_transfers.TRANSFER_TYPE, owner, to, amount, valid_after, valid_before, nonce,
        signed_transfers._joined(v, r, s),
    )
    self._transfer(owner, to, amount)


@external
def receiveWithAuthorization(
    owner: address, to: address, amount: uint256, valid_after: uint256, valid_before: uint256, nonce: bytes32,
    v: uint8, r: bytes32, s: bytes32,
):
    """
    @notice Transfers coin to the caller as EIP-3009 says.
    @custom:caller the payee, with the owner's signature
    """
    assert to == msg.sender, "token: caller is not the payee"
    signed_transfers._authorise(
        signed_transfers.RECEIVE_TYPE, owner, to, amount, valid_after, valid_before, nonce,
        signed_transfers._joined(v, r, s),
    )
    self._transfer(owner, to, amount)


@external
def transfer_with_fee(transfer: signed_transfers.TransferWithFee, signed: Bytes[constants.PROOF_BYTES]):
    """
    @notice Transfers coin of an account that needs no coin for gas. The caller keeps the fee that the account signed.
    @param signed The signature of the owner's key under the transfer, or what the owner accepts as a contract wallet.
    @custom:caller the relayer that the owner named
    """
    signed_transfers._authorise_fee(transfer, signed)
    self._transfer(transfer.owner, transfer.to, transfer.amount)
    self._transfer(transfer.owner, transfer.relayer, transfer.fee)


@external
def mint(to: address, amount: uint256):
    """
    @notice Mints a validator's pay.
    @custom:caller Pay
    """
    assert msg.sender == PAY, "token: caller is not Pay"
    self._mint(to, amount)


@external
def burn(amount: uint256):
    """
    @notice Destroys coin of the caller.
    @custom:caller anyone
    """
    self._debit(msg.sender, amount)
    self.totalSupply -= amount
    log Transfer(sender=msg.sender, receiver=empty(address), value=amount)


@external
def pay(account: address, total_earned: uint256, relayer: address, fee: uint256) -> uint256:
    """
    @notice Raises an account's lifetime earnings to `total_earned` and mints the difference. `fee` of it goes to
            `relayer`. A payment that is not possible mints nothing and does not revert.
    @return The amount minted. 0 if nothing is owed, or less than the fee.
    @custom:caller Claims
    """
    assert msg.sender == CLAIMS, "token: caller is not Claims"
    due: uint256 = self._raise(account, total_earned, fee)
    self.totalSupply += due
    if due > 0 and fee > 0:
        self._credit(relayer, fee)
        log Transfer(sender=empty(address), receiver=relayer, value=fee)
    return due


@external
def pay_many(payments: DynArray[IToken.Earned, constants.MAX_ROWS]) -> uint256:
    """
    @notice Pays many accounts without fees. A payment that is not possible does not stop the others.
    @return The amount minted.
    @custom:caller Claims
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
    """@notice Returns what an account holds."""
    return self._accounts[account] & constants.LOW_128


@view
@external
def earned_of(account: address) -> uint256:
    """@notice Returns what an account has been paid for records in its lifetime."""
    return self._accounts[account] >> 128


@internal
def _raise(account: address, total_earned: uint256, fee: uint256) -> uint256:
    """
    @notice Writes an account's slot: its lifetime earnings, and its balance without the fee. Returns the amount
            due.
    """
    slot: uint256 = self._accounts[account]
    earned: uint256 = slot >> 128
    if account == empty(address) or total_earned <= earned or total_earned > constants.LOW_128:
        return 0
    due: uint256 = total_earned - earned
    if due < fee or (slot & constants.LOW_128) + due > constants.LOW_128:
        return 0
    self._accounts[account] = (total_earned << 128) | ((slot & constants.LOW_128) + due - fee)
    log Transfer(sender=empty(address), receiver=account, value=due - fee)
    return due


@internal
def _mint_holdings(holdings: DynArray[Holding, MAX_HOLDINGS], rest: bytes32):
    self.pending = rest
    for holding: Holding in holdings:
        self._mint(holding.account, holding.amount)
    log HoldingsMinted(count=len(holdings), rest=rest)


@internal
def _mint(to: address, amount: uint256):
    assert to != empty(address), "token: nobody to mint to"
    self._credit(to, amount)
    self.totalSupply += amount
    log Transfer(sender=empty(address), receiver=to, value=amount)


@internal
def _approve(owner: address, spender: address, amount: uint256):
    self.allowance[owner][spender] = amount
    log Approval(owner=owner, spender=spender, value=amount)


@internal
def _transfer(sender: address, to: address, amount: uint256):
    assert to != empty(address), "token: nobody to transfer to"
    self._debit(sender, amount)
    self._credit(to, amount)
    log Transfer(sender=sender, receiver=to, value=amount)


@internal
def _debit(account: address, amount: uint256):
    slot: uint256 = self._accounts[account]
    assert slot & constants.LOW_128 >= amount, "token: balance too low"
    self._accounts[account] = slot - amount


@internal
def _credit(account: address, amount: uint256):
    slot: uint256 = self._accounts[account]
    assert amount <= constants.LOW_128 and (slot & constants.LOW_128) + amount <= constants.LOW_128, "token: balance too high"
    self._accounts[account] = slot + amount
