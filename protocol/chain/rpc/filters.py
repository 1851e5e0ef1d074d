"""Which logs are asked for, and checks of what came back. An endpoint may answer another question than ours."""

from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import event_abi_to_log_topic
from eth_utils.address import to_checksum_address
from hexbytes import HexBytes
from web3.datastructures import AttributeDict

from kula.protocol.errors import IntegrityError
from kula.protocol.types import Address


@dataclass(frozen=True, slots=True)
class Log:
    """One log as the chain has it. `topics` holds at most four words."""

    block: int
    index: int
    """Its place among the logs of its block."""
    address: str
    """Lower case."""
    topics: tuple[bytes, ...]
    body: bytes
    block_hash: bytes
    transaction: bytes
    transaction_index: int

    def for_web3(self) -> Any:
        """Returns the log as web3.py decodes it."""
        return AttributeDict(
            {
                "address": to_checksum_address(self.address),
                "topics": [HexBytes(topic) for topic in self.topics],
                "data": HexBytes(self.body),
                "blockNumber": self.block,
                "transactionHash": HexBytes(self.transaction),
                "transactionIndex": self.transaction_index,
                "blockHash": HexBytes(self.block_hash),
                "logIndex": self.index,
                "removed": False,
            }
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """The logs of some contracts. `topics` says per place which word it must be, or one of which; None is any."""

    addresses: tuple[Address, ...]
    topics: tuple[bytes | tuple[bytes, ...] | None, ...] = ()

    def params(self, first: int, last: int) -> list[dict[str, Any]]:
        """Returns the parameters of eth_getLogs for the blocks `first` to `last`."""
        asked: dict[str, Any] = {"address": list(self.addresses), "fromBlock": hex(first), "toBlock": hex(last)}
        if self.topics:
            asked["topics"] = [_shown(topic) for topic in self.topics]
        return [asked]

    def logs(self, answer: Any, first: int, last: int) -> list[Log]:
        """Returns the logs of an answer, in the order of the chain.

        Raises IntegrityError if it is no list of logs, or holds one that was not asked for.
        """
        if not isinstance(answer, list):
            raise IntegrityError("eth_getLogs", "did not answer with a list")
        logs = sorted((_log(one) for one in answer), key=lambda log: (log.block, log.index))
        wanted = {address.lower() for address in self.addresses}
        for log in logs:
            if not first <= log.block <= last or log.address not in wanted or not self._fits(log):
                raise IntegrityError("eth_getLogs", f"answered with a log of block {log.block} that was not asked for")
        return logs

    def _fits(self, log: Log) -> bool:
        if len(log.topics) < len(self.topics):
            return False
        return all(
            asked is None or topic == asked or (isinstance(asked, tuple) and topic in asked)
            for asked, topic in zip(self.topics, log.topics, strict=False)
        )


def event_filter(address: Address, abi: Any, arguments: dict[str, Any]) -> Filter:
    """Returns the filter of one event. `arguments` are values of indexed parameters by name.

    Raises ValueError for a name that is no indexed parameter.
    """
    indexed = [parameter for parameter in abi["inputs"] if parameter["indexed"]]
    unknown = set(arguments) - {parameter["name"] for parameter in indexed}
    if unknown:
        raise ValueError(f"{abi['name']} has no indexed parameter {sorted(unknown)}")
    topics: list[bytes | tuple[bytes, ...] | None] = [event_abi_to_log_topic(abi)]
    for parameter in indexed:
        name, kind = parameter["name"], parameter["type"]
        topics.append(encode([kind], [arguments[name]]) if name in arguments else None)
    while topics[-1] is None:
        topics.pop()
    return Filter((address,), tuple(topics))


def _shown(topic: bytes | tuple[bytes, ...] | None) -> Any:
    if isinstance(topic, tuple):
        return [f"0x{one.hex()}" for one in topic]
    return topic if topic is None else f"0x{topic.hex()}"


def _log(one: Any) -> Log:
    try:
        if one.get("removed"):
            raise ValueError("it was removed")
        topics = tuple(_bytes(topic, 32) for topic in one["topics"])
        if len(topics) > 4:
            raise ValueError("it has more than four topics")
        return Log(
            block=_number(one["blockNumber"]),
            index=_number(one["logIndex"]),
            address=f"0x{_bytes(one['address'], 20).hex()}",
            topics=topics,
            body=_bytes(one["data"]),
            block_hash=_bytes(one["blockHash"], 32),
            transaction=_bytes(one["transactionHash"], 32),
            transaction_index=_number(one["transactionIndex"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IntegrityError("eth_getLogs", f"answered with something that is no log: {error}") from error


def _number(text: Any) -> int:
    number = int(text, 16)
    if not 0 <= number < 2**63:
        raise ValueError("a number is out of range")
    return number


def _bytes(text: Any, length: int | None = None) -> bytes:
    value = bytes.fromhex(text.removeprefix("0x"))
    if length is not None and len(value) != length:
        raise ValueError(f"a word has {len(value)} bytes, not {length}")
    return value
