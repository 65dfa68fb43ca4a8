"""The reading of all that is past equals a count of all rows at once, whatever comes between."""

from collections.abc import Callable, Sequence
import json

import pytest

from custom_components.difuse.cdr.calls import NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.calls.reading import build_call
from custom_components.difuse.cdr.feed import (
    Boundary,
    HourBook,
    PastReading,
    past as past_module,
    reading as reading_module,
)
from custom_components.difuse.cdr.feed.hours import add, no_figures
from custom_components.difuse.cdr.feed.pages import ListChangedError
from custom_components.difuse.cdr.models import Call, CallRecord
from custom_components.difuse.cdr.pbx import PbxConnectionError, PbxStateError
from custom_components.difuse.cdr.pbx.wire import Row
from tests.cdr.counting import Hours, records_of, recount, without_empty
from tests.cdr.helpers import leg
from tests.cdr.inprocess import EPOCH, ORDERS, Office
from tests.simulator import Order, SimulatedPbx, Synthetic, Traffic, ring_group

PLAN = NumberPlan()


class Reader(Office):
    """An office whose past is read while its calls are counted as they come."""

    def __init__(self, order: Order = Order.ID_DESCENDING, cap: int | None = None) -> None:
        super().__init__(order, cap)
        self.book = HourBook()
        self.steps = 0

    async def begin(self) -> None:
        """Set up, and draw the boundary."""
        await self.set_up()
        self.draw()

    def draw(self) -> None:
        self.boundary = Boundary.of(self.ledger)
        self.book = HourBook.of("run", self.ledger.known_calls)
        self.reading = PastReading(self.boundary, PLAN, self.direct.read_page)

    async def step(self) -> bool:
        """Read a page, as the import does: where the list changed too much, once more."""
        self.steps += 1
        for _ in range(2):
            try:
                return await self.reading.step()
            except ListChangedError:
                continue
        return await self.reading.step()

    async def read(self, meanwhile: Callable[[int], None] = lambda _: None) -> None:
        """Read all; ``meanwhile`` runs between the pages."""
        while await self.step():
            meanwhile(self.steps)
        await self.reading.finish()

    async def hear(self) -> None:
        """Poll, and count what comes."""
        harvest = await self.sync.poll(audit=True)
        self.book.apply(self.ledger.apply(harvest.rows, settle=True))
        self.ledger.count = harvest.count

    def interrupt(self) -> None:
        """Go on with what would have been stored."""
        stored = json.loads(json.dumps(self.reading.as_dict()))
        self.reading = PastReading.from_dict(stored, PLAN, self.direct.read_page)

    @property
    def counted(self) -> Hours:
        hours = {hour: figures.copy() for hour, figures in self.reading.past.hours.items()}
        for hour, figures in self.book.pending.items():
            add(hours.setdefault(hour, no_figures()), figures)
        return without_empty(hours)

    @property
    def in_all(self) -> Hours:
        numbers = OfficeNumbers(PLAN, self.boundary.own_numbers)
        return without_empty(recount(records_of(self.pbx), numbers))


def fill(pbx: SimulatedPbx) -> None:
    """Let an office have had some days of calls, of all shapes."""
    Traffic(pbx, seed=1).history(4.2, calls_per_day=180)


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Reader:
    """Give an office with some days of calls."""
    order, cap = getattr(request, "param", (Order.ID_DESCENDING, None))
    reader = Reader(order, cap)
    fill(reader.pbx)
    return reader


every_order = pytest.mark.parametrize("office", [(order, None) for order in ORDERS], indirect=True)
every_list = pytest.mark.parametrize(
    "office", [(order, cap) for order in ORDERS for cap in (None, 17)], indirect=True
)


@every_list
async def test_what_is_read_and_what_is_known_is_all_there_is(office: Reader) -> None:
    await office.begin()
    assert 400 < len(office.pbx) < 2000
    await office.read()
    assert office.counted == office.in_all
    assert office.reading.past.rows == len(office.pbx)
    assert office.reading.reader.percent == 100


@every_order
async def test_interrupted_between_any_two_pages_it_comes_to_the_same(office: Reader) -> None:
    await office.begin()
    await office.read(lambda _: office.interrupt())
    assert office.counted == office.in_all


@every_list
async def test_calls_that_come_meanwhile_count_once(office: Reader) -> None:
    await office.begin()
    while await office.step():
        office.calls(office.steps % 3)
        if office.steps % 4 == 0:
            legs = ring_group(("1001", "1002", "1003"), "1002")
            office.pbx.call(destination="600", legs=legs)
        if office.steps % 3 == 0:
            await office.hear()
        if office.steps % 5 == 0:
            office.interrupt()
    await office.reading.finish()
    await office.hear()
    assert office.counted == office.in_all


