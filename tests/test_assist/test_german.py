"""Assist's own agent, asked in German."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .asking import ALICE, NO_ANSWER, ask, ask_all, expose, local, place

pytestmark = pytest.mark.usefixtures("assist")

LAST = "Der letzte Anruf kam heute um 14:05 Uhr von Alice Morgan. Er wurde von 1 0 0 1 angenommen."
MISSED = "Du hast heute 2 Anrufe verpasst, von Bob und Alice Morgan. Der letzte war um 11:00 Uhr."
ALICE_CALLED = (
    "Ja, heute gab es 2 Anrufe von Alice Morgan, den letzten um 14:05 Uhr."
    " Er wurde von 1 0 0 1 angenommen."
)
SOMEBODY = (
    "Ja, der letzte Anruf kam heute um 14:05 Uhr von Alice Morgan. Er wurde von 1 0 0 1 angenommen."
)
CAROL_DID_NOT = "Nein, von Carol kam heute kein Anruf. Der letzte war gestern um 9:30 Uhr."
DAVE_NEVER_DID = "Nein, von Dave habe ich keinen Anruf gefunden, weder heute noch früher."
NOBODY_WAITS = "Du musst niemanden zurückrufen."


ANSWERS = {
    "Wer hat zuletzt angerufen?": LAST,
    "Wer hat angerufen?": LAST,
    "Wer hat gerade eben angerufen?": LAST,
    "Kannst du mir bitte sagen, wer mich zuletzt angerufen hat?": LAST,
    "Von wem war der letzte Anruf?": LAST,
    "Habe ich Anrufe verpasst?": MISSED,
    "Hab ich heute einen Anruf verpasst?": MISSED,
    "Gibt es verpasste Anrufe?": MISSED,
    "Wie viele Anrufe haben wir heute verpasst?": MISSED,
    "Hat Alice heute angerufen?": ALICE_CALLED,
    "Hat mich heute Alice angerufen?": ALICE_CALLED,
    "Hat mich die Alice angerufen?": ALICE_CALLED,
    "Gab es heute einen Anruf von Alice Morgan?": ALICE_CALLED,
    "Hat +44 7700 900001 heute angerufen?": ALICE_CALLED,
    "Hat Carol heute angerufen?": CAROL_DID_NOT,
    "Hat Dave heute angerufen?": DAVE_NEVER_DID,
    "Hat heute jemand angerufen?": SOMEBODY,
    "Hat mich irgendwer angerufen?": SOMEBODY,
    "Wen muss ich noch zurückrufen?": NOBODY_WAITS,
    "Sag mir, wen ich zurückrufen soll.": NOBODY_WAITS,
    "Muss ich jemanden zurückrufen?": NOBODY_WAITS,
    "Gibt es offene Rückrufe?": NOBODY_WAITS,
}


async def test_questions_and_answers(hass: HomeAssistant, house: MockConfigEntry) -> None:
    assert await ask_all(hass, ANSWERS, language="de") == ANSWERS


async def test_a_caller_without_a_number_is_said_in_the_same_case_everywhere(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await expose(hass, set_up)
    place(pbx, "Alice", local(14, 1), source=ALICE, **NO_ANSWER)
    place(pbx, "", local(14, 3), source="anonymous", **NO_ANSWER)
    await entry.runtime_data.async_refresh()
    withheld = "einer unterdrückten Nummer"
    assert await ask(hass, "Wer hat zuletzt angerufen?", language="de") == (
        f"Der letzte Anruf kam heute um 14:03 Uhr von {withheld}. Er wurde verpasst."
    )
    assert await ask(hass, "Wen muss ich zurückrufen?", language="de") == (
        f"Du hast noch 2 offene Rückrufe, nach Anrufen von {withheld} und Alice."
    )
