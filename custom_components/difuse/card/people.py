"""What a card shows of people besides what calls say of them."""

from collections.abc import Iterable
from typing import TypedDict

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import callback

from ..cdr import Call
from ..cdr.people import are_unwanted
from ..messages import unwanted_groups, words_of
from .photos import PHOTOS


class PersonDict(TypedDict):
    """Somebody at the other end of calls.

    ``shown`` is the number as people here write it, ``photo`` a signed path to a picture, or None.
    ``unwanted`` says that it is a contact of whose calls nobody wants to know.
    """

    shown: str
    photo: str | None
    unwanted: bool


type People = dict[str, PersonDict]
"""By ``other_number`` of the calls beside; it has only those of whom there is something to say."""


@callback
def people_of(connection: ActiveConnection, entry_id: str, calls: Iterable[Call]) -> People:
    """Return who is at the other end of these calls, for a user who may see them."""
    photos = connection.hass.data[PHOTOS]
    unwanted = unwanted_groups(words_of(connection.hass))
    people: People = {}
    for other in {call.other.number: call.other for call in calls if call.other.number}.values():
        photo = photos.path(connection, entry_id, other.number) if other.has_photo else None
        is_unwanted = are_unwanted(other.groups, unwanted)
        if photo or is_unwanted or other.shown != other.number:
            people[other.number] = PersonDict(shown=other.shown, photo=photo, unwanted=is_unwanted)
    return people
