"""Assist's own agent, asked in Dutch, Swedish, Danish, Norwegian, Polish and Czech."""

from hassil import recognize_best
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.assist.language import load_languages
from custom_components.difuse.assist.questions import compiled

from .asking import ask

LAST, MISSED = "DifuseLastCaller", "DifuseMissedCalls"
DID_CALL, TO_RETURN = "DifuseDidCall", "DifuseCallsToReturn"

QUESTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "nl": {
        "Wie heeft er gebeld?": (LAST, ""),
        "Wie heeft het laatst gebeld?": (LAST, ""),
        "Wie belde me net?": (LAST, ""),
        "Kun je me vertellen wie er gebeld heeft?": (LAST, ""),
        "Van wie was de laatste oproep?": (LAST, ""),
        "Heb ik oproepen gemist?": (MISSED, ""),
        "Zijn er vandaag gemiste oproepen?": (MISSED, ""),
        "Hoeveel telefoontjes hebben we vandaag gemist?": (MISSED, ""),
        "Heeft Alice vandaag gebeld?": (DID_CALL, "Alice"),
        "Heeft mijn moeder me gebeld?": (DID_CALL, "moeder"),
        "Was er vandaag een telefoontje van de garage?": (DID_CALL, "garage"),
        "Heeft er iemand gebeld?": (DID_CALL, ""),
        "Wie moet ik nog terugbellen?": (TO_RETURN, ""),
        "Is er nog iemand die ik moet terugbellen?": (TO_RETURN, ""),
        "Bel Alice.": ("", ""),
        "Wie heeft er gewonnen?": ("", ""),
        "Heb ik vandaag afspraken?": ("", ""),
    },
    "sv": {
        "Vem ringde?": (LAST, ""),
        "Vem ringde senast?": (LAST, ""),
        "Vem var det som ringde nyss?": (LAST, ""),
        "Kan du säga vem som har ringt?": (LAST, ""),
        "Vem var det senaste samtalet från?": (LAST, ""),
        "Har jag missat några samtal?": (MISSED, ""),
        "Finns det missade samtal idag?": (MISSED, ""),
        "Hur många samtal missade vi i dag?": (MISSED, ""),
        "Har Alice ringt idag?": (DID_CALL, "Alice"),
        "Har min mamma ringt mig?": (DID_CALL, "mamma"),
        "Har vi fått något samtal från verkstaden idag?": (DID_CALL, "verkstaden"),
        "Har någon ringt?": (DID_CALL, ""),
        "Vem ska jag ringa tillbaka?": (TO_RETURN, ""),
        "Finns det någon att ringa tillbaka till?": (TO_RETURN, ""),
        "Ring Alice.": ("", ""),
        "Vem vann igår?": ("", ""),
        "Har jag några möten idag?": ("", ""),
    },
    "da": {
        "Hvem ringede?": (LAST, ""),
        "Hvem har lige ringet?": (LAST, ""),
        "Ved du, hvem der har ringet til mig?": (LAST, ""),
        "Hvem var det sidste opkald fra?": (LAST, ""),
        "Har jeg ubesvarede opkald?": (MISSED, ""),
        "Har vi mistet nogen opkald i dag?": (MISSED, ""),
        "Hvor mange ubesvarede opkald er der?": (MISSED, ""),
        "Har Alice ringet i dag?": (DID_CALL, "Alice"),
        "Har min mor ringet til mig?": (DID_CALL, "mor"),
        "Har der været et opkald fra værkstedet i dag?": (DID_CALL, "værkstedet"),
        "Har der ringet nogen?": (DID_CALL, ""),
        "Hvem skal jeg ringe tilbage til?": (TO_RETURN, ""),
        "Er der nogen, jeg skal ringe tilbage til?": (TO_RETURN, ""),
        "Ring til Alice.": ("", ""),
        "Hvem vandt i går?": ("", ""),
        "Har jeg nogen aftaler i dag?": ("", ""),
    },
    "nb": {
        "Hvem ringte?": (LAST, ""),
        "Hvem har nettopp ringt?": (LAST, ""),
        "Vet du hvem som ringte meg?": (LAST, ""),
        "Hvem var det siste anropet fra?": (LAST, ""),
        "Har jeg tapte anrop?": (MISSED, ""),
        "Har vi gått glipp av noen anrop i dag?": (MISSED, ""),
        "Hvor mange ubesvarte anrop er det?": (MISSED, ""),
        "Har Alice ringt i dag?": (DID_CALL, "Alice"),
        "Har mamma ringt meg?": (DID_CALL, "mamma"),
        "Har det kommet noen anrop fra verkstedet i dag?": (DID_CALL, "verkstedet"),
        "Har noen ringt?": (DID_CALL, ""),
        "Hvem må jeg ringe tilbake?": (TO_RETURN, ""),
        "Er det noen jeg skal ringe tilbake til?": (TO_RETURN, ""),
        "Ring Alice.": ("", ""),
        "Hvem vant i går?": ("", ""),
        "Har jeg noen avtaler i dag?": ("", ""),
    },
    "pl": {
        "Kto dzwonił?": (LAST, ""),
        "Kto ostatnio dzwonił?": (LAST, ""),
        "Powiedz mi, kto do mnie dzwonił.": (LAST, ""),
        "Od kogo było ostatnie połączenie?": (LAST, ""),
        "Czy mam nieodebrane połączenia?": (MISSED, ""),
        "Czy przegapiłam jakiś telefon?": (MISSED, ""),
        "Ile mamy dzisiaj nieodebranych połączeń?": (MISSED, ""),
        "Czy dzwoniła dzisiaj Alicja?": (DID_CALL, "Alicja"),
        "Czy Jan Kowalski dzwonił do mnie?": (DID_CALL, "Jan Kowalski"),
        "Czy dziś dzwonił do nas hydraulik?": (DID_CALL, "hydraulik"),
        "Czy ktoś dzwonił?": (DID_CALL, ""),
        "Do kogo muszę jeszcze oddzwonić?": (TO_RETURN, ""),
        "Czy mam do kogoś oddzwonić?": (TO_RETURN, ""),
        "Zadzwoń do Alicji.": ("", ""),
        "Kto dzisiaj wygrał?": ("", ""),
        "Czy mam dzisiaj spotkania?": ("", ""),
    },
    "cs": {
        "Kdo volal?": (LAST, ""),
        "Kdo mi naposledy volal?": (LAST, ""),
        "Můžeš mi říct, kdo právě volal?": (LAST, ""),
        "Od koho byl poslední hovor?": (LAST, ""),
        "Mám zmeškané hovory?": (MISSED, ""),
        "Zmeškala jsem dnes nějaký hovor?": (MISSED, ""),
        "Kolik hovorů jsme dnes zmeškali?": (MISSED, ""),
        "Volala mi dnes Alice?": (DID_CALL, "Alice"),
        "Volal už dneska Jan Novák?": (DID_CALL, "Jan Novák"),
        "Víš, jestli dnes volal instalatér?": (DID_CALL, "instalatér"),
        "Volal dnes někdo?": (DID_CALL, ""),
        "Komu mám ještě zavolat zpátky?": (TO_RETURN, ""),
        "Musím někomu zavolat zpět?": (TO_RETURN, ""),
        "Zavolej Alici.": ("", ""),
        "Kdo dnes vyhrál?": ("", ""),
        "Mám dnes nějaké schůzky?": ("", ""),
    },
}
"""What people say, and what they mean by it: a question, or none, and the caller in it."""

