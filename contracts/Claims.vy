# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Claims: any row of a final ledger can be claimed
@notice A row proves what its account has earned up to its epoch. A claim mints the difference to what the account has
        been paid, to that account only. Anyone may claim for anyone, and for many at once. A row that pays nothing
        does not stop the others. A relayer may keep a fee that the account has signed. If a false ledger becomes
        final because nobody challenges it, all claims together still pay no more than the final ledgers allot.
@custom:kill None: nobody can stop a claim.
"""

from .interfaces import IGrants
from .interfaces import IReports
from .interfaces import IToken
from .modules import constants
from .modules import ledger_row
from .modules import positional_tree
from .modules import signature

# The accounts that were paid are in the Token's Transfer events.
event Claimed:
    epoch: indexed(uint32)
    rows: uint256
    amount: uint256

# A fee that an account lets one relayer keep from one claim.
struct Fee:
    account: address
    relayer: address
    amount: uint256
    deadline: uint64
    nonce: uint64

FEE_TYPE: constant(bytes32) = keccak256(
    "Fee(address account,address relayer,uint256 amount,uint64 deadline,uint64 nonce)"
)

TOKEN: immutable(IToken)
REPORTS: immutable(IReports)
GRANTS: immutable(IGrants)
DOM: immutable(bytes32)

# what all claims together have paid; at most Reports.allotted
paid: public(uint256)
# account => nonce => whether a fee with it was taken
fee_used: public(HashMap[address, HashMap[uint64, bool]])


@deploy
def __init__(token: address, reports: address, grants: address):
    TOKEN = IToken(token)
    REPORTS = IReports(reports)
    GRANTS = IGrants(grants)
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, reports))


@external
def claim_for(
    account: address, epoch: uint32, row: IReports.Row, proof: DynArray[bytes32, constants.MAX_DEPTH]
) -> uint256:
    """
    @notice Pays an account the difference between what its row proves and what it has been paid.
    @return The amount paid.
    @custom:caller anyone
    """
    assert row.pay_to == account, "claims: row of another account"
    report: IReports.ReportState = self._final(epoch)
    ledger_row._require(DOM, epoch, report, row, proof)
    amount: uint256 = extcall TOKEN.pay(account, self._earned(row, report.price), empty(address), 0)
    self._count(amount)
    log Claimed(epoch=epoch, rows=1, amount=amount)
    return amount


@external
def claim_with_fee(
    epoch: uint32,
    row: IReports.Row,
    proof: DynArray[bytes32, constants.MAX_DEPTH],
    fee: Fee,
    signed: Bytes[constants.SIGNATURE_BYTES],
) -> uint256:
    """
    @notice Pays an account by its row, less a fee for the caller. Each signature of a fee counts once.
    @param signed The account's signature under the fee.
    @return The amount paid, with the fee.
    @custom:caller the relayer that the account named
    """
    assert row.pay_to == fee.account and fee.relayer == msg.sender, "claims: fee for another claim"
    assert block.timestamp <= convert(fee.deadline, uint256), "claims: fee has expired"
    assert not self.fee_used[fee.account][fee.nonce], "claims: fee was taken"
    struct_hash: bytes32 = keccak256(
        abi_encode(FEE_TYPE, fee.account, fee.relayer, fee.amount, fee.deadline, fee.nonce)
    )
    signature._require(signature._typed(staticcall GRANTS.separator(), struct_hash), signed, fee.account)
    self.fee_used[fee.account][fee.nonce] = True
    report: IReports.ReportState = self._final(epoch)
    ledger_row._require(DOM, epoch, report, row, proof)
    earned: uint256 = self._earned(row, report.price)
    amount: uint256 = extcall TOKEN.pay(fee.account, earned, fee.relayer, fee.amount)
    assert amount > 0, "claims: owed less than the fee"
    self._count(amount)
    log Claimed(epoch=epoch, rows=1, amount=amount)
    return amount


@external
def claim_range(
    epoch: uint32,
    start: uint256,
    levels: uint256,
    rows: DynArray[IReports.Row, constants.MAX_ROWS],
    proof: DynArray[bytes32, constants.MAX_DEPTH],
):
    """
    @notice Pays every row of an aligned range of 2^levels places. Cheapest if each account has one row.
    @param proof The siblings of the range's root.
    @custom:caller anyone
    """
    report: IReports.ReportState = self._final(epoch)
    assert levels <= constants.RANGE_LEVELS, "claims: range is too wide"
    leaves: DynArray[bytes32, constants.MAX_ROWS] = []
    payments: DynArray[IToken.Earned, constants.MAX_ROWS] = []
    for row: IReports.Row in rows:
        assert convert(row.t, uint256) == start + len(leaves), "claims: rows are not in a line"
        leaves.append(ledger_row._leaf(DOM, epoch, row))
        payments.append(IToken.Earned(account=row.pay_to, total=self._earned(row, report.price)))
    count: uint256 = convert(report.records, uint256)
    assert positional_tree._verify_range(report.root, count, start, levels, leaves, proof), "claims: range not proven"
    amount: uint256 = extcall TOKEN.pay_many(payments)
    self._count(amount)
    log Claimed(epoch=epoch, rows=len(rows), amount=amount)


@external
def claim_rows(
    epoch: uint32,
    rows: DynArray[IReports.Row, constants.MAX_PROVEN],
    siblings: DynArray[bytes32, constants.MAX_SIBLINGS],
):
    """
    @notice Pays rows at ascending places, proven together. Cheapest for the last row of every account.
    @param siblings The nodes that the multiproof needs, level by level from the leaves, each from left to right.
    @custom:caller anyone
    """
    report: IReports.ReportState = self._final(epoch)
    assert len(rows) > 0, "claims: nothing to claim"
    places: DynArray[uint256, constants.MAX_PROVEN] = []
    leaves: DynArray[bytes32, constants.MAX_PROVEN] = []
    payments: DynArray[IToken.Earned, constants.MAX_PROVEN] = []
    for row: IReports.Row in rows:
        assert row.t < report.records, "claims: row beyond the ledger"
        places.append(convert(row.t, uint256))
        leaves.append(ledger_row._leaf(DOM, epoch, row))
        payments.append(IToken.Earned(account=row.pay_to, total=self._earned(row, report.price)))
    depth: uint256 = positional_tree._depth(convert(report.records, uint256))
    folded: bytes32 = positional_tree._multi_root(places, leaves, depth, siblings)
    assert folded == report.root, "claims: rows not proven"
    amount: uint256 = extcall TOKEN.pay_many(payments)
    self._count(amount)
    log Claimed(epoch=epoch, rows=len(rows), amount=amount)


@view
@internal
def _final(epoch: uint32) -> IReports.ReportState:
    """@notice The report of a final epoch. Reverts if the epoch is not final or has no ledger."""
    assert epoch <= staticcall REPORTS.final_upto(), "claims: epoch is not final"
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert report.root != empty(bytes32), "claims: epoch has no ledger"
    return report


@internal
def _count(amount: uint256):
    """@notice Reverts if claims would pay more than final ledgers allot. Rows of honest ledgers never do."""
    self.paid += amount
    assert self.paid <= staticcall REPORTS.allotted(), "claims: more than final ledgers allot"


@pure
@internal
def _earned(row: IReports.Row, price: uint128) -> uint256:
    """
    @notice before + credits * price: what the account has earned up to the row. Twin: Ledger.earned in
            protocol/ledgers/ledger.py.
    """
    return convert(row.before, uint256) + convert(row.credits, uint256) * convert(price, uint256)