@every_order
async def test_more_calls_come_than_a_page_holds(office: Reader) -> None:
    await office.begin()
    for _ in range(3):
        await office.step()
    office.calls(250)
    await office.hear()
    await office.read()
    assert office.counted == office.in_all


@every_order
async def test_a_long_call_that_began_within_what_is_read(office: Reader) -> None:
    await office.begin()

    def end_a_long_call(step: int) -> None:
        office.pbx.call(start=int(office.clock.now) - 3600 * step, talk=3600 * step)

    while await office.step():
        end_a_long_call(office.steps)
        await office.hear()
    await office.reading.finish()
    assert office.counted == office.in_all


@every_list
async def test_rows_that_are_purged_meanwhile_are_gone_and_no_others(office: Reader) -> None:
    await office.begin()
    before = len(office.pbx)
    read: list[int] = []
    take = office.reading.past.take

    def take_and_note(rows: Sequence[Row]) -> None:
        read.extend(row.key[0] for row in rows)
        take(rows)

    office.reading.past.take = take_and_note  # type: ignore[assignment,method-assign]

    def purge(step: int) -> None:
        if step % 2:
            office.pbx.purge(7)

    await office.read(purge)
    left = {row.db_id for row in records_of(office.pbx)}
    assert len(left) < before
    assert left <= set(read)
    assert len(read) == len(set(read)) < before


@every_order
async def test_what_was_read_counts_even_if_it_is_purged_later(office: Reader) -> None:
    await office.begin()
    expected = office.in_all
    while await office.step():
        if office.reading.reader.percent > 60:
            break
    office.pbx.purge(len(office.pbx) - 50)
    await office.read()
    assert office.reading.reader.is_lost
    calls = sum(figures[0] for figures in office.counted.values())
    assert 0.5 < calls / sum(figures[0] for figures in expected.values()) < 1


@every_order
async def test_a_list_that_turns_round(office: Reader) -> None:
    await office.begin()
    descending = office.pbx.order.descending
    by_id = not office.pbx.order.by_start

    def turn(step: int) -> None:
        if step == 3:
            order = ("id" if by_id else "start") + ("-ascending" if descending else "-descending")
            office.pbx.order = Order(order)

    await office.read(turn)
    assert office.pbx.order.descending is not descending
    assert office.counted == office.in_all


@every_list
async def test_rows_that_are_deleted_in_what_was_read(office: Reader) -> None:
    await office.begin()
    expected = office.in_all
    ids = [row.db_id for row in office.pbx.rows]

    def delete(step: int) -> None:
        if step % 2 == 0:
            office.pbx.delete(*ids[-step * 2 : -step * 2 + 2])

    await office.read(delete)
    assert len(office.pbx) < len(ids)
    assert office.counted == expected


async def test_rows_restored_below_push_the_place_up(office: Reader) -> None:
    office.pbx.order = Order.ID_ASCENDING
    purged = office.pbx.snapshot()
    office.pbx.purge(150)
    await office.begin()
    for _ in range(3):
        await office.step()
    office.pbx.restore(purged)
    await office.read()
    assert office.counted == office.in_all


async def test_a_list_that_is_empty_for_a_moment(office: Reader) -> None:
    await office.begin()
    await office.step()
    backup = office.pbx.snapshot()
    office.pbx.clear()
    for _ in range(2):
        with pytest.raises(ListChangedError):
            await office.step()
    office.pbx.restore(backup)
    await office.read()
    assert office.counted == office.in_all


async def test_another_list_is_not_read(office: Reader) -> None:
    await office.begin()
    for _ in range(2):
        await office.step()
    office.pbx.start_over(50_000)
    office.history(300)
    rows = office.reading.past.rows
    await office.read()
    assert office.reading.reader.is_lost
    assert office.reading.past.rows == rows


@every_order
async def test_pages_that_fail_are_read_again(office: Reader) -> None:
    await office.begin()
    office.direct.fails = lambda number: number % 7 == 0
    failures = 0
    while True:
        try:
            if not await office.step():
                break
        except PbxConnectionError:
            failures += 1
    await office.reading.finish()
    assert failures >= 1
    assert office.counted == office.in_all


async def test_an_empty_list_is_read_at_once() -> None:
    office = Reader()
    await office.begin()
    assert office.reading.reader.percent == 0
    await office.read()
    assert (office.counted, office.steps) == ({}, 1)
    assert office.reading.past.oldest is None
    office.interrupt()
    assert office.reading.reader.place is None


