"""The pairs that a gateway made, from its commitment to the person's choice."""

from collections.abc import Sequence

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from kula.node.gateway.database.opinion_tables import PairRow


class Pairs:
    """The pairs of one gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, row: PairRow, forget_before: int) -> None:
        """Keeps a pair. Forgets those without a choice whose time ended before `forget_before` (block time, seconds)."""
        old = delete(PairRow).where(PairRow.until < forget_before, PairRow.outcome.is_(None))
        with Session(self._engine) as session, session.begin():
            session.execute(old)
            session.add(row)

    def get(self, pair: bytes) -> PairRow | None:
        """Returns a pair by its id."""
        with Session(self._engine) as session:
            return session.get(PairRow, pair)

    def finish(self, pair: bytes, side: str, answer_hash: bytes) -> None:
        """Notes the hash of an answer that was made to its end."""
        self._set(pair, **{side: answer_hash})

    def choose(self, pair: bytes, outcome: str, signature: bytes) -> PairRow:
        """Keeps the first choice of a pair, and returns the pair as it stands then."""
        first = update(PairRow).where(PairRow.pair == pair, PairRow.outcome.is_(None))
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.execute(first.values(outcome=outcome, signature=signature))
            return session.get_one(PairRow, pair, populate_existing=True)

    def of_talk(self, key: str, prompt_hash: bytes) -> Sequence[PairRow]:
        """Returns a session key's pairs of one talk."""
        query = select(PairRow).where(PairRow.key == key, PairRow.prompt_hash == prompt_hash)
        with Session(self._engine) as session:
            return session.scalars(query).all()

    def _set(self, pair: bytes, **values: object) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(PairRow).where(PairRow.pair == pair).values(**values))
