"""What became of an owner's records: pages, sums, days, traces, changes; and coin that moves without gas."""

from collections.abc import AsyncGenerator
from typing import Any, Literal
from urllib.parse import urlencode

from kula.node.contributor.changes import changes
from kula.node.contributor.coin import signed_transfer
from kula.node.contributor.lies import require_receipt
from kula.node.contributor.session import Sent, Session, address_of, hash_of
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import hex0, unhex
from kula.protocol.shapes import any_fields, fields, many, optional, text

State = Literal["received", "posted", "reported", "final", "void"]
Kind = Literal["conversation", "rating", "correction", "preference"]


class Account(Session):
    """The part of AsyncContributor that reads, and that moves coin. Its methods raise what those of AsyncContributor raise."""

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Returns what the gateway answers to GET `path`, such as `/v1/network`. docs/api.md lists the paths.

        Nothing of it is checked.
        """
        if not path.startswith("/"):
            raise MalformedInput("path", "must begin with a slash, such as /v1/network")
        return await self.api.fetch("GET", f"{path}?{urlencode(query)}" if query else path)

    async def status(self, record: str | Sent) -> dict[str, Any]:
        """Returns where a record stands, by what was sent or by its hash: its state, score, reasons, pay and receipt."""
        status = await self.get(f"/v1/records/{hex0(hash_of(record))}")
        await self._require_receipt(status, hash_of(record))
        return status

    async def records(
        self, cursor: str = "", limit: int = 50, *, state: State | None = None, kind: Kind | None = None
    ) -> dict[str, Any]:
        """Returns a page of the owner's `records`, newest first, and in `next` the cursor of the page after it, or None.

        With `state` or `kind`, only those.
        """
        chosen = {name: value for name, value in (("state", state), ("kind", kind)) if value}
        page = await self.get(f"/v1/accounts/{self.owner}/records", cursor=cursor, limit=limit, **chosen)
        rows, after = _page(page, "the page")
        for row in rows:
            await self._require_receipt(row, unhex(row.get("record"), 32))
        return {"records": list(rows), "next": after}

    async def totals(self) -> dict[str, Any]:
        """Returns sums over all records of the owner: `records` by state, and amounts in the token's smallest unit.

        `earned` is what final records earned: `claimable` and `paid`. `pending` is not final yet.
        """
        return await self.get(f"/v1/accounts/{self.owner}")

    async def days(self, cursor: str = "", limit: int = 31) -> dict[str, Any]:
        """Returns a page of `days`: what the owner's records earned, by the UTC day of signing, newest first. See `records`."""
        return await self.get(f"/v1/accounts/{self.owner}/days", cursor=cursor, limit=limit)

    async def trace(self, record: str | Sent) -> dict[str, Any]:
        """Returns the steps from a record to its payment, each with its proof. Of what was sent it shows the steps behind too.

        Nothing of it is checked: `kula trace RECORD` checks each step against the chain.
        """
        salt = {"kula-salt": record.salt} if isinstance(record, Sent) else {}
        return await self.api.fetch("GET", f"/v1/trace/{hex0(hash_of(record))}", None, 0.0, **salt)

    def changes(self, after: str = "") -> AsyncGenerator[dict[str, Any]]:
        """Yields what happens to the owner's records, as it happens and without an end.

        Each change has its `id`: with that of the last one as `after`, a later run goes on from there. `change` is
        `record`, `estimate`, `epoch`, `paid` or `reset`, which says that too much was missed: read the account anew. To
        stop before the end, open it with `contextlib.aclosing`.
        """
        return changes(self.api, self.owner, after)

    async def claim(self) -> dict[str, Any]:
        """Has the gateway relay the claim of whoever is paid now (`pay_to`), without gas. Returns the `amount`, in the token's smallest unit.

        Gateways relay larger claims by themselves. Raises RefusedByPolicy `nothing-due` if too little is due.
        """
        return await self.api.fetch("POST", "/v1/claims", {"account": self.pay_to})

    async def transfer(self, to: str, amount: int, most_fee: int) -> dict[str, Any]:
        """Sends coin of the owner, without gas: the owner's key signs, and the gateway sends it for a fee beside the amount.

        Amounts are in the token's smallest unit. Returns the `transaction` and the `fee`. Raises RefusedByPolicy
        `fee-too-high` if the gateway asks for more than `most_fee`.
        """
        if not self.owner_key:
            raise MalformedInput("owner", "signs in a wallet, and this method needs the owner's key")
        facts = await self.facts()
        body = signed_transfer(
            facts, self.owner_key.key, self.owner, address_of("to", to), amount, most_fee=most_fee, gateway=self.api.url
        )
        sent = await self.api.fetch("POST", "/v1/transfers", body)
        return {"transaction": sent.get("transaction"), "fee": int(body["transfer"]["fee"])}

    async def _require_receipt(self, status: Any, record: bytes) -> None:
        """Raises GatewayLied unless the status of a record carries a receipt that holds."""
        facts, domain = await self.facts(), await self.domain()
        part = status.get("receipt") if isinstance(status, dict) else None
        receipt = {"gateway": facts.gateway, "record": status.get("record"), **part} if isinstance(part, dict) else None
        require_receipt(self.api.url, domain, receipt, gateway=facts.gateway, record=record)


_page = fields(lambda records, next: (records, next), records=many(any_fields, 100), next=optional(text(64)))
