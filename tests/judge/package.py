"""The parts of a workbook file and how they hang together, read without an Excel library."""

import posixpath
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


Box = tuple[int, int, int, int]
"""Left, top, right, bottom; 1-based and inclusive."""


def box(reference: str) -> Box:
    """Return the corners of a range such as `A3:D6` or `$B$9`."""
    left, top, right, bottom = range_boundaries(reference)
    assert None not in (left, top, right, bottom), f"{reference} has no corners"
    return left or 0, top or 0, right or 0, bottom or 0


def addresses(reference: str) -> list[str]:
    """Return the addresses of the cells of a range, row by row."""
    left, top, right, bottom = box(reference)
    return [
        f"{get_column_letter(column)}{row}"
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]


@dataclass(frozen=True)
class Link:
    """A relationship from one part to another; `target` is the name of a part."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """A workbook file, part by part."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            assert damaged is None, f"{path.name}: {damaged} is damaged"
            names = archive.namelist()
            assert len(names) == len(set(names)), f"{path.name}: a part occurs twice"
            self.parts = {name: archive.read(name) for name in names}
        self._trees: dict[str, Element] = {}

    def tree(self, part: str) -> Element:
        """Return the root element of an XML part."""
        if part not in self._trees:
            self._trees[part] = ElementTree.fromstring(self.parts[part])
        return self._trees[part]

    def matching(self, folder: str) -> list[str]:
        """Return the XML parts straight in a folder such as `xl/charts/`."""
        return [
            name
            for name in self.parts
            if posixpath.dirname(name) + "/" == folder and name.endswith(".xml")
        ]

    def links(self, part: str) -> list[Link]:
        """Return the relationships of a part; those of the whole file for an empty name."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            return []
        return [
            Link(
                element.get("Id", ""),
                element.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:],
                element.get("TargetMode") == "External",
            )
            for element in self.tree(rels).iter(f"{_LINKS}Relationship")
        ]

    def linked(self, part: str, kind: str) -> list[str]:
        """Return the parts of one kind, such as `table`, that a part points to."""
        return [link.target for link in self.links(part) if link.kind == kind]

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Return worksheet name -> part, in the order of the tabs."""
        targets = {
            link.id: link.target
            for link in self.links("xl/workbook.xml")
            if link.kind == "worksheet"
        }
        found = {}
        for sheet in self.tree("xl/workbook.xml").iter(f"{MAIN}sheet"):
            part = targets.get(sheet.get(f"{_OFFICE}id", ""))
            if part is not None:
                found[sheet.get("name", "")] = part
        return found

    def formulas(self) -> list[tuple[str, str, str]]:
        """Return every formula outside comments: (part, tag, text), of cells and otherwise.

        Tags: `f` (cell or chart reference), `formula`, `formula1`, `formula2` (conditional
        format, validation), `definedName`, `calculatedColumnFormula`, `totalsRowFormula`.
        """
        found = []
        for part in self.parts:
            if not (part.startswith("xl/") and part.endswith(".xml")):
                continue
            for element in self.tree(part).iter():
                tag = element.tag.rpartition("}")[2]
                if tag in _FORMULA_TAGS and element.text:
                    found.append((part, tag, element.text))
        return found


_FORMULA_TAGS = {
    "f",
    "formula",
    "formula1",
    "formula2",
    "definedName",
    "calculatedColumnFormula",
    "totalsRowFormula",
}
