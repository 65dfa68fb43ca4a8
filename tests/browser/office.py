"""The calls of a small office's two days: people, times and outcomes that a test can rely on."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
import random
from typing import Any, Final

from tests.live.automations import EVENT
from tests.live.hass import HassProcess
from tests.live.test_calls_survive import poll
from tests.simulator import Leg, SimulatedPbx, ring_group, single, voicemail

ALICE: Final = ("+447700900101", "Alice Morgan")
BOB: Final = ("+447700900102", "Bob Carter")
DENTIST: Final = ("+442079460110", "Riverside Dental Practice")
WITHHELD: Final = ("anonymous", "")
COURIER: Final = ("+447700900104", "")

SHOWN: Final = {
    ALICE: "07700 900101",
    BOB: "07700 900102",
    DENTIST: "020 7946 0110",
    COURIER: "07700 900104",
}
"""Their numbers as people write them there."""

IMPORT: Final = "sensor.difuse_pbx_import_of_past_calls"

RECEPTION: Final = ("1001", "Reception")
SALES: Final = ("1002", "Sales")

PHONES: Final = (RECEPTION, RECEPTION, SALES, ("1003", "Workshop"))
CALLERS: Final = (
    *(ALICE, BOB, DENTIST, COURIER, WITHHELD),
    *[
        (f"+4477009002{number:02}", name)
        for number, name in enumerate(
            ("Ines Ward", "", "Omar Haddad", "Petra Novak", "", "Lin Wei")
        )
    ],
)
BUSY: Final = (4, 14, 18, 16, 8, 9, 15, 14, 10, 5, 2, 1)
BUSY_WEEKEND: Final = (0, 1, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0)
"""How busy each hour is from eight o'clock on."""
MISSED_SHARE: Final = 0.18
OUTGOING_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Planned:
    """A call of so many days ago, at a time of the PBX's clock."""

    days_ago: int
    at: time
    caller: tuple[str, str]
    destination: str
    legs: tuple[Leg, ...]


CALLS: Final = (
    Planned(1, time(9, 5), ALICE, "1001", single(ring=4, talk=312)),
    Planned(1, time(11, 40), RECEPTION, BOB[0], single(ring=9, talk=45)),
    Planned(1, time(16, 58), DENTIST, "600", ring_group(("1001", "1002", "1003"), None, ring=25)),
    Planned(0, time(8, 47), BOB, "600", ring_group(("1001", "1002"), "1002", ring=6, talk=154)),
    Planned(0, time(9, 15), SALES, DENTIST[0], single("BUSY", ring=2)),
    Planned(0, time(9, 31), SALES, DENTIST[0], (Leg(ring=11, talk=88, recorded=True),)),
    Planned(0, time(10, 2), COURIER, "1001", single("NO ANSWER", ring=22)),
    Planned(0, time(10, 26), RECEPTION, "1002", single(ring=3, talk=27)),
    Planned(0, time(11, 8), ALICE, "1002", (Leg(ring=5, talk=1275, recorded=True),)),
    Planned(0, time(12, 19), WITHHELD, "1001", voicemail(ring=20, talk=14)),
    Planned(0, time(13, 3), RECEPTION, "+15550100", single("FAILED", ring=1)),
    Planned(0, time(13, 44), BOB, "600", ring_group(("1001", "1002"), None, ring=18)),
)
"""All of them are over by the tests' afternoon."""


def place_calls(pbx: SimulatedPbx) -> None:
    """Write the rows of these calls, the oldest first."""
    midnight = datetime.fromtimestamp(pbx.now(), pbx.zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    for call in CALLS:
        day = midnight - timedelta(days=call.days_ago)
        start = datetime.combine(day.date(), call.at, pbx.zone)
        number, name = call.caller
        pbx.call(
            source=number,
            name=name,
            destination=call.destination,
            legs=call.legs,
            start=start.timestamp(),
        )


def place_weeks(pbx: SimulatedPbx, weeks: int) -> None:
    """Write the calls of so many weeks before: people call on weekdays, at noon less."""
    chance = random.Random(7)  # noqa: S311  It makes up calls.
    today = datetime.fromtimestamp(pbx.now(), pbx.zone).date()
    for days_ago in range(7 * weeks, 1, -1):
        day = today - timedelta(days=days_ago)
        weights = BUSY if day.weekday() < 5 else BUSY_WEEKEND
        hours = chance.choices(range(8, 20), weights, k=sum(weights) // 4)
        for hour in sorted(hours):
            at = time(hour, chance.randrange(60))
            start = datetime.combine(day, at, pbx.zone).timestamp()
            caller = chance.choice(CALLERS)
            phone = chance.choice(PHONES)
            ring, talk = chance.randrange(3, 20), chance.randrange(20, 600)
            call: dict[str, Any] = {"ring": ring, "talk": talk, "start": start}
            if chance.random() < MISSED_SHARE:
                call = {"ring": ring + 10, "start": start, "disposition": "NO ANSWER"}
            if chance.random() < OUTGOING_SHARE:
                pbx.call(source=phone[0], name=phone[1], destination=caller[0], **call)
            else:
                pbx.call(source=caller[0], name=caller[1], destination=phone[0], **call)


async def forget_history(hass: HassProcess) -> None:
    """Let the recorder forget the calls of other tests."""
    await hass.ws_call(
        "call_service",
        domain="recorder",
        service="purge",
        service_data={"keep_days": 0},
    )


async def wait_until_imported(hass: HassProcess, sensor: str = IMPORT) -> None:
    """Wait until all past calls are in the archive."""
    await hass.wait_for_state(sensor, lambda state: state["state"] == "100", timeout=90)


async def ring(
    hass: HassProcess,
    pbx: SimulatedPbx,
    caller: tuple[str, str],
    *,
    event: str = EVENT,
    **call: Any,
) -> None:
    """Let Home Assistant hear of a call; of the next one it hears ten seconds later."""
    number, name = caller
    # A call that has just ended could still get more rows, and would have to wait for them.
    a_while_ago = pbx.now() - 200
    row, *_ = pbx.call(source=number, name=name, start=a_while_ago, **call)
    call_id = row.data["call_id"]
    async with asyncio.timeout(60):
        while True:
            # A poll that is asked for while another is under way is left out.
            await poll(hass, event)
            state = (await hass.states()).get(event, {})
            if state.get("attributes", {}).get("call_id") == call_id:
                return
            await asyncio.sleep(0.2)
