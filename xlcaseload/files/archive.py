"""The zip container of a workbook: its directory, its members, and a copy with members replaced.

The standard ``zipfile`` cannot hand over the raw bytes of a member, which a lossless editor
needs, and takes longer to open a form than everything else in this room together.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from xlcaseload.problems import FileError, Problem

MAX_INFLATED = 200_000_000
"""Bytes of all members together: the largest team workbook is 3 MB, so this is no work of ours."""
MAX_ENTRIES = 5_000
"""Members: the largest team workbook has about 150 parts."""

STORED, DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR = 0x0001, 0x0008
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ZIP_64_EXTRA = 1
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_LEVEL = 6
_WORKBOOK = "een werkmap die in Excel opent; vraag zo nodig een nieuw exemplaar"


class Entry(NamedTuple):
    """One member of the archive; offsets and sizes in bytes.

    Attributes:
        start: Where its local header begins.
        record: Its record in the central directory, byte for byte.
    """

    name: str
    method: int
    crc: int
    packed_size: int
    size: int
    start: int
    record: bytes


class Archive:
    """A zip file in memory.

    Raises:
        FileError: The directory cannot be read, is encrypted, or promises too much.
    """

    __slots__ = ("_central", "data", "entries", "file")

    def __init__(self, data: bytes, file: str) -> None:
        self.data = data
        self.file = file
        self._central, count, size = self._find_directory()
        if count > MAX_ENTRIES:
            raise self._refusal(f"een bestand met {count} onderdelen", f"hoogstens {MAX_ENTRIES}")
        self.entries: dict[str, Entry] = {}
        position, end = self._central, self._central + size
        total = 0
        for _ in range(count):
            entry, position = self._read_entry(position, end)
            total += entry.size
            if entry.name in self.entries:
                raise self._damage()
            self.entries[entry.name] = entry
        if total > MAX_INFLATED:
            raise self._refusal(
                f"een bestand dat uitgepakt {total // 1_000_000} MB is",
                f"hoogstens {MAX_INFLATED // 1_000_000} MB",
            )

    def read(self, name: str) -> bytes:
        """The content of a member, inflated no further than its declared size.

        Raises:
            KeyError: There is no such member.
            FileError: The member is damaged or packed in an unknown way.
        """
        entry = self.entries[name]
        start = self._content_start(entry)
        packed = self.data[start : start + entry.packed_size]
        if entry.method == STORED:
            content = packed
        elif entry.method == DEFLATED:
            inflater = zlib.decompressobj(-15)
            try:
                content = inflater.decompress(packed, entry.size + 1)
            except zlib.error as error:
                raise self._damage() from error
        else:
            raise self._refusal("een onderdeel dat op een onbekende manier is ingepakt", _WORKBOOK)
        if len(content) != entry.size or zlib.crc32(content) != entry.crc:
            raise self._damage()
        return content

    def with_contents(self, contents: Mapping[str, bytes]) -> bytes:
        """The archive with the content of some members replaced.

        All other members keep their bytes, compressed ones included; order, dates and comments
        stay. The same contents give the same bytes.

        Args:
            contents: Name of an existing member -> its new content.

        Raises:
            FileError: Members overlap in the file.
        """
        ordered = sorted(self.entries.values(), key=lambda entry: entry.start)
        ends = [*(entry.start for entry in ordered[1:]), self._central]
        pieces = [self.data[: ordered[0].start]]
        length = len(pieces[0])
        records: dict[str, bytes] = {}
        for entry, end in zip(ordered, ends, strict=True):
            if self._content_start(entry) + entry.packed_size > end:
                raise self._damage()
            if entry.name in contents:
                piece, changed = self._pack(entry, contents[entry.name])
            else:
                piece, changed = self.data[entry.start : end], entry
            records[entry.name] = _record(changed, length)
            pieces.append(piece)
            length += len(piece)
        directory = b"".join(records[name] for name in self.entries)
        return b"".join([*pieces, directory, self._end(len(directory), length)])

    # Reading the directory -------------------------------------------------------------------

    def _find_directory(self) -> tuple[int, int, int]:
        """Where the central directory begins, how many records and bytes it has."""
        position = self._end_position()
        _, disk, _, _, count, size, start, _ = _END.unpack_from(self.data, position)
        if count == _FULL_16 or size == _FULL_32 or start == _FULL_32:
            count, size, start = self._find_directory_64(position)
        if disk not in (0, _FULL_16) or count == 0 or start + size > position:
            raise self._damage()
        return start, count, size

    def _find_directory_64(self, end: int) -> tuple[int, int, int]:
        try:
            signature, _, position, _ = _LOCATOR_64.unpack_from(self.data, end - _LOCATOR_64.size)
            if signature != b"PK\6\7":
                raise self._damage()
            fields = _END_64.unpack_from(self.data, position)
        except (struct.error, OverflowError) as error:
            raise self._damage() from error
        if fields[0] != b"PK\6\6":
            raise self._damage()
        return fields[9], fields[7], fields[8]

    def _end_position(self) -> int:
        position = self.data.rfind(b"PK\5\6", max(0, len(self.data) - _END.size - _FULL_16))
        if position < 0 or position + _END.size > len(self.data):
            raise self._damage()
        return position

    def _read_entry(self, position: int, end: int) -> tuple[Entry, int]:
        if position + _CENTRAL.size > end:
            raise self._damage()
        fields = _CENTRAL.unpack_from(self.data, position)
        signature, flags, method, crc, packed_size, size = (
            fields[0],
            fields[3],
            fields[4],
            *fields[7:10],
        )
        name_size, extra_size, comment_size, start = *fields[10:13], fields[16]
        name_start = position + _CENTRAL.size
        after = name_start + name_size + extra_size + comment_size
        if signature != b"PK\1\2" or after > end:
            raise self._damage()
        if flags & _ENCRYPTED:
            raise self._refusal(
                "een bestand dat met een wachtwoord is beveiligd", "een werkmap zonder wachtwoord"
            )
        raw = self.data[name_start : name_start + name_size]
        if _FULL_32 in (packed_size, size, start):
            extra = self.data[name_start + name_size : name_start + name_size + extra_size]
            packed_size, size, start = self._large(extra, packed_size, size, start)
        name = raw.decode("utf-8" if flags & 0x800 else "cp437", "replace").replace("\\", "/")
        record = self.data[position:after]
        return Entry(name, method, crc, packed_size, size, start, record), after

    def _large(self, extra: bytes, packed_size: int, size: int, start: int) -> tuple[int, int, int]:
        """Sizes and offset of an entry whose record refers to its zip64 field."""
        numbers = iter(())
        for kind, field in _extra_fields(extra):
            if kind == _ZIP_64_EXTRA:
                numbers = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
        try:
            size = next(numbers) if size == _FULL_32 else size
            packed_size = next(numbers) if packed_size == _FULL_32 else packed_size
            start = next(numbers) if start == _FULL_32 else start
        except StopIteration as error:
            raise self._damage() from error
        return packed_size, size, start

    def _content_start(self, entry: Entry) -> int:
        """Where the content of a member begins, after its local header."""
        header = self.data[entry.start : entry.start + _LOCAL.size]
        if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
            raise self._damage()
        fields = _LOCAL.unpack(header)
        start = entry.start + _LOCAL.size + int(fields[9]) + int(fields[10])
        if start + entry.packed_size > self._central:
            raise self._damage()
        return start

    # Writing ---------------------------------------------------------------------------------

    def _pack(self, entry: Entry, content: bytes) -> tuple[bytes, Entry]:
        """A local header with its content, and the entry that goes with it."""
        header_end = entry.start + _LOCAL.size
        fields = list(_LOCAL.unpack(self.data[entry.start : header_end]))
        name_end = header_end + fields[9]
        extra = _without_zip_64(self.data[name_end : name_end + fields[10]])
        packed = content
        if entry.method == DEFLATED:
            deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
            packed = deflater.compress(content) + deflater.flush()
        crc = zlib.crc32(content)
        fields[2] &= ~_DESCRIPTOR
        fields[6:9] = crc, len(packed), len(content)
        fields[10] = len(extra)
        piece = _LOCAL.pack(*fields) + self.data[header_end:name_end] + extra + packed
        record = bytearray(entry.record)
        flags = struct.unpack_from("<H", record, 8)[0] & ~_DESCRIPTOR
        struct.pack_into("<H", record, 8, flags)
        return piece, Entry(
            entry.name, entry.method, crc, len(packed), len(content), entry.start, bytes(record)
        )

    def _end(self, directory_size: int, directory_start: int) -> bytes:
        """The end record, with its comment and whatever a program put behind it."""
        position = self._end_position()
        fields = list(_END.unpack_from(self.data, position))
        fields[3:7] = len(self.entries), len(self.entries), directory_size, directory_start
        return _END.pack(*fields) + self.data[position + _END.size :]

    # Refusing --------------------------------------------------------------------------------

    def _refusal(self, found: str, expected: str) -> FileError:
        return FileError(Problem(self.file, found, expected))

    def _damage(self) -> FileError:
        return self._refusal("een beschadigd of niet volledig ontvangen bestand", _WORKBOOK)


def _record(entry: Entry, start: int) -> bytes:
    """The record of an entry in the central directory, for its new place."""
    fields = list(_CENTRAL.unpack_from(entry.record))
    name_end = _CENTRAL.size + fields[10]
    extra_end = name_end + fields[11]
    extra = _without_zip_64(entry.record[name_end:extra_end])
    fields[7:10] = entry.crc, entry.packed_size, entry.size
    fields[11] = len(extra)
    fields[13] = 0 if fields[13] == _FULL_16 else fields[13]
    fields[16] = start
    name = entry.record[_CENTRAL.size : name_end]
    return _CENTRAL.pack(*fields) + name + extra + entry.record[extra_end:]


def _extra_fields(extra: bytes) -> list[tuple[int, bytes]]:
    fields = []
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, position)
        fields.append((kind, extra[position + 4 : position + 4 + size]))
        position += 4 + size
    return fields


def _without_zip_64(extra: bytes) -> bytes:
    """Extra fields less the one with 64-bit sizes; padding that is no field stays as it is."""
    fields = _extra_fields(extra)
    if all(kind != _ZIP_64_EXTRA for kind, _ in fields):
        return extra
    return b"".join(
        struct.pack("<2H", kind, len(field)) + field
        for kind, field in fields
        if kind != _ZIP_64_EXTRA
    )
