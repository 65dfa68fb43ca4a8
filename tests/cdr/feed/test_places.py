"""Where numbers are from comes late; calls that are kept already get it as well."""

from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.people import Areas
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import run

from .watched import Watched

LONDON = "+442079460123"
AREAS = Areas({}, {"GB": "United Kingdom"})


def places(office: Watched) -> list[str | None]:
    return [call.other.location for call in run(office.archive.read(find, CallFilter(), 9))]


def test_calls_are_understood_anew_once_it_is_known_where_numbers_are_from() -> None:
    office = Watched()
    office.call(source=LONDON)
    office.open()
    assert places(office) == [None]
    run(office.feed.locate(AREAS))
    office.import_all()
    assert places(office) == ["United Kingdom"]