ANSWERS = {
    "nl": {
        "Wie heeft er gebeld?": (
            "De laatste oproep kwam vandaag om 14:05 uur van Alice Morgan."
            " Die is beantwoord door 1 0 0 1."
        ),
        "Heb ik oproepen gemist?": (
            "Je hebt vandaag 2 oproepen gemist, van Bob en Alice Morgan."
            " De laatste was om 11:00 uur."
        ),
        "Heeft Carol vandaag gebeld?": (
            "Nee, Carol heeft vandaag niet gebeld. De laatste keer was gisteren om 9:30 uur."
        ),
        "Wie moet ik terugbellen?": "Je hoeft niemand terug te bellen.",
    },
    "sv": {
        "Vem ringde?": (
            "Det senaste samtalet kom i dag klockan 14:05 från Alice Morgan."
            " Det besvarades av 1 0 0 1."
        ),
        "Har jag missat samtal?": (
            "Du har missat 2 samtal i dag, från Bob och Alice Morgan."
            " Det senaste var klockan 11:00."
        ),
        "Har Carol ringt idag?": (
            "Nej, Carol har inte ringt i dag. Det senaste samtalet var i går klockan 09:30."
        ),
        "Vem ska jag ringa tillbaka?": "Du behöver inte ringa tillbaka till någon.",
    },
    "da": {
        "Hvem ringede?": (
            "Det seneste opkald kom i dag klokken 14:05 fra Alice Morgan."
            " Det blev besvaret af 1 0 0 1."
        ),
        "Har jeg ubesvarede opkald?": (
            "Du har 2 ubesvarede opkald i dag, fra Bob og Alice Morgan."
            " Det seneste var klokken 11:00."
        ),
        "Har Carol ringet i dag?": (
            "Nej, Carol har ikke ringet i dag. Det seneste opkald var i går klokken 09:30."
        ),
        "Hvem skal jeg ringe tilbage til?": "Du skal ikke ringe tilbage til nogen.",
    },
    "nb": {
        "Hvem ringte?": (
            "Det siste anropet kom i dag klokken 14:05 fra Alice Morgan."
            " Det ble besvart av 1 0 0 1."
        ),
        "Har jeg tapte anrop?": (
            "Du har 2 tapte anrop i dag, fra Bob og Alice Morgan. Det siste var klokken 11:00."
        ),
        "Har Carol ringt i dag?": (
            "Nei, Carol har ikke ringt i dag. Det siste anropet var i går klokken 09:30."
        ),
        "Hvem må jeg ringe tilbake?": "Du trenger ikke å ringe tilbake til noen.",
    },
    "pl": {
        "Kto dzwonił?": (
            "Ostatnie połączenie: Alice Morgan, dzisiaj o 14:05. Odebrane przez: 1 0 0 1."
        ),
        "Czy mam nieodebrane połączenia?": (
            "Masz dzisiaj 2 nieodebrane połączenia: Bob i Alice Morgan. Ostatnie było o 11:00."
        ),
        "Czy dzwoniła dziś Carol?": (
            "Nie, dzisiaj nie było takiego połączenia. Ostatnie: Carol, wczoraj o 9:30."
        ),
        "Do kogo mam oddzwonić?": "Nie musisz do nikogo oddzwaniać.",
    },
    "cs": {
        "Kdo volal?": "Poslední hovor: Alice Morgan, dnes v 14:05. Hovor přijala linka 1 0 0 1.",
        "Mám zmeškané hovory?": (
            "Dnes máte 2 zmeškané hovory: Bob a Alice Morgan. Poslední byl v 11:00."
        ),
        "Volala mi dnes Carol?": "Ne, dnes takový hovor nebyl. Poslední: Carol, včera v 9:30.",
        "Komu mám zavolat zpět?": "Nemusíte nikomu volat zpět.",
    },
}


@pytest.mark.parametrize("language", QUESTIONS)
def test_what_people_say_leads_to_what_they_mean(language: str) -> None:
    intents = compiled(load_languages()[language])
    for text, (question, caller) in QUESTIONS[language].items():
        found = recognize_best(text, intents)
        assert (found.intent.name if found else "") == question, text
        named = [str(one.value).strip() for one in found.entities_list] if found else []
        assert named == [caller] * bool(caller), text


@pytest.mark.usefixtures("assist")
async def test_each_is_answered_in_its_language(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    for language, questions in ANSWERS.items():
        for question, answer in questions.items():
            assert await ask(hass, question, language=language) == answer
