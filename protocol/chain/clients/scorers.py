"""Client of Scorers."""

from web3.contract.contract import ContractFunction

from kula.protocol.chain.client import Client


class Scorers(Client):
    """A client of Scorers: the scorer of each epoch, and votes on a new one."""

    NAME = "Scorers"

    def scorer_of(self, epoch: int) -> bytes:
        """Returns the id of the scorer for the open epoch or a later one."""
        return self.read("scorer_of", epoch)

    def propose(self, scorer: bytes, manifest: bytes, seat: int) -> ContractFunction:
        """Proposes a scorer. `seat` is a seat of the last closed epoch."""
        return self.write("propose", scorer, manifest, seat)

    def vote(self, scorer: bytes, seat: int) -> ContractFunction:
        """Votes for a scorer."""
        return self.write("vote", scorer, seat)
