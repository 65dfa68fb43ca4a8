"""XML as it may be taken from anybody: without entities."""

from typing import Never
from xml.etree import ElementTree as ET

from .problems import BookError, BookProblem


class _PlainTree(ET.TreeBuilder):
    """Takes no document type: entities would be declared there, that fill memory or read files."""

    def doctype(self, *_: object) -> Never:
        raise ET.ParseError("a document type")


def parse_xml(body: bytes | bytearray) -> ET.Element:
    """Return the root of a document. Raise BookError."""
    parser = ET.XMLParser(target=_PlainTree())  # noqa: S314  it takes no entities
    try:
        parser.feed(bytes(body))
        root: ET.Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as err:
        raise BookError(BookProblem.UNEXPECTED) from err
    return root
