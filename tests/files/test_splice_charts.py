"""A chart's own copies of its values follow the cells that change."""

import re
from xml.etree import ElementTree

import pytest
from judge.charts import assert_chart_caches
from splicing import EDITS, RICH, SCORES, edited, raw_members, rewritten

from xlcaseload.files.package import Package


def chart_points(data, part="xl/charts/chart1.xml"):
    """Range -> (count, {place: value}) of each copy in a chart."""
    root = ElementTree.fromstring(Package.from_bytes(data, "b").read(part))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    found = {}
    for kind in ("numRef", "strRef"):
        for reference in root.iter(space + kind):
            points = {
                int(point.get("idx")): point.findtext(f"{space}v")
                for point in reference.iter(f"{space}pt")
            }
            assert list(points) == sorted(points)
            count = next(reference.iter(f"{space}ptCount")).get("val")
            found[reference.findtext(f"{space}f")] = int(count), points
    return found


def test_charts_show_the_new_values(tmp_path):
    points = chart_points(edited(RICH))
    assert points["'Scores ''26'!$B$2:$B$6"] == (5, {0: "4", 1: "5", 3: "3", 4: "1"})
    assert points["'Scores ''26'!$A$2:$A$6"][1][1] == "Ø ≤ 日本 👍"
    assert points["Start!$C$4:$C$6"] == (3, {0: "65", 1: "0", 2: "0"})
    path = tmp_path / "team.xlsx"
    path.write_bytes(edited(RICH, {SCORES: EDITS[SCORES], "Start": {"A1": "Dag"}}))
    assert chart_points(path.read_bytes())["Start!$A$1"] == (1, {0: "Dag"})


def test_charts_of_the_team_agree_with_its_cells(tmp_path):
    path = tmp_path / "team.xlsx"
    path.write_bytes(edited(RICH, {SCORES: EDITS[SCORES], "Start": {"C5": 4, "C6": 5}}))
    assert assert_chart_caches(path) > 10


def test_missing_value_is_a_gap_in_a_chart_and_empty_text_is_zero():
    there = edited(RICH, {"Start": {"C6": 3}})
    assert chart_points(there)["Start!$C$4:$C$6"][1][2] == "3"
    none = edited(there, {"Start": {"C6": ""}})
    assert chart_points(none)["Start!$C$4:$C$6"][1][2] == "0"
    gone = edited(there, {"Start": {"C6": "#N/A"}})
    assert chart_points(gone)["Start!$C$4:$C$6"][1][2] == "#N/A"


def test_points_come_and_go_with_their_values():
    quoted = "'Scores ''26'!$B$2:$B$6"
    none = edited(RICH, {SCORES: {f"B{row}": None for row in range(2, 7)}})
    assert chart_points(none)[quoted] == (5, {})
    some = edited(none, {SCORES: {"B4": 2, "B2": 1}})
    assert chart_points(some)[quoted] == (5, {0: "1", 2: "2"})
    more = edited(some, {SCORES: {"B3": 2.5, "B6": 3}})
    assert chart_points(more)[quoted] == (5, {0: "1", 1: "2.5", 2: "2", 4: "3"})


def test_chart_of_other_cells_keeps_its_bytes():
    before, after = dict(raw_members(RICH)), dict(raw_members(edited(RICH)))
    assert before["xl/charts/chart2.xml"] == after["xl/charts/chart2.xml"]
    assert before["xl/charts/chart1.xml"] != after["xl/charts/chart1.xml"]


def with_chart_range(formula, count):
    """The rich workbook, its chart showing another range."""
    found = b"'Scores ''26'!$B$2:$B$6"
    before = found + b"</c:f><c:numCache><c:formatCode>General"

    def change(content):
        head, tail = content.split(before)
        tail = re.sub(rb'ptCount val="\d+"', b'ptCount val="%d"' % count, tail, count=1)
        return head + before.replace(found, formula.encode()) + tail

    return rewritten(RICH, "xl/charts/chart1.xml", change)


@pytest.mark.parametrize(
    ("formula", "count", "expected"),
    [
        ("Punten", 5, "9"),
        ("[0]!Punten", 5, "9"),
        ("('Scores ''26'!$B$2,'Scores ''26'!$B$3:$B$6)", 5, "9"),
        ("'scores ''26'!$B$2:$B$6", 5, "9"),
        ("'Scores ''26'!$B$2:$B$6", 4, "2"),  # hidden rows are left out: no point can be told
        ("'[map.xlsx]Scores ''26'!$B$2:$B$6", 5, "2"),
        ("OFFSET(Start!$A$1,0,0)", 5, "2"),
    ],
)
def test_chart_finds_its_cells_however_the_range_is_written(formula, count, expected):
    data = edited(with_chart_range(formula, count), {SCORES: {"B3": 9}})
    assert chart_points(data)[formula][1][1] == expected
