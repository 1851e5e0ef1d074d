"""An owner's consent: a grant to a session key, asked for, signed in a wallet, kept, and read again. Pure."""

from dataclasses import dataclass
from typing import Any, Self

from kula.protocol.hex import hex0, unhex_up_to
from kula.protocol.records.entry import MAX_GRANT_SIGNATURE, grant_from_json, grant_to_json
from kula.protocol.signatures import SigningDomain, grant_digest, typed_data
from kula.protocol.types import Grant


@dataclass(frozen=True, slots=True)
class Request:
    """A grant that waits for its owner's signature."""

    domain: SigningDomain
    grant: Grant

    @property
    def digest(self) -> bytes:
        """The 32 bytes that the owner signs."""
        return grant_digest(self.domain, self.grant)

    @property
    def typed_data(self) -> dict[str, Any]:
        """The document of `eth_signTypedData_v4`, which a wallet shows."""
        return typed_data(self.domain, "Grant", grant_to_json(self.grant))


@dataclass(frozen=True, slots=True)
class Consent:
    """A grant with its owner's signature. An app keeps it beside the session key."""

    grant: Grant
    signature: bytes
    digest: str

    def to_json(self) -> dict[str, Any]:
        """Returns the consent as JSON. It holds no secret."""
        return {"grant": grant_to_json(self.grant), "signature": hex0(self.signature), "digest": self.digest}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Reads what `to_json` wrote. Raises MalformedInput."""
        signature = unhex_up_to(value["signature"], MAX_GRANT_SIGNATURE)
        return cls(grant_from_json(value["grant"]), signature, value["digest"])
