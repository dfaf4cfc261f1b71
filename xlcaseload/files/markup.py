"""Careful XML: parsing without a DOCTYPE, exact tags, and the escapes of the spreadsheet format.

Workbooks come from anywhere. Entities are the classic way to make a small XML file explode, and
they need a DOCTYPE, which no spreadsheet program writes: it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn
from xml.parsers import expat

from xlcaseload.problems import FileError, Problem

Attributes = dict[str, str]

_ATTRIBUTE = rb"\s+[^\s=<>\"'/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')"
ATTRIBUTES = rb"(?:" + _ATTRIBUTE + rb")*"
"""Pattern: the attributes of a start tag. Exact, since XML allows no ``<`` within them."""
_ATTRIBUTE_PARTS = re.compile(rb"(\s+)([^\s=<>\"'/]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_START_TAG = re.compile(rb"<([^\s<>/=\"']+)(" + ATTRIBUTES + rb")\s*(/?)>")
_ENTITY = re.compile("&(?:#x([0-9A-Fa-f]{1,5});|#([0-9]{1,6});|([a-z]+);)")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_UTF_8 = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?:[^?>]*encoding\s*=\s*[\"'](?i:utf-8|us-ascii)"
    rb"[\"']|(?![^?>]*encoding))|<(?!\?))"
)


class _DoctypeError(Exception):
    """A DOCTYPE was met."""


def parse(
    data: bytes,
    file: str,
    *,
    start: Callable[[str, Attributes], object] | None = None,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
    place: Callable[[Any], object] | None = None,
) -> None:
    """Parse an XML part; element and attribute names arrive as ``namespace local``.

    Args:
        data: The part.
        file: Name of the file, for the message.
        start: Called for each start tag.
        end: Called for each end tag.
        text: Called for text, in as many pieces as there are between two tags.
        place: Called once with the parser, for a caller that wants ``CurrentByteIndex``.

    Raises:
        FileError: The part is no well-formed XML, or has a DOCTYPE.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if start is not None:
        parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    if place is not None:
        place(parser)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FileError(
            Problem(file, "een beschadigd onderdeel", "een werkmap die in Excel opent")
        ) from error
    except _DoctypeError as error:
        raise FileError(
            Problem(
                file,
                "een onderdeel met een DOCTYPE, wat geen rekenprogramma schrijft",
                "een werkmap die met Excel of LibreOffice is opgeslagen",
            )
        ) from error


def _refuse_doctype(*_: object) -> NoReturn:
    raise _DoctypeError


def local_name(name: str) -> str:
    """Name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


def is_utf_8(data: bytes) -> bool:
    """Whether a part says, or leaves it at, UTF-8, so that its bytes can be searched."""
    return _UTF_8.match(data) is not None


def start_tag(data: bytes, position: int) -> tuple[bytes, bytes, bool, int]:
    """Name, attributes, whether self-closed, and the end, of the start tag at a position.

    Raises:
        ValueError: No start tag stands there.
    """
    match = _START_TAG.match(data, position)
    if match is None:
        raise ValueError(f"no start tag at {position}")
    return match[1], match[2], match[3] == b"/", match.end()


def attribute(attributes: bytes, name: bytes) -> bytes | None:
    """The raw value of an attribute."""
    for _, found, double, single in _ATTRIBUTE_PARTS.findall(attributes):
        if found == name:
            return bytes(double or single)
    return None


def with_attribute(attributes: bytes, name: bytes, value: bytes | None) -> bytes:
    """Attributes with one of them set or (None) dropped; the others stay byte for byte."""
    for match in _ATTRIBUTE_PARTS.finditer(attributes):
        if match[2] == name:
            new = b"" if value is None else match[1] + name + b'="' + value + b'"'
            return attributes[: match.start()] + new + attributes[match.end() :]
    return attributes if value is None else attributes + b" " + name + b'="' + value + b'"'


def element_end(data: bytes, close: int) -> int:
    """The place after the end tag that begins at ``close``."""
    return data.index(b">", close) + 1


def decode_text(raw: bytes) -> str:
    """The text that stands between two tags, entities and line ends resolved."""
    text = raw.decode().replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    if match[2]:
        return chr(int(match[2]))
    return chr(int(match[1], 16)) if match[1] else _ENTITIES.get(match[3], match[0])


def decode_escapes(text: str) -> str:
    """Text with ``_x000a_`` and the like turned into the characters they stand for."""
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= letter <= "\udfff" for letter in decoded):  # join halves of one character
        return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return decoded


def encode_text(text: str) -> bytes:
    """Text as it stands in a cell: markup escaped, control characters as ``_x000D_``."""
    escaped = _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.encode()
