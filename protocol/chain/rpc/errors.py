"""Turns what web3.py and its libraries raise into KulaErrors, so that no other exception leaves protocol.chain.

What may be the doing of one endpoint is asked of another first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import requests
from eth_abi.exceptions import DecodingError
from structlog import get_logger
from web3.exceptions import BadFunctionCallOutput, ContractLogicError, Web3Exception
from web3.providers import BaseProvider

from kula.protocol.chain.rpc.failover import Failover
from kula.protocol.errors import ChainRefused, KulaError, Unavailable

T = TypeVar("T")
log = get_logger("rpc")


@contextmanager
def kula_errors(doing: str) -> Iterator[None]:
    """Runs a block of code. `doing` says what it does, for messages, such as `Reports.head`.

    Raises ChainRefused with the contract's reason for a revert, and Unavailable for everything else that an endpoint
    can cause. A KulaError passes.
    """
    try:
        yield
    except KulaError:
        raise
    except ContractLogicError as error:
        raise ChainRefused(reason_of(error)) from error
    except BadFunctionCallOutput as error:
        words = "there is no such contract at this block; wait until the deployment is final, or check the addresses"
        raise Unavailable(f"{doing}: {words}") from error
    except (
        Web3Exception,
        requests.RequestException,
        DecodingError,
        OSError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
        MemoryError,
        RecursionError,
    ) as error:
        # A wrong answer of an endpoint fails in many ways inside web3.py, before any check of ours sees it.
        raise Unavailable(f"{doing}: the RPC gave no usable answer ({type(error).__name__}: {error})") from error


def confirmed(provider: BaseProvider, ask: Callable[[], T]) -> T:
    """Returns what `ask` returns. If it fails by what an endpoint answered, it asks once more, another endpoint first.

    So no endpoint alone refuses a view or empties it. Raises the first error if both fail. If the errors are the same, the
    order of endpoints stays; else a third endpoint may be asked next time.
    """
    try:
        return ask()
    except KulaError:
        raise  # Every endpoint was asked.
    except Exception as error:
        if not isinstance(provider, Failover) or len(provider.endpoints) == 1:
            raise
        first, doubtful = provider.active, error
    provider.turn_to_another()
    try:
        value = ask()
    except Exception as second:
        if type(second) is type(doubtful) and str(second) == str(doubtful):
            provider.prefer(first)
        raise doubtful from second
    if first.should_say():
        log.warning("endpoint fails", endpoint=first.name, problem=f"another one answers, not {doubtful}"[:200])
    return value


def reason_of(error: Exception) -> str:
    """Returns a revert's reason as the contract states it."""
    text = str(getattr(error, "message", None) or error)
    return text.removeprefix("execution reverted: ").split("', '")[0].strip("('")
