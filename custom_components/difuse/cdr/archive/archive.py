"""The archive of one PBX: every row kept once, every view a query."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any, Concatenate, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from .. import Row
from ..callers import latest_numbers
from ..calls import LearnedKind, OfficeNumbers
from ..database import Database
from ..people import Areas, Numbering, learn_dial_out
from ..tables import CALLS, LEARNED, LEGS, MARKS, PBXS, Marks, State, migrate
from .ingest import Arrival, Ingested, ingest
from .understanding import understand

EVERY_CALL: Final = 2**62
EVERY_ROW: Final = 2**62
REREAD_AT_ONCE: Final = 200
_THIS_PBX: Final = update(PBXS).where(PBXS.c.id == bindparam("number"))


class Archive:
    """Keeps the rows and calls of one PBX; all methods raise DatabaseError."""

    def __init__(self, database: Database, entry: str, numbering: Numbering) -> None:
        """Take the database, and the name of the PBX in it; call ``open`` first.

        What the user says that phones dial first counts more than what is learned.
        """
        self.database = database
        self.numbering = numbering
        self._learns_dial_out = not numbering.numbers.dial_out
        self.numbers = OfficeNumbers(numbering.numbers.plan)
        self._entry = entry
        self._pbx = 0

    async def read[**P, T](
        self, query: Callable[Concatenate[Connection, int, P], T], *args: P.args, **more: P.kwargs
    ) -> T:
        """Return the answer to a query, as of one moment."""
        return await self.database.read(lambda db: query(db, self._pbx, *args, **more))

    async def write[**P, T](
        self, change: Callable[Concatenate[Connection, int, P], T], *args: P.args, **more: P.kwargs
    ) -> T:
        """Change the archive: all of it or nothing."""
        return await self.database.write(lambda db: change(db, self._pbx, *args, **more))

    async def open(self) -> Marks:
        """Make ready, and return the marks; those of a PBX that is new are all 0."""
        await self.database.write(migrate)
        return await self.database.write(self._enter)

    def _enter(self, db: Connection) -> Marks:
        here = PBXS.c.entry == self._entry
        if db.execute(select(PBXS.c.id).where(here)).first() is None:
            db.execute(insert(PBXS), {"entry": self._entry, "plan": "", **asdict(Marks())})
        found = db.execute(select(PBXS).where(here)).one()
        self._pbx = found.id
        query = select(LEARNED.c.kind, LEARNED.c.word).where(LEARNED.c.pbx == self._pbx)
        learned = [(LearnedKind(kind), word) for kind, word in db.execute(query)]
        self.numbers = OfficeNumbers(self.numbers.plan, learned)
        dial_out = dict(learned).get(LearnedKind.DIAL_OUT)
        if dial_out and self._learns_dial_out:
            self.numbering = self.numbering.dialling_out(dial_out)
        marks = Marks(**{name: getattr(found, name) for name in MARKS})
        return self._read_anew(db, marks, self.numbering)

    def _read_anew(self, db: Connection, marks: Marks, numbering: Numbering) -> Marks:
        """Have all calls understood anew where numbers are read in another way than before."""
        here, plan = PBXS.c.id == self._pbx, numbering.as_text()
        before = db.scalar(select(PBXS.c.plan).where(here))
        if before == plan:
            return marks
        kept = replace(marks, reread=EVERY_CALL if before else 0)
        db.execute(update(PBXS).where(here).values(plan=plan, reread=kept.reread))
        return kept

    async def locate(self, areas: Areas, marks: Marks) -> Marks:
        """Take where numbers are from, and return the marks with what is to be done by that."""
        numbering = Numbering(self.numbering.numbers, areas)
        kept = await self.database.write(lambda db: self._read_anew(db, marks, numbering))
        self.numbering = numbering
        return kept

    async def learn_dial_out(self, marks: Marks) -> Marks:
        """Learn what phones dial before a number outside; return the marks likewise."""
        numbers = self.numbering.numbers

        def look(db: Connection, pbx: int) -> str | None:
            return learn_dial_out(*latest_numbers(db, pbx), numbers)

        found = await self.read(look) if self._learns_dial_out else None
        if found is None or found == numbers.dial_out:
            return marks
        numbering = self.numbering.dialling_out(found)

        def work(db: Connection, pbx: int) -> Marks:
            this = {"pbx": pbx, "kind": LearnedKind.DIAL_OUT.value}
            db.execute(delete(LEARNED).where(*[LEARNED.c[name] == this[name] for name in this]))
            if found:
                db.execute(insert(LEARNED), this | {"word": found})
            return self._read_anew(db, marks, numbering)

        kept = await self.write(work)
        self.numbering = numbering
        return kept

    async def ingest(
        self, rows: Iterable[Row], arrival: Arrival, marks: Marks
    ) -> tuple[Ingested, Marks]:
        """Keep rows, their calls, what is due of them, and the marks."""

        def work(db: Connection, pbx: int) -> tuple[Ingested, Marks]:
            done = ingest(db, pbx, rows, self.numbers, self.numbering, arrival)
            # An own number that is new changes how older calls are understood.
            kept = replace(marks, reread=EVERY_CALL) if done.has_learned else marks
            save_marks(db, pbx, kept)
            return done, kept

        done = await self.write(work)
        self.numbers.new.clear()
        return done

    async def reread(self, marks: Marks) -> Marks:
        """Understand some of the calls anew that are left to be, and return how far that is."""

        def work(db: Connection, pbx: int) -> Marks:
            left = (CALLS.c.pbx == pbx, CALLS.c.id < marks.reread)
            query = select(CALLS.c.id, CALLS.c.call_ids).where(*left).order_by(CALLS.c.id.desc())
            found = db.execute(query.limit(REREAD_AT_ONCE)).all()
            call_ids = [call_id for row in found for call_id in row.call_ids]
            if marks.reread == EVERY_CALL:
                # What nobody dialled may have been a call from outside after all.
                unjoined = (LEGS.c.pbx == pbx, LEGS.c.call.is_(None), LEGS.c.destination != "")
                call_ids += db.scalars(select(LEGS.c.call_id).where(*unjoined))
            understand(db, pbx, call_ids, self.numbers, self.numbering, _as_past)
            kept = replace(marks, reread=min([row.id for row in found], default=0))
            save_marks(db, pbx, kept)
            return kept

        return await self.write(work)


def _as_past(*_: object) -> dict[str, Any]:
    return {"state": State.PAST, "due_at": None}


def save_marks(db: Connection, pbx: int, marks: Marks) -> None:
    """Keep the marks."""
    db.execute(_THIS_PBX, {"number": pbx, **asdict(marks)})
