"""A workbook file as what it is: a zip of XML parts, read once and looked at without changing it.

XML is read with expat; a part that declares a document type (and so could pull in other files
or blow up) is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from xlcaseload.files.addresses import cell_name, cell_position
from xlcaseload.problems import FileError, Problem

MAX_FILE_BYTES = 25_000_000
"""A team's workbook is some 100 kB; mail servers stop at about this size."""
MAX_INFLATED_BYTES = 200_000_000
"""A sheet of 100,000 filled rows inflates to less; a zip bomb to far more."""
MAX_PARTS = 5_000
"""A workbook with hundreds of sheets and pictures stays below this."""

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_NO_VALUE = re.compile(rb"(?:</(?:\w+:)?f|<(?:\w+:)?f\b[^>]*/)>\s*</")
"""A formula that is not followed by a value: the quick look before the careful one."""
_WORKBOOK_TYPE = "/officeDocument"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet in the order of the workbook; visibility is visible, hidden or veryHidden."""

    name: str
    part: str
    visibility: str


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table; rows and columns from 0, the header row and last row included."""

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
    """A read-only view of an Open XML workbook (.xlsx, .xlsm)."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self._zip = self._open_zip()
        self._read: dict[str, bytes] = {}

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read a file.

        Raises:
            FileError: It cannot be read, is too large or is no Open XML workbook.
        """
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise FileError(
                    Problem(
                        path.name,
                        f"een bestand van {path.stat().st_size / 1e6:.0f} MB",
                        f"hoogstens {MAX_FILE_BYTES // 1_000_000} MB",
                    )
                )
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise FileError(
                Problem(path.name, "geen bestand met deze naam", "een bestaand Excel-bestand")
            ) from error
        except OSError as error:
            raise FileError(
                Problem(
                    path.name,
                    "een bestand dat niet te lezen is",
                    "een leesbaar Excel-bestand (misschien staat het open in Excel of "
                    "ontbreken de rechten)",
                )
            ) from error
        return cls.from_bytes(data, path.name)

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Package:
        """Look at a file that is in memory already.

        Raises:
            FileError: It is no Open XML workbook.
        """
        package = cls(data, name)
        if not package.sheets:
            raise package._unreadable("een bestand zonder werkbladen")
        return package

    # Parts ----------------------------------------------------------------------------------

    def _unreadable(self, found: str, expected: str = "een Excel-werkmap (.xlsx)") -> FileError:
        return FileError(Problem(self.name, found, expected))

    def _open_zip(self) -> zipfile.ZipFile:
        if not self.data:
            raise self._unreadable("een leeg bestand")
        if self.data.startswith(_OLE_SIGNATURE):
            raise self._unreadable(
                "een bestand met een wachtwoord of in het oude .xls-formaat",
                "een .xlsx zonder wachtwoord (open het in Excel en kies Opslaan als)",
            )
        try:
            archive = zipfile.ZipFile(BytesIO(self.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise self._unreadable("een beschadigd bestand of geen Excel-bestand") from error
        infos = archive.infolist()
        if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_INFLATED_BYTES:
            raise self._unreadable("een bestand dat uitgepakt veel te groot is")
        return archive

    @cached_property
    def part_names(self) -> tuple[str, ...]:
        """Names of all parts, in the order of the zip."""
        return tuple(self._zip.namelist())

    def read(self, part: str) -> bytes:
        """The inflated bytes of a part.

        Raises:
            FileError: The part is missing, damaged, encrypted or larger than it says.
        """
        if part not in self._read:
            try:
                info = self._zip.getinfo(part)
                with self._zip.open(info) as stream:
                    content = stream.read(info.file_size + 1)
                if len(content) > info.file_size:
                    raise zipfile.BadZipFile(part)
            except (
                KeyError,
                zipfile.BadZipFile,
                zlib.error,
                EOFError,
                RuntimeError,
                NotImplementedError,
                OSError,
                ValueError,
            ) as error:
                raise self._unreadable(
                    f"een beschadigde werkmap (onderdeel {part})",
                    "een werkmap die in Excel opent; open het bestand en sla het opnieuw op",
                ) from error
            self._read[part] = content
        return self._read[part]

    def elements(self, part: str) -> list[tuple[str, dict[str, str], str]]:
        """All elements of a part in document order: local name, attributes, name of the parent.

        Names lose their namespace prefix, so files of any writer read alike.

        Raises:
            FileError: The part is no well-formed XML or declares a document type.
        """
        found: list[tuple[str, dict[str, str], str]] = []
        stack = [""]

        def start(name: str, attributes: dict[str, str]) -> None:
            local = name.rpartition(":")[2]
            found.append((local, attributes, stack[-1]))
            stack.append(local)

        def refuse(*_: object) -> None:
            raise self._unreadable(f"een documenttype in het onderdeel {part}")

        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: stack.pop()
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(self.read(part), True)
        except expat.ExpatError as error:
            raise self._unreadable(f"een beschadigde werkmap (onderdeel {part})") from error
        return found

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Relations of a part; of the package itself for the part ""."""
        path = PurePosixPath(part) if part else PurePosixPath("_")
        folder = "" if str(path.parent) == "." else f"{path.parent}/"
        name = f"{folder}_rels/{path.name if part else ''}.rels"
        if name not in self.part_names:
            return ()
        found = []
        for element, attributes, _ in self.elements(name):
            if element != "Relationship":
                continue
            external = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            found.append(
                Relation(
                    attributes.get("Id", ""),
                    attributes.get("Type", ""),
                    target if external else _resolve(folder, target),
                    external,
                )
            )
        return tuple(found)

    # Workbook -------------------------------------------------------------------------------

    @cached_property
    def workbook_part(self) -> str:
        """The part that lists the sheets."""
        for relation in self.relations(""):
            if relation.type.endswith(_WORKBOOK_TYPE) and relation.target in self.part_names:
                return relation.target
        raise self._unreadable("een zip-bestand dat geen Excel-werkmap is")

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """Worksheets in the order of the workbook."""
        targets = {
            relation.id: relation.target
            for relation in self.relations(self.workbook_part)
            if relation.type.endswith("/worksheet")
        }
        found = []
        for element, attributes, _ in self.elements(self.workbook_part):
            if element != "sheet":
                continue
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            if key in targets:
                found.append(
                    SheetPart(
                        attributes.get("name", ""), targets[key], attributes.get("state", "visible")
                    )
                )
        return tuple(found)

    def sheet(self, name: str) -> SheetPart:
        """The sheet of this name.

        Raises:
            KeyError: There is none.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    @cached_property
    def tables(self) -> Mapping[str, TablePart]:
        """Tables by name."""
        found = {}
        for sheet in self.sheets:
            for relation in self.relations(sheet.part):
                if relation.type.endswith("/table") and relation.target in self.part_names:
                    table = self._table(sheet.name, relation.target)
                    found[table.name] = table
        return found

    def _table(self, sheet: str, part: str) -> TablePart:
        elements = self.elements(part)
        attributes = elements[0][1]
        first, _, last = attributes.get("ref", "A1").partition(":")
        try:
            first_row, first_column = cell_position(first)
            last_row, last_column = cell_position(last or first)
        except ValueError as error:
            raise self._unreadable(f"een beschadigde tabel (onderdeel {part})") from error
        name = attributes.get("displayName") or attributes.get("name", "")
        columns = tuple(
            _unescape(values.get("name", ""))
            for element, values, _ in elements
            if element == "tableColumn"
        )
        return TablePart(name, part, sheet, first_row, first_column, last_row, last_column, columns)

    # Cells ----------------------------------------------------------------------------------

    def error_cells(self, sheet: str) -> dict[str, str]:
        """Error values of a sheet by address, such as ``{"B4": "#N/A"}``."""
        content = self.read(self.sheet(sheet).part)
        if b't="e"' not in content and b"t='e'" not in content:
            return {}
        return {
            address: value
            for address, attributes, value, _ in self._cells(sheet)
            if attributes.get("t") == "e"
        }

    def formula_cells(self, sheet: str) -> frozenset[str]:
        """Addresses of all formulas of a sheet."""
        return frozenset(address for address, _, _, formula in self._cells(sheet) if formula)

    def formulas_without_value(self, sheet: str) -> tuple[str, ...]:
        """Addresses of formulas that were never calculated."""
        if not _NO_VALUE.search(self.read(self.sheet(sheet).part)):
            return ()
        return tuple(
            address
            for address, attributes, value, formula in self._cells(sheet)
            if formula and value == "" and attributes.get("t") != "str"
        )

    def _cells(self, sheet: str) -> list[tuple[str, dict[str, str], str, bool]]:
        """Each cell of a sheet: address, attributes, text of its value, whether it has a formula.

        Cells without an address stand after the one before them, as the standard says.
        """
        cells: list[tuple[str, dict[str, str], str, bool]] = []
        state = _CellState()

        def start(name: str, attributes: dict[str, str]) -> None:
            local = name.rpartition(":")[2]
            if local == "row":
                state.row = int(attributes["r"]) - 1 if "r" in attributes else state.row + 1
                state.column = -1
            elif local == "c":
                state.column += 1
                if "r" in attributes:
                    state.row, state.column = cell_position(attributes["r"])
                state.attributes, state.value, state.formula = attributes, "", False
            elif local == "f":
                state.formula = True
            state.in_value = local == "v"

        def end(name: str) -> None:
            state.in_value = False
            if name.rpartition(":")[2] == "c":
                cells.append(
                    (
                        cell_name(state.row, state.column),
                        state.attributes,
                        state.value,
                        state.formula,
                    )
                )

        def text(content: str) -> None:
            if state.in_value:
                state.value += content

        def refuse(*_: object) -> None:
            raise self._unreadable("een documenttype in een werkblad")

        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
        try:
            parser.Parse(self.read(self.sheet(sheet).part), True)
        except (expat.ExpatError, ValueError) as error:
            raise self._unreadable(f"een beschadigd werkblad '{sheet}'") from error
        return cells


class _CellState:
    """Where the parser is."""

    __slots__ = ("attributes", "column", "formula", "in_value", "row", "value")

    def __init__(self) -> None:
        self.row = self.column = -1
        self.attributes: dict[str, str] = {}
        self.value = ""
        self.formula = self.in_value = False


def _resolve(folder: str, target: str) -> str:
    """A relation's target as the name of a part: "/xl/a.xml", "../a.xml" or "a.xml"."""
    path: list[str] = []
    for step in (target if target.startswith("/") else folder + target).split("/"):
        if step == "..":
            del path[-1:]
        elif step not in ("", "."):
            path.append(step)
    return "/".join(path)


def _unescape(name: str) -> str:
    """Excel's ``_x000a_`` escapes as the characters they stand for."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), name)
