"""Stories of the state machine, each as small as it could be made, and how to write them."""

from typing import Any

from tests.simulator import Order

type Step = tuple[str, dict[str, Any]]


def begin(history: int, order: Order, cap: int | None = None) -> Step:
    return ("set_up", {"history": history, "order": order, "cap": cap})


def change(kind: str, amount: int = 0) -> Step:
    return ("one_change", {"change": (kind, amount)})


def burst(count: int) -> Step:
    return ("burst", {"count": count})


def turn(order: Order) -> Step:
    return ("turn", {"order": order})


def meanwhile(*events: tuple[int, tuple[str, int]]) -> Step:
    return ("poll_meanwhile", {"events": [*events]})


def calamity(what: str) -> Step:
    return ("calamity", {"what": what})


def killed(place: str, number: int = 1, calls: int = 0) -> Step:
    return ("killed_poll", {"place": place, "number": number, "calls": calls})


def faults(calls: int, seed: int) -> Step:
    return ("walk_through_faults", {"calls": calls, "seed": seed})


HEALTHY: Step = ("be_healthy", {})
POLL: Step = ("poll", {})
RESTART: Step = ("restart", {})
BACK_UP: Step = ("back_up", {})

STORIES: dict[str, list[Step]] = {
    "a row pushed during the first walk is no sign of a list that started over": [
        begin(0, Order.ID_ASCENDING),
        burst(21),
        meanwhile((5, ("hide", 2))),
    ],
    "a row pushed by another box does not make its history new": [
        begin(15, Order.ID_ASCENDING),
        calamity("another box with lower ids"),
        change("call"),
        change("push"),
    ],
    "unanswered legs of a long call are no sign of another box": [
        begin(1, Order.ID_ASCENDING),
        change("purge", 1),
        change("call"),
        change("long", 5),
    ],
    "rows kept from a walk that failed are not taken for another box's": [
        begin(2, Order.ID_DESCENDING, 1),
        ("walk_through_faults", {"calls": 34, "seed": 5}),
        calamity("another box with lower ids"),
    ],
    "rows that come in while a short list is read do not make it a purged one": [
        begin(0, Order.ID_ASCENDING, 1),
        killed("announced", 6, 6),
        turn(Order.ID_DESCENDING),
        faults(15, 9),
        meanwhile((2, ("group", 3)), (3, ("group", 18))),
    ],
    "a call longer than the list does not turn a list that goes by start": [
        begin(153, Order.START_ASCENDING),
        change("long", 20),
        calamity("store lost"),
        POLL,
        change("call"),
        change("delete", 3),
    ],
    "a list that turned is not judged from the wrong end": [
        begin(230, Order.ID_DESCENDING, 100),
        turn(Order.START_ASCENDING),
        change("long", 24),
        POLL,
        burst(2),
        turn(Order.ID_ASCENDING),
    ],
    "another box whose list goes the other way is read from its newest end": [
        begin(0, Order.ID_DESCENDING),
        faults(2, 1),
        turn(Order.ID_ASCENDING),
        calamity("another box with lower ids"),
        burst(9),
    ],
    "a list that turned is noticed though all new rows were found": [
        begin(29, Order.ID_DESCENDING),
        change("delete"),
        change("long", 1),
        turn(Order.ID_ASCENDING),
        change("call"),
        POLL,
    ],
    "rows that came after the probe do not stand for those before it": [
        begin(0, Order.ID_DESCENDING, 100),
        burst(9),
        change("hide"),
        meanwhile((4, ("group", 31))),
    ],
    "one row from when the clock was ahead is no sign of a list that started over": [
        begin(1, Order.START_ASCENDING),
        ("step_clock", {"shift": -3600}),
        faults(100, 1),
        HEALTHY,
        faults(19, 1),
    ],
    "a row met twice, as the list grew, does not stand for one not met": [
        begin(0, Order.ID_DESCENDING, 3),
        burst(60),
        meanwhile((6, ("call", 16))),
    ],
    "another box never gets what the one before it had pushed and not yet listed": [
        begin(0, Order.ID_DESCENDING),
        ("let_hours_pass", {"hours": 1}),
        killed("request", 9, 7),
        calamity("another box with higher ids"),
        POLL,
        change("hide"),
        calamity("another box with higher ids"),
        killed("request"),
    ],
    "a call of which a row is deleted after a set-up is as past as it was": [
        begin(0, Order.ID_ASCENDING),
        calamity("store lost"),
        meanwhile((2, ("group", 11))),
        meanwhile((2, ("delete", 4)), (1, ("leg", 13))),
    ],
    "a call that was heard, killed before it was written, and gone from the list isn't counted": [
        begin(0, Order.ID_ASCENDING),
        meanwhile((1, ("call", 0))),
        calamity("reset"),
        killed("announce", 5, 9),
    ],
    "a long call is found though the count was lost, as rows were pushed during a poll": [
        begin(0, Order.START_DESCENDING),
        faults(20, 7),
        meanwhile((1, ("hide", 15))),
        change("long", 10),
    ],
    "a long call that ended early in a long outage is found": [
        begin(0, Order.START_DESCENDING),
        faults(30, 0),
        ("let_hours_pass", {"hours": 13}),
        change("long", 28),
        ("let_hours_pass", {"hours": 13}),
        burst(2),
    ],
    "a row pushed while the list is read does not stand for a long call deep in it": [
        begin(0, Order.ID_ASCENDING),
        turn(Order.START_DESCENDING),
        faults(100, 0),
        meanwhile((3, ("hide", 14)), (1, ("long", 14))),
    ],
    "a count that changed is written down": [
        begin(22, Order.START_DESCENDING),
        change("delete", 1),
        POLL,
        RESTART,
        change("long", 5),
    ],
    "a late leg of a call whose rows were deleted before a restart amends nothing": [
        begin(0, Order.ID_ASCENDING),
        change("call"),
        change("call"),
        POLL,
        change("leg"),
        change("delete", 4),
        killed("request"),
    ],
    "nor does one of a call of which only some rows were deleted": [
        begin(0, Order.ID_ASCENDING),
        change("group", 2),
        change("call"),
        POLL,
        change("purge", 1),
        RESTART,
        POLL,
        change("leg"),
    ],
    "a call pushed while a list that began anew is looked at is heard once, late legs and all": [
        begin(0, Order.ID_ASCENDING),
        faults(2, 0),
        calamity("reset"),
        burst(1),
        meanwhile((1, ("push", 0)), (1, ("leg", 1))),
    ],
    "also where the list lacks it yet": [
        begin(0, Order.ID_ASCENDING),
        burst(2),
        POLL,
        calamity("reset"),
        meanwhile((1, ("hide", 0)), (1, ("leg", 0))),
    ],
    "a call that was taken for one of an old backup is never counted, late legs and all": [
        begin(1, Order.ID_ASCENDING, 1),
        calamity("another box with higher ids"),
        meanwhile((4, ("hide", 18))),
        calamity("another box with higher ids"),
        ("step_clock", {"shift": -3600}),
        meanwhile((2, ("long", 7))),
        change("leg"),
    ],
    "another box is told from a list that had just begun anew, its first call not written down": [
        begin(13, Order.ID_ASCENDING, 1),
        calamity("another box with lower ids"),
        meanwhile((2, ("purge", 34)), (2, ("call", 27))),
        calamity("another box with lower ids"),
        RESTART,
    ],
    "a leg that was too late before the store was lost is counted after it": [
        begin(0, Order.ID_ASCENDING),
        faults(1, 0),
        RESTART,
        change("leg"),
        faults(28, 0),
        calamity("store lost"),
    ],
    "a row that is deleted as the walk nears its end doesn't let it read the last page for ever": [
        begin(0, Order.START_DESCENDING, 2),
        killed("answer", 0, 6),
        calamity("another box for a while"),
        meanwhile((2, ("delete", 10))),
        meanwhile((1, ("hide", 16))),
    ],
    "a short list that began anew and outgrew what it was, while nobody asked, loses no call": [
        begin(0, Order.START_DESCENDING, 1),
        burst(21),
        POLL,
        calamity("another box for a while"),
        POLL,
        calamity("reset"),
        HEALTHY,
        faults(42, 0),
    ],
    "a backup that comes back after the list had started over makes nothing of the past new": [
        begin(230, Order.ID_ASCENDING),
        BACK_UP,
        calamity("reset"),
        change("call"),
        POLL,
        calamity("restored"),
        change("call"),
    ],
    "nor does one that comes back before the first call of the new list was written down": [
        begin(230, Order.START_DESCENDING),
        BACK_UP,
        calamity("reset"),
        killed("write", 1, 1),
        calamity("restored"),
        change("call"),
    ],
    "nor does one after a single late row had made the list look as if it started over": [
        begin(230, Order.ID_DESCENDING),
        change("gap"),
        change("call"),
        POLL,
        BACK_UP,
        calamity("emptied"),
        change("late"),
        POLL,
        calamity("restored"),
    ],
    "a long call that was the last to end is past though a set-up did not read as deep": [
        begin(0, Order.ID_DESCENDING, 1),
        faults(20, 0),
        ("let_hours_pass", {"hours": 1}),
        turn(Order.START_DESCENDING),
        meanwhile((5, ("long", 30))),
        meanwhile(),
        calamity("store lost"),
        POLL,
        turn(Order.ID_ASCENDING),
    ],
    "nor does the second of two backups": [
        begin(60, Order.ID_ASCENDING),
        BACK_UP,
        calamity("reset"),
        change("call"),
        POLL,
        calamity("reset"),
        change("call"),
        change("call"),
        POLL,
        calamity("restored"),
        change("call"),
    ],
}


LIMITS: dict[str, tuple[str, list[Step]]] = {
    "a clock set back as ids start over makes new calls look like old ones": (
        "started_over",
        [
            begin(0, Order.ID_ASCENDING),
            burst(2),
            POLL,
            ("step_clock", {"shift": -3600}),
            calamity("reset"),
            change("call"),
        ],
    ),
    "a call that outlasted thousands of others lies too deep in a list that goes by start": (
        "out_of_reach",
        [begin(0, Order.START_DESCENDING), *[burst(45)] * 12, POLL, change("long", 17)],
    ),
}
"""What can't be heard, each with the issue that says so."""
