"""What transactions cost: gas and calldata, by purpose and by the function that they call."""

from collections import defaultdict
from dataclasses import dataclass, field

from hexbytes import HexBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A mined transaction."""

    name: str
    """Its purpose."""
    function: str
    """`Contract.function`."""
    gas: int
    """Gas used according to its receipt, after refunds."""
    calldata: int
    """Bytes."""
    digest: HexBytes


@dataclass
class Spent:
    """Transactions in the order in which they were sent."""

    sent: list[Sent] = field(default_factory=list)

    @property
    def gas(self) -> dict[str, list[int]]:
        """Gas of each transaction, by purpose."""
        gas: dict[str, list[int]] = defaultdict(list)
        for one in self.sent:
            gas[one.name].append(one.gas)
        return dict(gas)

    @property
    def calldata(self) -> dict[str, int]:
        """Bytes of the largest calldata of one transaction, by purpose."""
        largest: dict[str, int] = {}
        for one in self.sent:
            largest[one.name] = max(one.calldata, largest.get(one.name, 0))
        return largest

    @property
    def total(self) -> int:
        """The sum of all gas."""
        return sum(one.gas for one in self.sent)
