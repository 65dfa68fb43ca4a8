"""The XML of WebDAV: what is asked for, and what a server answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from yarl import URL

from .plain_xml import parse_xml
from .problems import BookError, BookProblem

DAV: Final = "{DAV:}"
CARDDAV: Final = "{urn:ietf:params:xml:ns:carddav}"
CALENDAR_SERVER: Final = "{http://calendarserver.org/ns/}"

_OK: Final = " 200"


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource, and the properties that the server gave."""

    url: URL
    properties: dict[str, ET.Element]

    def text(self, name: str) -> str:
        """Return the text of a property; "" without it."""
        found = self.properties.get(name)
        return (found.text or "").strip() if found is not None else ""

    def hrefs(self, name: str) -> list[URL]:
        """Return the addresses in a property that make sense."""
        found = self.properties.get(name)
        texts = [one.text for one in found.iter(f"{DAV}href")] if found is not None else []
        urls = [absolute(self.url, text) for text in texts if text]
        return [url for url in urls if url]

    @property
    def is_book(self) -> bool:
        """Return whether this is an address book."""
        kind = self.properties.get(f"{DAV}resourcetype")
        return kind is not None and kind.find(f"{CARDDAV}addressbook") is not None


def propfind(*names: str) -> bytes:
    """Return a request for some properties."""
    return _request(f"{DAV}propfind", names)


def multiget(hrefs: Iterable[str]) -> bytes:
    """Return a request for some cards."""
    names = (f"{DAV}getetag", f"{CARDDAV}address-data")
    return _request(f"{CARDDAV}addressbook-multiget", names, hrefs)


def _request(kind: str, names: Iterable[str], hrefs: Iterable[str] = ()) -> bytes:
    root = ET.Element(kind)
    properties = ET.SubElement(root, f"{DAV}prop")
    for name in names:
        ET.SubElement(properties, name)
    for href in hrefs:
        ET.SubElement(root, f"{DAV}href").text = href
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def absolute(base: URL, href: str) -> URL | None:
    """Return an address that a server names; None for none of http, or with a login in it."""
    try:
        url = base.join(URL(href.strip(), encoded=True))
        is_plain = url.scheme in ("http", "https") and url.user is None and bool(url.host)
    except ValueError:
        return None
    return url if is_plain else None


def read_multistatus(url: URL, body: bytes | bytearray) -> list[Resource]:
    """Return the resources in an answer of the server at ``url``. Raise BookError."""
    root = parse_xml(body)
    if root.tag != f"{DAV}multistatus":
        raise BookError(BookProblem.UNEXPECTED)
    found = [_resource(url, response) for response in root.iterfind(f"{DAV}response")]
    return [resource for resource in found if resource]


def _resource(base: URL, response: ET.Element) -> Resource | None:
    url = absolute(base, response.findtext(f"{DAV}href", ""))
    if url is None:
        return None
    properties = {
        one.tag: one
        for part in response.iterfind(f"{DAV}propstat")
        if _OK in part.findtext(f"{DAV}status", "")
        for one in part.iterfind(f"{DAV}prop/*")
    }
    return Resource(url, properties)
