"""What transactions cost: gas and calldata, by what they were for and by the function that they called."""

from collections import defaultdict
from dataclasses import dataclass, field

from hexbytes import HexBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A mined transaction."""

    name: str
    """What it was for."""
    function: str
    """`Contract.function`."""
    gas: int
    """As its receipt says: after refunds."""
    calldata: int
    """Bytes."""
    digest: HexBytes


@dataclass
class Spent:
    """Transactions in the order in which they were sent."""

    sent: list[Sent] = field(default_factory=list)

    @property
    def gas(self) -> dict[str, list[int]]:
        """Gas of each transaction, by what it was for."""
        found: dict[str, list[int]] = defaultdict(list)
        for one in self.sent:
            found[one.name].append(one.gas)
        return dict(found)

    @property
    def calldata(self) -> dict[str, int]:
        """The most calldata in one transaction, in bytes, by what it was for."""
        found: dict[str, int] = {}
        for one in self.sent:
            found[one.name] = max(one.calldata, found.get(one.name, 0))
        return found

    @property
    def total(self) -> int:
        """All gas."""
        return sum(one.gas for one in self.sent)
