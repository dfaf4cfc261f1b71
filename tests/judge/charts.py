"""What the charts of a workbook point to, and what they show before anything recalculates."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from judge.formulas import plain
from judge.libreoffice import read_values
from judge.package import CHART, DRAWING, Package, addresses

_KINDS = {
    "tx": "name",
    "cat": "cat",
    "xVal": "cat",
    "val": "val",
    "yVal": "val",
    "bubbleSize": "size",
}
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")


class ChartReference(NamedTuple):
    """What one part of a series points to; `kind` is name, cat, val or size."""

    chart: str
    series: int
    kind: str
    sheet: str
    range: str


def charts_of_sheets(path: Path) -> dict[str, list[str]]:
    """Return sheet name -> the chart parts shown on it; sheets without charts are left out."""
    package = Package(path)
    found: dict[str, list[str]] = {}
    for sheet, part in package.sheets.items():
        for drawing in package.linked(part, "drawing"):
            charts = package.linked(drawing, "chart")
            if charts:
                found.setdefault(sheet, []).extend(charts)
    return found


def chart_references(path: Path) -> list[ChartReference]:
    """Return what every series of every chart points to; ranges as `$B$9:$B$10`.

    Raises:
        AssertionError: a chart points to something that is not a range on one sheet.
    """
    return [reference for reference, _ in _references(Package(path))]


def _references(package: Package) -> Iterator[tuple[ChartReference, Element]]:
    for part in package.matching("xl/charts/"):
        for series in package.tree(part).iter(f"{CHART}ser"):
            number = series.find(f"{CHART}idx")
            index = int(number.get("val", "0")) if number is not None else 0
            for tag, kind in _KINDS.items():
                for target in series.findall(f"{CHART}{tag}/*"):
                    formula = target.find(f"{CHART}f")
                    if formula is None or not formula.text:
                        continue
                    match = _REFERENCE.fullmatch(formula.text)
                    where = f"{package.path.name} | {part} | series {index} | {kind}"
                    assert match, f"{where}: not a range on one sheet: {formula.text}"
                    sheet = (match[1] or match[2]).replace("''", "'")
                    assert sheet in package.sheets, f"{where}: no sheet {sheet!r}"
                    yield ChartReference(part, index, kind, sheet, match[3]), target


def assert_chart_caches(path: Path) -> int:
    """Assert that what a chart stores is what its cells store, and return the number of points.

    Protected View, mail previews and phones draw the chart from its own copy of the numbers.
    """
    values = read_values(path)
    wrong = []
    points = 0
    for reference, target in _references(Package(path)):
        stored = values[reference.sheet]
        expected = [plain(stored.get(cell)) for cell in addresses(reference.range)]
        cache = _cache(target)
        points += len(cache)
        if cache == {} and all(value is None for value in expected):
            continue
        for position, value in enumerate(expected):
            if not _shown(cache.get(position), value):
                wrong.append(f"{reference} point {position}: {cache.get(position)!r}, {value!r}")
    assert not wrong, f"{path.name}: charts store other values than cells:\n" + "\n".join(wrong)
    return points


def _cache(target: Element) -> dict[int, str]:
    """Return position -> text in a chart's own copy."""
    return {
        int(point.get("idx", "0")): point.findtext(f"{CHART}v") or ""
        for point in target.iter(f"{CHART}pt")
    }


def _shown(cached: str | None, value: object) -> bool:
    if value is None:
        # An empty text in a value series is drawn as 0, and a gap has no point.
        return cached in (None, "", "0")
    if isinstance(value, float) and cached:
        try:
            return math.isclose(float(cached), value, rel_tol=1e-9, abs_tol=1e-12)
        except ValueError:
            return False
    return cached == str(value)


def assert_charts_have_alt_text(path: Path) -> int:
    """Assert that every chart and picture has an alt text; return how many there are."""
    package = Package(path)
    missing = []
    count = 0
    for part in package.matching("xl/drawings/"):
        root = package.tree(part)
        for tag in ("graphicFrame", "pic"):
            for anchored in root.iter(f"{DRAWING}{tag}"):
                count += 1
                properties = next(anchored.iter(f"{DRAWING}cNvPr"))
                if not properties.get("descr", "").strip():
                    missing.append(f"{part}: {properties.get('name')}")
    assert not missing, f"{path.name}: no alt text: " + "; ".join(missing)
    return count
