"""Assist's own agent, asked in French, Spanish, Italian and Portuguese."""

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
    "fr": {
        "Qui a appelé en dernier ?": (LAST, ""),
        "Qui vient d'appeler ?": (LAST, ""),
        "Peux-tu me dire qui m'a appelé ?": (LAST, ""),
        "Qui m'a appelé aujourd'hui ?": (LAST, ""),
        "De qui était le dernier appel ?": (LAST, ""),
        "Est-ce que j'ai manqué des appels ?": (MISSED, ""),
        "Ai-je raté un appel aujourd'hui ?": (MISSED, ""),
        "Y a-t-il des appels manqués ?": (MISSED, ""),
        "Combien d'appels a-t-on manqués ?": (MISSED, ""),
        "Est-ce qu'Alice a appelé ?": (DID_CALL, "Alice"),
        "Marie Martin a appelé aujourd'hui ?": (DID_CALL, "Marie Martin"),
        "Est-ce que le boulanger m'a téléphoné aujourd'hui ?": (DID_CALL, "boulanger"),
        "A-t-on reçu un appel du garage aujourd'hui ?": (DID_CALL, "garage"),
        "Est-ce que quelqu'un a appelé ?": (DID_CALL, ""),
        "Qui dois-je encore rappeler ?": (TO_RETURN, ""),
        "Dis-moi qui je dois rappeler.": (TO_RETURN, ""),
        "Y a-t-il des gens à rappeler ?": (TO_RETURN, ""),
        "Appelle Alice.": ("", ""),
        "Qui a gagné hier ?": ("", ""),
        "Ai-je des rendez-vous aujourd'hui ?": ("", ""),
    },
    "es": {
        "¿Quién ha llamado?": (LAST, ""),
        "¿Quién llamó por última vez?": (LAST, ""),
        "¿Me puedes decir quién acaba de llamar?": (LAST, ""),
        "¿Quién ha llamado hoy?": (LAST, ""),
        "¿De quién fue la última llamada?": (LAST, ""),
        "¿He perdido alguna llamada?": (MISSED, ""),
        "¿Tengo llamadas perdidas?": (MISSED, ""),
        "¿Hay alguna llamada perdida hoy?": (MISSED, ""),
        "¿Cuántas llamadas nos hemos perdido?": (MISSED, ""),
        "¿Ha llamado Alicia hoy?": (DID_CALL, "Alicia"),
        "¿Me ha llamado mi madre?": (DID_CALL, "madre"),
        "¿El señor García ha llamado hoy?": (DID_CALL, "señor García"),
        "¿Hubo alguna llamada del taller hoy?": (DID_CALL, "taller"),
        "¿Ha llamado alguien?": (DID_CALL, ""),
        "¿A quién tengo que devolver la llamada?": (TO_RETURN, ""),
        "Dime a quién debo llamar.": (TO_RETURN, ""),
        "¿Quedan llamadas por devolver?": (TO_RETURN, ""),
        "Llama a Alicia.": ("", ""),
        "¿Quién ha ganado hoy?": ("", ""),
        "¿Tengo citas hoy?": ("", ""),
    },
    "it": {
        "Chi ha chiamato per ultimo?": (LAST, ""),
        "Chi ha appena telefonato?": (LAST, ""),
        "Puoi dirmi chi mi ha chiamato?": (LAST, ""),
        "Chi ha chiamato oggi?": (LAST, ""),
        "Di chi era l'ultima chiamata?": (LAST, ""),
        "Ho perso qualche chiamata?": (MISSED, ""),
        "Ci sono chiamate perse?": (MISSED, ""),
        "Quante chiamate abbiamo perso oggi?": (MISSED, ""),
        "Ha chiamato Alice oggi?": (DID_CALL, "Alice"),
        "Mi ha telefonato la mamma?": (DID_CALL, "mamma"),
        "L'idraulico ha chiamato oggi?": (DID_CALL, "idraulico"),
        "Abbiamo ricevuto una chiamata dal signor Rossi oggi?": (DID_CALL, "signor Rossi"),
        "Ha chiamato qualcuno?": (DID_CALL, ""),
        "Chi devo richiamare?": (TO_RETURN, ""),
        "C'è ancora qualcuno da richiamare?": (TO_RETURN, ""),
        "Chi aspetta una mia chiamata?": (TO_RETURN, ""),
        "Chiama Alice.": ("", ""),
        "Chi ha vinto oggi?": ("", ""),
        "Ho appuntamenti oggi?": ("", ""),
    },
    "pt": {
        "Quem ligou por último?": (LAST, ""),
        "Quem acabou de ligar?": (LAST, ""),
        "Podes dizer-me quem me ligou?": (LAST, ""),
        "Quem ligou hoje?": (LAST, ""),
        "De quem foi a última chamada?": (LAST, ""),
        "Perdi alguma chamada?": (MISSED, ""),
        "Tenho chamadas não atendidas?": (MISSED, ""),
        "Quantas chamadas é que perdemos hoje?": (MISSED, ""),
        "A Alice ligou hoje?": (DID_CALL, "Alice"),
        "O senhor Silva já telefonou hoje?": (DID_CALL, "senhor Silva"),
        "Houve alguma chamada da oficina hoje?": (DID_CALL, "oficina"),
        "Alguém ligou?": (DID_CALL, ""),
        "A quem tenho de ligar de volta?": (TO_RETURN, ""),
        "Há chamadas por devolver?": (TO_RETURN, ""),
        "Quem está à espera de uma chamada?": (TO_RETURN, ""),
        "Liga à Alice.": ("", ""),
        "Quem ganhou hoje?": ("", ""),
        "Tenho reuniões hoje?": ("", ""),
    },
    "pt-BR": {
        "Quem ligou por último?": (LAST, ""),
        "Quem me ligou agora há pouco?": (LAST, ""),
        "Você pode me dizer quem acabou de ligar?": (LAST, ""),
        "De quem foi a última ligação?": (LAST, ""),
        "Perdi alguma ligação?": (MISSED, ""),
        "Tem chamadas perdidas?": (MISSED, ""),
        "Quantas ligações a gente perdeu hoje?": (MISSED, ""),
        "A Alice ligou hoje?": (DID_CALL, "Alice"),
        "Alice já ligou hoje?": (DID_CALL, "Alice"),
        "Teve alguma ligação da oficina hoje?": (DID_CALL, "oficina"),
        "Alguém ligou pra mim?": (DID_CALL, ""),
        "Para quem eu preciso ligar de volta?": (TO_RETURN, ""),
        "Tem alguma ligação para retornar?": (TO_RETURN, ""),
        "Ligue para a Alice.": ("", ""),
        "Quem ganhou hoje?": ("", ""),
        "Tenho reuniões hoje?": ("", ""),
    },
}

