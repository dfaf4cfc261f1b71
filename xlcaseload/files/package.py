"""A workbook file as what it is: a zip of XML parts, read once and never changed."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from xlcaseload.files import sheet_scan
from xlcaseload.files.addresses import cell_position
from xlcaseload.files.archive import Archive
from xlcaseload.files.markup import Attributes, decode_escapes, local_name, parse
from xlcaseload.problems import FileError, Problem

MAX_FILE_BYTES = 25_000_000
"""A team's workbook is some 100 kB; mail servers stop at about this size."""

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_ZIP_SIGNATURES = (b"PK\3\4", b"PK\5\6")
_WORKBOOK = "een Excel-werkmap (.xlsx)"
_REOPEN = "een werkmap die in Excel opent; open het bestand en sla het opnieuw op"
_OFFICE_DOCUMENT = "/officeDocument"
_OTHER_KINDS = (
    ("content.xml", "een OpenDocument-bestand (.ods)"),
    ("xl/workbook.bin", "een binaire werkmap (.xlsb)"),
    ("word/document.xml", "een Word-document"),
    ("ppt/presentation.xml", "een PowerPoint-presentatie"),
)
_RELATION_ID = re.compile(r"relationships id$")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet in the order of the workbook; visibility is visible, hidden or veryHidden."""

    name: str
    part: str
    visibility: str


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table; rows and columns from 0, the header row and last row (of totals) included."""

    name: str
    part: str
    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: to another part, or to an address outside the file."""

    id: str
    type: str
    target: str
    external: bool


class Package:
    """A read-only view of an Open XML workbook (.xlsx, .xlsm).

    Attributes:
        data: The file, byte for byte.
        name: Its name without a folder, for messages.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self.archive = self._open_archive()
        self._formulas: dict[str, dict[str, bool]] = {}
        self._workbook_elements = self._texts(self.workbook_part)

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read a file.

        Raises:
            FileError: It cannot be read, is too large or is no Open XML workbook.
        """
        try:
            return cls.from_bytes(_read_file(path), path.name)
        except FileNotFoundError as error:
            problem = Problem(path.name, "geen bestand met deze naam", "een bestaand Excel-bestand")
            raise FileError(problem) from error
        except OSError as error:
            problem = Problem(
                path.name,
                "een bestand dat niet te lezen is (misschien staat het open in Excel of "
                "ontbreken de rechten)",
                "een leesbaar Excel-bestand",
            )
            raise FileError(problem) from error

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Package:
        """Look at a file that is in memory already.

        Raises:
            FileError: It is no Open XML workbook.
        """
        package = cls(data, name)
        if not package.sheets:
            raise package._refusal("een werkmap zonder werkbladen")
        return package

    def _refusal(self, found: str, expected: str = _WORKBOOK) -> FileError:
        return FileError(Problem(self.name, found, expected))

    def _open_archive(self) -> Archive:
        if not self.data:
            raise self._refusal("een leeg bestand")
        if len(self.data) > MAX_FILE_BYTES:
            raise too_large(self.name, len(self.data))
        if self.data.startswith(_OLE_SIGNATURE):
            raise self._refusal(
                "een bestand dat met een wachtwoord is beveiligd of een oud .xls-bestand is",
                "een .xlsx zonder wachtwoord (open het in Excel en kies Opslaan als)",
            )
        if not self.data.startswith(_ZIP_SIGNATURES):
            raise self._refusal("iets anders dan een Excel-bestand")
        return Archive(self.data, self.name)

    # Parts ----------------------------------------------------------------------------------

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file, in hexadecimal digits."""
        from hashlib import sha256

        return sha256(self.data).hexdigest()

    @cached_property
    def part_names(self) -> tuple[str, ...]:
        """Names of all parts, in the order of the zip."""
        return tuple(self.archive.entries)

    def read(self, part: str) -> bytes:
        """The inflated bytes of a part.

        Raises:
            FileError: The part is missing, damaged or larger than it says.
        """
        if part not in self.archive.entries:
            raise self._refusal(f"een werkmap waarin het onderdeel {part} ontbreekt", _REOPEN)
        return self.archive.read(part)

    def elements(self, part: str) -> list[tuple[str, Attributes, str]]:
        """All elements of a part in document order: name, attributes, name of the parent.

        Names lose their namespace, so files of any writer read alike.

        Raises:
            FileError: The part is no well-formed XML or declares a document type.
        """
        found: list[tuple[str, Attributes, str]] = []
        stack = [""]

        def start(name: str, attributes: Attributes) -> None:
            local = local_name(name)
            if any(" " in key for key in attributes):
                # Those with a namespace first, so that the plain one of that name prevails.
                ordered = sorted(attributes.items(), key=lambda pair: " " not in pair[0])
                attributes = {local_name(key): value for key, value in ordered}
            found.append((local, attributes, stack[-1]))
            stack.append(local)

        parse(self.read(part), self.name, start=start, end=lambda _: stack.pop())
        return found

    def _texts(self, part: str) -> list[tuple[str, Attributes, str]]:
        """Elements of a part: name without namespace, attributes with, and their own text."""
        found: list[tuple[str, Attributes, list[str]]] = []
        open_ones: list[list[str]] = [[]]

        def start(name: str, attributes: Attributes) -> None:
            open_ones.append([])
            found.append((local_name(name), attributes, open_ones[-1]))

        def add(piece: str) -> None:
            open_ones[-1].append(piece)

        parse(
            self.read(part),
            self.name,
            start=start,
            end=lambda _: open_ones.pop(),
            text=add,
        )
        return [(name, attributes, "".join(texts)) for name, attributes, texts in found]

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Relations of a part; of the package itself for the part ""."""
        folder, slash, file = part.rpartition("/")
        name = f"{folder}{slash}_rels/{file}.rels"
        if name not in self.archive.entries:
            return ()
        found: list[Relation] = []

        def start(element: str, attributes: Attributes) -> None:
            if local_name(element) == "Relationship":
                external = attributes.get("TargetMode") == "External"
                target = attributes.get("Target", "")
                if not external:
                    target = self._part_at(folder + slash, target)
                kind = attributes.get("Type", "")
                found.append(Relation(attributes.get("Id", ""), kind, target, external))

        parse(self.read(name), self.name, start=start)
        return tuple(found)

    def _part_at(self, folder: str, target: str) -> str:
        """A relation's target as the name of a part: "/xl/a.xml", "../a.xml" or "a.xml"."""
        path: list[str] = []
        for step in (target if target.startswith("/") else folder + target).split("/"):
            if step == "..":
                del path[-1:]
            elif step not in ("", "."):
                path.append(step)
        name = "/".join(path)
        if name in self.archive.entries:
            return name
        # Names of parts are the same in capitals and small letters.
        return self._folded_names.get(unquote(name).casefold(), name)

    @cached_property
    def _folded_names(self) -> Mapping[str, str]:
        return {unquote(name).casefold(): name for name in self.archive.entries}

    # Workbook -------------------------------------------------------------------------------

    @cached_property
    def workbook_part(self) -> str:
        """The part that lists the sheets."""
        for relation in self.relations(""):
            target = relation.target
            in_place = target.startswith("xl/") or "workbook" in target
            if relation.type.endswith(_OFFICE_DOCUMENT) and in_place and target.endswith(".xml"):
                return target
        if "xl/workbook.xml" in self.archive.entries:
            return "xl/workbook.xml"
        for part, kind in _OTHER_KINDS:
            if part in self.archive.entries:
                raise self._refusal(kind, f"{_WORKBOOK}; kies in Excel Opslaan als")
        raise self._refusal("een zip-bestand dat geen Excel-werkmap is")

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """Sheets in the order of the workbook; besides worksheets also sheets with one chart."""
        targets = {relation.id: relation.target for relation in self.relations(self.workbook_part)}
        found = []
        for element, attributes, _ in self._workbook_elements:
            if element != "sheet":
                continue
            name = attributes.get("name", "")
            key = next((v for k, v in attributes.items() if _RELATION_ID.search(k)), "")
            part = targets.get(key)
            if part is None or part not in self.archive.entries:
                raise self._refusal(f"een werkmap waarvan het blad '{name}' ontbreekt", _REOPEN)
            found.append(SheetPart(name, part, attributes.get("state", "visible")))
        return tuple(found)

    def sheet(self, name: str) -> SheetPart:
        """The sheet of this name; capitals and small letters are the same, as in Excel.

        Raises:
            KeyError: There is none.
        """
        for sheet in self.sheets:
            if sheet.name == name or sheet.name.casefold() == name.casefold():
                return sheet
        raise KeyError(name)

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether day numbers count from 1904 (old Excel for Mac) instead of 1900."""
        return any(
            element == "workbookPr" and attributes.get("date1904") in ("1", "true")
            for element, attributes, _ in self._workbook_elements
        )

    @cached_property
    def defined_names(self) -> Mapping[str, str]:
        """Defined names -> the text they stand for; a sheet's own names as ``Sheet!name``."""
        found = {}
        for element, attributes, text in self._workbook_elements:
            if element == "definedName":
                name, place = attributes.get("name", ""), attributes.get("localSheetId", "")
                if place.isdecimal() and int(place) < len(self.sheets):
                    name = f"{self.sheets[int(place)].name}!{name}"
                found[name] = text
        return found

    @cached_property
    def tables(self) -> Mapping[str, TablePart]:
        """Tables by the name that formulas use."""
        found = {}
        for sheet in self.sheets:
            for relation in self.relations(sheet.part):
                if relation.type.endswith("/table") and not relation.external:
                    table = self._table(sheet.name, relation.target)
                    found[table.name] = table
        return found

    def _table(self, sheet: str, part: str) -> TablePart:
        elements = self.elements(part)
        attributes = elements[0][1]
        first, _, last = attributes.get("ref", "").partition(":")
        try:
            first_row, first_column = cell_position(first)
            last_row, last_column = cell_position(last or first)
        except ValueError as error:
            raise self._refusal(f"een beschadigde tabel (onderdeel {part})", _REOPEN) from error
        name = attributes.get("displayName") or attributes.get("name", "")
        columns = tuple(
            decode_escapes(values.get("name", ""))
            for element, values, parent in elements
            if element == "tableColumn" and parent == "tableColumns"
        )
        return TablePart(name, part, sheet, first_row, first_column, last_row, last_column, columns)

    # Cells ----------------------------------------------------------------------------------

    def error_cells(self, sheet: str) -> dict[str, str]:
        """Error values of a sheet by address, such as ``{"B4": "#N/A"}``.

        Raises:
            FileError: The sheet is damaged.
            KeyError: There is no such sheet.
        """
        return sheet_scan.error_cells(self._sheet_data(sheet), self.name)

    def formula_cells(self, sheet: str) -> frozenset[str]:
        """Addresses of all formulas of a sheet; raises as :meth:`error_cells`."""
        return frozenset(self._formula_values(sheet))

    def formulas_without_value(self, sheet: str) -> tuple[str, ...]:
        """Addresses of formulas that were never calculated; raises as :meth:`error_cells`."""
        if sheet_scan.is_fully_calculated(self._sheet_data(sheet)):
            return ()
        return tuple(
            address for address, stored in self._formula_values(sheet).items() if not stored
        )

    def _formula_values(self, sheet: str) -> dict[str, bool]:
        if sheet not in self._formulas:
            self._formulas[sheet] = sheet_scan.formula_cells(self._sheet_data(sheet), self.name)
        return self._formulas[sheet]

    def _sheet_data(self, sheet: str) -> bytes:
        """The XML of a sheet; the last one is kept, as readers ask twice in a row."""
        part = self.sheet(sheet).part
        if self._last_sheet[0] != part:
            self._last_sheet = part, self.read(part)
        return self._last_sheet[1]

    _last_sheet: tuple[str, bytes] = ("", b"")


def _read_file(path: Path) -> bytes:
    """The content of a regular file of acceptable size; a pipe or a folder is an OSError."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise IsADirectoryError(path)
    if status.st_size > MAX_FILE_BYTES:
        raise too_large(path.name, status.st_size)
    return path.read_bytes()


def too_large(name: str, size: int) -> FileError:
    """The refusal of a file of this many bytes."""
    found = f"een bestand van {size / 1e6:.0f} MB"
    return FileError(Problem(name, found, f"hoogstens {MAX_FILE_BYTES // 1_000_000} MB"))