async def test_unreadable_rows_are_counted_and_skipped(office: Reader) -> None:
    office.pbx.raw(None, "nonsense", {"db_id": "x"})
    await office.begin()
    office.pbx.raw([1])
    office.history(1)
    await office.read()
    await office.hear()
    assert office.reading.past.unreadable == 4
    assert office.counted == office.in_all


@pytest.mark.parametrize("least", [3, 200, 5000])
@every_order
async def test_a_pbx_that_sends_larger_pages_than_asked_for(office: Reader, least: int) -> None:
    office.pbx.paging.minimum_limit = least
    await office.begin()
    while await office.step():
        office.calls(1)
        await office.hear()
    await office.reading.finish()
    assert office.counted == office.in_all


@every_order
async def test_a_call_of_which_the_ledger_knows_a_part_only(office: Reader) -> None:
    """After a restart the lists reach down to some row, which may be in the middle of a call."""
    legs = ring_group(("1001", "1002", "1003", "1004", "1005"), "1003")
    for _ in range(100):
        office.clock.now += 100
        office.pbx.call(destination="600", legs=legs)
    await office.set_up()
    office.restart()
    latest = (await office.sync.read_latest()).rows
    rows = sorted(latest, key=lambda row: row.key)
    whole = next(at for at, row in enumerate(rows) if rows[at + 4].key[1] == row.key[1])
    office.ledger.recall(rows[whole + 2 :])
    office.draw()
    assert any(call.legs < 5 for call in office.ledger.known_calls)
    await office.read()
    assert office.counted == office.in_all


async def test_a_call_that_waits_for_legs_is_left_to_the_ledger(office: Reader) -> None:
    await office.set_up()
    office.history(2)
    harvest = await office.sync.poll(audit=True)
    office.ledger.apply(harvest.rows)
    assert office.ledger.has_unsettled
    office.draw()
    await office.read()
    missing = sum(figures[0] for figures in office.in_all.values()) - sum(
        figures[0] for figures in office.counted.values()
    )
    assert missing == 1
    office.book.apply(office.ledger.apply((), settle=True))
    assert office.counted == office.in_all


async def test_a_late_leg_amends_what_was_counted(office: Reader) -> None:
    await office.begin()
    await office.step()
    newest = office.pbx.rows[-1].data
    office.pbx.row(**(newest | {"db_id": office.pbx.next_id, "disposition": "ANSWERED"}))
    await office.hear()
    await office.read()
    assert office.counted == office.in_all


async def test_each_step_of_the_work_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows come in one page, and however many calls are complete at once."""
    sizes: list[int] = []
    built: list[int] = [0]

    class Watched(past_module.PastCalls):
        def take(self, rows: object) -> None:
            sizes.append(len(tuple(rows)))  # type: ignore[arg-type]
            built.append(0)
            super().take(rows)  # type: ignore[arg-type]

        def close(self, most: int) -> bool:
            built.append(0)
            return super().close(most)

    def build_and_count(legs: Sequence[CallRecord], numbers: OfficeNumbers) -> Call:
        built[-1] += 1
        return build_call(legs, numbers)

    monkeypatch.setattr(reading_module, "PastCalls", Watched)
    monkeypatch.setattr(past_module, "build_call", build_and_count)
    office = Reader()
    office.pbx = SimulatedPbx(
        order=Order.ID_DESCENDING,
        clock=office.clock,
        synthetic=Synthetic(1_500, last_end=EPOCH, today=900, midnight=EPOCH - 7200, spacing=3600),
    )
    office.pbx.paging.fixed_limit = 1200
    office.direct.pbx = office.pbx
    await office.begin()
    await office.read()
    assert office.counted == office.in_all
    assert max(sizes) == reading_module.BATCH_ROWS
    assert max(built) <= 2 * reading_module.BATCH_ROWS


async def test_a_call_is_complete_when_rows_of_half_a_day_before_it_come() -> None:
    """Also where these are of no call that counts: then nothing is open any more."""
    office = Reader()
    office.ledger.baseline([leg(9, "late"), leg(5, "known")], 1000)
    office.draw()
    past = office.reading.past
    past.take([leg(4, "past")])
    assert past.hours == {}
    past.take([leg(10, "to come", after=-50_000)])
    assert [figures[0] for figures in past.hours.values()] == [1]


@pytest.mark.parametrize("part", ["boundary", "place", "past"])
@pytest.mark.parametrize("broken", [7, [], {}, {"open": [[1, [[1]]]]}, "x"])
async def test_a_state_that_makes_no_sense_is_told(
    part: str, broken: object, office: Reader
) -> None:
    await office.begin()
    await office.step()
    state = json.loads(json.dumps(office.reading.as_dict())) | {part: broken}
    with pytest.raises((PbxStateError, KeyError, TypeError)):
        PastReading.from_dict(state, PLAN, office.direct.read_page)
