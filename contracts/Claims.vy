# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Claims: any row of a final ledger is a cheque
@notice A row shows what its account has earned up to its epoch; a claim pays the difference to what the account has had, and
        pays only the account. Everybody may claim for everybody, many at once; nothing that is paid already, or can not be
        paid, stops the rest. A relayer may take the fee that the account signed. Should a lie become final because nobody
        looked, all claims together still get no more than the final ledgers allot.
@custom:kill None: nobody can stop a claim.
"""

from .interfaces import IGrants
from .interfaces import IReports
from .interfaces import IToken
from .modules import ledger_row
from .modules import positional_tree
from .modules import signature

# Which accounts were paid, the Token's transfers say.
event Claimed:
    epoch: indexed(uint32)
    rows: uint256
    amount: uint256

# What an account lets one relayer keep of one claim.
struct Fee:
    account: address
    relayer: address
    amount: uint256
    deadline: uint64
    nonce: uint64

MAX_DEPTH: constant(uint256) = 14
MAX_ROWS: constant(uint256) = 256
MAX_PROVEN: constant(uint256) = 128
MAX_SIBLINGS: constant(uint256) = 896
FEE_TYPE: constant(bytes32) = keccak256(
    "Fee(address account,address relayer,uint256 amount,uint64 deadline,uint64 nonce)"
)

TOKEN: immutable(IToken)
REPORTS: immutable(IReports)
GRANTS: immutable(IGrants)
DOM: immutable(bytes32)

# what all claims together have paid
paid: public(uint256)
fee_used: public(HashMap[address, HashMap[uint64, bool]])


@deploy
def __init__(token: address, reports: address, grants: address):
    TOKEN = IToken(token)
    REPORTS = IReports(reports)
    GRANTS = IGrants(grants)
    DOM = keccak256(abi_encode("kula.v1", chain.id, reports))


@external
def claim_for(account: address, epoch: uint32, row: IReports.Row, proof: DynArray[bytes32, MAX_DEPTH]) -> uint256:
    """
    @notice Pay an account what one of its rows shows and it has not had. Anyone.
    @return What was paid.
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
    epoch: uint32, row: IReports.Row, proof: DynArray[bytes32, MAX_DEPTH], fee: Fee, signed: Bytes[65]
) -> uint256:
    """
    @notice The same, and the relayer that the account named keeps the fee. Once for each signature.
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
    epoch: uint32, start: uint256, levels: uint256, rows: DynArray[IReports.Row, MAX_ROWS], proof: DynArray[bytes32, MAX_DEPTH]
):
    """
    @notice Pay every row of an aligned range of 2^levels places. Cheapest where each account has one row.
    @param proof The siblings of the range's root.
    """
    report: IReports.ReportState = self._final(epoch)
    assert levels <= 8, "claims: range is too wide"
    leaves: DynArray[bytes32, MAX_ROWS] = []
    payments: DynArray[IToken.Earned, MAX_ROWS] = []
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
    epoch: uint32, rows: DynArray[IReports.Row, MAX_PROVEN], siblings: DynArray[bytes32, MAX_SIBLINGS]
):
    """
    @notice Pay rows at ascending places under one multiproof. Cheapest with every account's last row.
    """
    report: IReports.ReportState = self._final(epoch)
    assert len(rows) > 0, "claims: nothing to claim"
    places: DynArray[uint256, MAX_PROVEN] = []
    leaves: DynArray[bytes32, MAX_PROVEN] = []
    payments: DynArray[IToken.Earned, MAX_PROVEN] = []
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
    """
    @notice The report of a final epoch that has a ledger.
    """
    assert epoch <= staticcall REPORTS.final_upto(), "claims: epoch is not final"
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert report.root != empty(bytes32), "claims: epoch has no ledger"
    return report


@internal
def _count(amount: uint256):
    """
    @notice Revert if claims would pay more than final ledgers allot: the rows of honest ledgers never do.
    """
    self.paid += amount
    assert self.paid <= staticcall REPORTS.allotted(), "claims: more than final ledgers allot"


@pure
@internal
def _earned(row: IReports.Row, price: uint128) -> uint256:
    """
    @notice before + credits * price: what the account has earned up to the row. Twin: Ledger.earned in protocol/ledgers/ledger.py.
    """
    return convert(row.before, uint256) + convert(row.credits, uint256) * convert(price, uint256)
