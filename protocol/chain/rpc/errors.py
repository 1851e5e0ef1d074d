"""Turns what web3.py and its libraries raise into KulaErrors, so that no other exception leaves protocol.chain."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from eth_abi.exceptions import DecodingError
from web3.exceptions import BadFunctionCallOutput, ContractLogicError, Web3Exception

from kula.protocol.errors import ChainRefused, KulaError, Unavailable


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
    ) as error:
        # A wrong answer of an endpoint fails in many ways inside web3.py, before any check of ours sees it.
        raise Unavailable(f"{doing}: the RPC gave no usable answer ({type(error).__name__}: {error})") from error


def reason_of(error: Exception) -> str:
    """Returns a revert's reason as the contract states it."""
    text = str(getattr(error, "message", None) or error)
    return text.removeprefix("execution reverted: ").split("', '")[0].strip("('")
