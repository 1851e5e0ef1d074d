"""What a client checks of a gateway's word, and the error that says how the gateway lied. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from kula.protocol.errors import IntegrityError, InvalidSignature, MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.records.receipt import ChainView, check_receipt
from kula.protocol.signatures import (
    SIGNATURE_BYTES,
    SigningDomain,
    answer_digest,
    answer_hash,
    prompt_hash,
    require_signer,
)
from kula.protocol.types import Address, Answer, Receipt

KEEP_AND_LEAVE = "Keep what it sent, and use another gateway."


class GatewayLied(IntegrityError):
    """Raised when a gateway's word contradicts its signature, or when a signature that it owes is missing or wrong."""

    def __init__(self, gateway: str, problem: str, advice: str = KEEP_AND_LEAVE, evidence: Any = None) -> None:
        super().__init__(f"the gateway {gateway}", f"{problem}. {advice}")
        self.gateway = gateway
        """The gateway's URL."""
        self.problem = problem
        """What was wrong."""
        self.advice = advice
        """What to do now."""
        self.evidence = evidence
        """What the gateway sent, as JSON values."""


@contextmanager
def named(url: str, advice: str, evidence: Any) -> Iterator[None]:
    """Turns the failure of a check into GatewayLied, with the gateway's URL, an advice and what the gateway sent."""
    try:
        yield
    except (IntegrityError, MalformedInput, InvalidSignature) as error:
        raise GatewayLied(url, str(error), advice, evidence) from error


def require_receipt(
    url: str, domain: SigningDomain, answer: Any, *, gateway: Address, record: bytes, chain: ChainView | None = None
) -> Receipt:
    """Returns the receipt in a gateway's answer. Raises GatewayLied unless it can be used against the gateway."""
    with named(url, "Do not count on this record: send it to another gateway.", answer):
        return check_receipt(domain, answer, gateway=gateway, record=record, chain=chain)


def require_answer(
    url: str,
    domain: SigningDomain,
    signed: Any,
    *,
    gateway: Address,
    key: Address,
    prompt: Sequence[Mapping[str, Any]],
    text: str,
) -> dict[str, str]:
    """Returns the signed answer {model, signature}.

    Raises GatewayLied unless `gateway` signed this text, after this prompt, for the session key `key`.
    """
    advice = "Do not rate this answer as the network's: a record of it would be refused."
    if not isinstance(signed, dict):
        raise GatewayLied(url, "an answer is not signed, although a session key asked for it", advice, signed)
    try:
        answer = Answer(
            prompt_hash=prompt_hash(prompt),
            answer_hash=answer_hash(text),
            model_id=unhex(signed.get("model"), 32),
            key=key,
        )
        signature = unhex(signed.get("signature"), SIGNATURE_BYTES)
        require_signer(answer_digest(domain, answer), signature, gateway, "the answer")
    except (MalformedInput, InvalidSignature) as error:
        problem = f"the signature of an answer is wrong, so nothing binds the gateway to its words: {error}"
        raise GatewayLied(url, problem, advice, signed) from error
    return {"model": signed["model"], "signature": signed["signature"]}
