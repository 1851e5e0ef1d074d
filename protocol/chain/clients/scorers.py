"""Client of Scorers."""

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client


class Scorers(Client):
    """Which judge an epoch is scored with."""

    NAME = "Scorers"

    def scorer_of(self, epoch: int) -> bytes:
        """The scorer of the open epoch or a later one."""
        return self.read("scorer_of", epoch)

    def propose(self, scorer: bytes, manifest: bytes, seat: int) -> ContractFunction:
        """Put a scorer to the vote (a seat of the last closed epoch)."""
        return self.write("propose", scorer, manifest, seat)

    def vote(self, scorer: bytes, seat: int) -> ContractFunction:
        """Agree to a scorer."""
        return self.write("vote", scorer, seat)
