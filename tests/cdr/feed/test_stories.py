"""Stories that the model test found, each cut down to what it needs."""

from custom_components.difuse.cdr.callers import open_calls
from tests.cdr.archives import run
from tests.simulator import Order, ring_group

from .watched import DAY, HOUR, Watched


def test_a_walk_goes_on_to_a_known_row_though_it_has_found_enough() -> None:
    """Seven rows were deleted, so the list grew by fewer than came; and its order had changed.

    Read from the wrong end, known rows come first: after 40 new ones seven were left out.
    """
    office = Watched(order=Order.START_DESCENDING).open()
    office.pbx.cap = 1
    for _ in range(10):
        office.now += 3
        office.call(talk=15)
    office.minute()
    office.pbx.purge(7)
    for _ in range(45):
        office.now += 3
        office.call(talk=15)
    office.call(legs=ring_group(["1001", "1002"], "1002", talk=10 * HOUR))
    office.pbx.order = Order.ID_ASCENDING
    office.minute()
    assert office.rows() == 10 + 47


def test_of_a_list_that_was_empty_it_is_found_out_which_end_is_the_newest() -> None:
    """Read from the wrong end, one row slipped by as another came, and was news a minute later."""
    office = Watched(order=Order.START_DESCENDING).open().import_all()
    office.minute()
    for at in range(40):
        office.call(start=office.now - HOUR + 60 * at, talk=20)
    came: list[str] = []
    office.between = lambda number: (
        came.append(office.call(talk=20)) if number == 5 and not came else None
    )
    office.minute()
    assert came
    office.minute()
    office.minute()
    assert set(office.announced) <= {*came}


def test_missed_calls_of_another_list_are_no_new_missed_calls() -> None:
    office = Watched(30).open().import_all()
    office.now += DAY
    office.minute()
    office.pbx.start_over(1000)
    office.calls(550, start=office.now - 3 * HOUR, disposition="NO ANSWER")
    assert office.minute().is_replaced
    office.import_all()
    assert run(office.archive.read(open_calls, 100)) == (0, ())
    missed = office.call(disposition="NO ANSWER")
    office.minute()
    assert run(office.archive.read(open_calls, 100)) == (1, (missed,))


def test_after_a_count_that_does_not_fit_it_is_found_out_again_which_end_is_the_newest() -> None:
    """Read from the wrong end, a long call that ended was new, and hid that the others weren't.

    The order had changed, and thirteen rows were deleted.
    """
    office = Watched(230, order=Order.ID_DESCENDING).open().import_all()
    office.minute()
    office.pbx.order = Order.START_ASCENDING
    office.call(start=office.now - 10 * HOUR, talk=10 * HOUR - 10)
    latest = office.call(talk=20)
    office.pbx.purge(13)
    office.minute()
    office.minute()
    assert latest in office.announced