ANSWERS = {
    "fr": {
        "Qui a appelé en dernier ?": (
            "C'est Alice Morgan qui a appelé en dernier, aujourd'hui à 14 h 05."
            " C'est 1 0 0 1 qui a décroché."
        ),
        "Ai-je manqué un appel ?": (
            "Vous avez manqué 2 appels aujourd'hui : Bob et Alice Morgan."
            " Le dernier était à 11 h 00."
        ),
        "Est-ce que Carol a appelé aujourd'hui ?": (
            "Non, Carol n'a pas appelé aujourd'hui. Le dernier appel, c'était hier à 9 h 30."
        ),
        "Qui dois-je rappeler ?": "Vous n'avez personne à rappeler.",
    },
    "es": {
        "¿Quién ha llamado?": (
            "La última llamada fue de Alice Morgan, hoy a las 14:05. La atendió 1 0 0 1."
        ),
        "¿He perdido alguna llamada?": (
            "Hoy has perdido 2 llamadas, de Bob y Alice Morgan. La última fue a las 11:00."
        ),
        "¿Ha llamado Carol hoy?": (
            "No, Carol no ha llamado hoy. La última llamada fue ayer a las 9:30."
        ),
    },
    "it": {
        "Chi ha chiamato per ultimo?": (
            "L'ultima chiamata è stata di Alice Morgan, oggi alle 14:05. Ha risposto 1 0 0 1."
        ),
        "Ho perso chiamate?": (
            "Oggi hai perso 2 chiamate, di Bob e Alice Morgan. L'ultima è stata alle 11:00."
        ),
        "Ha chiamato Carol oggi?": (
            "No, Carol non ha chiamato oggi. L'ultima chiamata è stata ieri alle 9:30."
        ),
    },
    "pt": {
        "Quem ligou por último?": (
            "A última chamada foi de Alice Morgan, hoje às 14:05. Foi atendida por 1 0 0 1."
        ),
        "Perdi chamadas?": (
            "Hoje perdeu 2 chamadas, de Bob e Alice Morgan. A última foi às 11:00."
        ),
    },
    "pt-BR": {
        "Quem ligou por último?": (
            "A última chamada foi de Alice Morgan, hoje às 14:05. Quem atendeu foi 1 0 0 1."
        ),
        "Perdi alguma ligação?": (
            "Você perdeu 2 chamadas hoje, de Bob e Alice Morgan. A última foi às 11:00."
        ),
    },
}


@pytest.mark.parametrize("tag", QUESTIONS)
def test_questions_are_understood_and_nothing_else_is(tag: str) -> None:
    intents = compiled(load_languages()[tag])
    understood: dict[str, tuple[str, str]] = {}
    for question in QUESTIONS[tag]:
        found = recognize_best(question, intents)
        names = [str(one.value) for one in found.entities_list] if found else []
        understood[question] = (found.intent.name if found else "", "".join(names))
    assert understood == QUESTIONS[tag]


@pytest.mark.usefixtures("assist")
async def test_answers(hass: HomeAssistant, house: MockConfigEntry) -> None:
    for language, answers in ANSWERS.items():
        said = {question: await ask(hass, question, language=language) for question in answers}
        assert said == answers
