"""Charts beside the spider webs: bands, trends, sliders and bars of 100%."""

from xml.etree.ElementTree import Element

import pytest
from judge import charts, libreoffice
from judge.package import CHART, Package

from xlcaseload.files.package import Package as Workfile
from xlcaseload.files.splice import splice
from xlcaseload.workbook import styles
from xlcaseload.workbook.plan import Chart, ChartType, Series, Sheet, Workbook
from xlcaseload.workbook.write import to_bytes

NAME = "Ons beeld"
ROWS = {
    ChartType.PERCENT_BAR: [("Jeugd", 52, 30, 18), ("Wmo", 40, 40, 20)],
    ChartType.BAND: [("Jeugd", 8, 5, 9, 18), ("Wmo", 25, 10, 15, ""), ("Oud", 18, 7, 10, 40)],
    ChartType.BAND_LINE: [("Intensief", 4.5, 1.5), ("Wijkteam", 15, 10), ("Toegang", 45, 80)],
    ChartType.SLIDER: [("Nu", 8, 9.7, 0.6, 3.7, 18)],
    ChartType.TREND: [("jan", 8, 14, 16), ("feb", 8, 14, 23), ("mrt", 8, 14, "")],
    ChartType.BAR: [("Jeugd", 3, 4), ("Wmo", 2, 1)],
}
TRANSPARENT = {ChartType.BAND: 1, ChartType.BAND_LINE: 1, ChartType.TREND: 1}
OVERLAY = {ChartType.BAND: 4, ChartType.TREND: 3}
OPTIONS = {
    ChartType.PERCENT_BAR: {"maximum": 1, "unit": 0.25, "value_axis": True, "value_format": "0%"},
    ChartType.BAND: {"minimum": 0, "value_title": "gezinnen", "category_title": "functie"},
    ChartType.BAND_LINE: {"minimum": 2, "maximum": 128, "log_base": 2, "value_format": "0"},
    ChartType.SLIDER: {"minimum": 5, "maximum": 45},
}
PARTS = {kind: f"xl/charts/chart{place}.xml" for place, kind in enumerate(ROWS, 1)}


def planned() -> Workbook:
    """A sheet with one chart of each type, its cells below each other in the order of ROWS."""
    sheet = Sheet(NAME)
    row = 0
    for kind, rows in ROWS.items():
        for place, values in enumerate(rows, row + 1):
            for column, value in enumerate(values):
                sheet.formula(place, column, '=""' if value == "" else f"={value!r}", value)
        series = []
        for column in range(1, len(rows[0])):
            sheet.text(row, column, f"{kind.value} {column}")
            series.append(
                Series(
                    sheet.area(row, column, row, column),
                    sheet.area(row + 1, 0, row + len(rows), 0),
                    sheet.area(row + 1, column, row + len(rows), column),
                    styles.ROLE_COLOURS[column],
                    marker="diamond",
                    line=False,
                    labels=kind is ChartType.PERCENT_BAR or OVERLAY.get(kind) == column,
                    label_format="0;;",
                    fill=TRANSPARENT.get(kind) != column,
                    overlay=OVERLAY.get(kind) == column,
                )
            )
        options = OPTIONS.get(kind, {})
        sheet.charts.append(
            Chart(kind, kind.value, "beeld", tuple(series), row, 7, 600, 300, **options)
        )
        row += len(rows) + 2
    return Workbook((sheet,), "Beelden")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("charts") / "beelden.xlsx"
    path.write_bytes(to_bytes(planned()))
    return path


@pytest.fixture(scope="module")
def resaved(written):
    (path,) = libreoffice.resave([written], written.parent / "resaved")
    return path


@pytest.fixture
def plot(written):
    """The root of the chart of a type."""
    package = Package(written)
    return lambda kind: package.tree(PARTS[kind])


def one(root: Element, *path: str) -> Element:
    for tag in path:
        root = next(root.iter(f"{CHART}{tag}"))
    return root


def value(root: Element, *path: str) -> str:
    return one(root, *path).get("val", "")


def names(root: Element) -> list[str]:
    """Where the names of the series of a chart, or a part of it, stand."""
    return [series.findtext(f".//{CHART}f") or "" for series in root.iter(f"{CHART}ser")]


def hidden(root: Element) -> list[str]:
    return [place.get("val", "") for place in root.findall(f".//{CHART}legendEntry/{CHART}idx")]


def is_transparent(series: Element) -> bool:
    look = series.find(f"{CHART}spPr")
    return look is not None and look[0].tag.endswith("}noFill")


def test_series_point_at_their_cells(written):
    references = charts.chart_references(written)
    row = 1
    for kind, rows in ROWS.items():
        first, last = row + 1, row + len(rows)
        found = [reference[1:] for reference in references if reference.chart == PARTS[kind]]
        assert found == [
            item
            for place, letter in enumerate("BCDEFG"[: len(rows[0]) - 1])
            for item in (
                (place, "name", NAME, f"${letter}${row}"),
                (place, "cat", NAME, f"$A${first}:$A${last}"),
                (place, "val", NAME, f"${letter}${first}:${letter}${last}"),
            )
        ]
        row = last + 2


def drawn(path) -> list[list[tuple[str, str, str]]]:
    """Of each chart: which kind of chart draws which cells as what."""
    package = Package(path)
    return sorted(
        sorted(
            (part.tag, target.tag, target.findtext(f".//{CHART}f", "").replace("'", ""))
            for part in one(package.tree(chart), "plotArea")
            for series in part.findall(f"{CHART}ser")
            for target in series
            if target.tag in (f"{CHART}tx", f"{CHART}cat", f"{CHART}val")
        )
        for chart in package.matching("xl/charts/")
    )


def test_libreoffice_draws_the_same_cells_in_the_same_kinds_of_chart(written, resaved):
    assert drawn(resaved) == drawn(written)
    assert len(drawn(written)) == len(ROWS)


def test_libreoffice_keeps_series_transparent_and_out_of_the_legend(written, resaved):
    for path in (written, resaved):
        package = Package(path)
        found = []
        for chart in package.matching("xl/charts/"):
            root = package.tree(chart)
            transparent = [
                series.find(f"{CHART}idx").get("val")
                for series in root.iter(f"{CHART}ser")
                if is_transparent(series) and series.find(f"{CHART}marker") is None
            ]
            has_legend = root.find(f".//{CHART}legend") is not None
            found.append((transparent, hidden(root), has_legend))
        # Horizontal bars with a transparent series have no legend, and a slider has none.
        assert sorted(found) == sorted(
            [
                ([], [], True),
                (["0"], ["0"], True),
                (["0"], [], False),
                ([], [], False),
                (["0"], ["0"], True),
                ([], [], True),
            ]
        )


def test_percent_bars_run_from_top_to_bottom_with_numbers_at_the_bottom(plot):
    root = plot(ChartType.PERCENT_BAR)
    assert value(root, "barChart", "grouping") == "percentStacked"
    assert value(root, "barChart", "barDir") == "bar"
    assert value(root, "catAx", "orientation") == "maxMin"
    assert value(root, "valAx", "crosses") == "max"
    assert one(root, "valAx", "numFmt").get("formatCode") == "0%"
    assert root.findall(f".//{CHART}valAx/{CHART}delete") == []
    assert len(list(root.iter(f"{CHART}showVal"))) == 3


def test_horizontal_bars_without_a_value_axis_hide_it(plot):
    assert value(plot(ChartType.BAR), "valAx", "delete") == "1"


def test_now_stands_over_the_band_as_a_marker_with_its_value(plot):
    root = plot(ChartType.BAND)
    assert value(root, "barChart", "grouping") == "stacked"
    assert value(root, "barChart", "barDir") == "col"
    assert names(one(root, "barChart")) == [f"'{NAME}'!${letter}$5" for letter in "BCD"]
    assert names(one(root, "lineChart")) == [f"'{NAME}'!$E$5"]
    series = one(root, "lineChart", "ser")
    assert one(series, "spPr")[0][0].tag.endswith("}noFill")
    assert value(series, "marker", "symbol") == "diamond"
    assert value(series, "dLbls", "dLblPos") == "t"
    assert one(series, "dLbls", "numFmt").get("formatCode") == "0;;"


def test_a_band_without_a_value_shows_no_marker_at_zero(plot):
    root = plot(ChartType.BAND)
    assert 0 < float(value(root, "valAx", "min")) < 0.01
    assert one(root, "valAx", "numFmt").get("formatCode") == "0"
    cache = one(root, "lineChart", "val")
    assert [point.findtext(f"{CHART}v") for point in cache.iter(f"{CHART}pt")] == ["18", "0", "40"]


def test_band_line_has_a_gridline_at_every_doubling(plot, resaved):
    root = plot(ChartType.BAND_LINE)
    assert value(root, "valAx", "logBase") == "2"
    assert (value(root, "valAx", "min"), value(root, "valAx", "max")) == ("2", "128")
    assert value(root, "valAx", "majorUnit") == "2"
    assert value(root, "catAx", "crosses") == "min"
    assert list(one(root, "valAx").iter(f"{CHART}majorGridlines"))
    # LibreOffice 7.4 writes base 10 whatever the base was; the bars keep their places.
    package = Package(resaved)
    again = [package.tree(chart) for chart in package.matching("xl/charts/")]
    assert sum(chart.find(f".//{CHART}logBase") is not None for chart in again) == 1


def test_slider_begins_at_its_minimum_and_shows_its_axis(plot):
    root = plot(ChartType.SLIDER)
    assert value(root, "valAx", "min") == "5"
    assert root.findall(f".//{CHART}valAx/{CHART}delete") == []
    assert list(root.iter(f"{CHART}showVal")) == []


def test_trend_has_columns_in_front_of_a_strip(plot):
    root = plot(ChartType.TREND)
    assert value(root, "areaChart", "grouping") == "stacked"
    assert len(names(one(root, "areaChart"))) == 2
    assert len(names(one(root, "barChart"))) == 1
    assert value(root, "barChart", "barDir") == "col"
    assert value(root, "valAx", "crossBetween") == "between"
    # Months are texts: Excel must not make days of them.
    assert root.findall(f".//{CHART}catAx/{CHART}auto") == []


def test_caches_of_all_charts_follow_a_refresh(written, tmp_path):
    assert charts.assert_chart_caches(written) > 60
    assert charts.assert_charts_have_alt_text(written) == len(ROWS)
    edits = {
        (6, 4): 30,
        (7, 4): "",
        (5, 1): 9.5,
        (5, 4): 12,
        (17, 3): 21,
        (4, 4): "Op dit moment",
    }
    path = tmp_path / "vernieuwd.xlsx"
    path.write_bytes(splice(Workfile.from_bytes(written.read_bytes(), "b.xlsx"), {NAME: edits}))
    assert charts.assert_chart_caches(path) > 60
    line = one(Package(path).tree(PARTS[ChartType.BAND]), "lineChart")
    assert [v.text for v in line.iter(f"{CHART}v")][:1] == ["Op dit moment"]
    assert [v.text for v in one(line, "val").iter(f"{CHART}v")] == ["12", "30", "0"]


def test_a_refresh_fills_cells_that_were_blank_when_the_chart_was_made(tmp_path):
    sheet = Sheet(NAME)
    for column in range(3):
        sheet.text(0, column, f"kolom {column}")
        sheet.entry(1, column, None)
    areas = [
        (sheet.area(0, c, 0, c), sheet.area(1, 0, 2, 0), sheet.area(1, c, 2, c)) for c in (1, 2)
    ]
    first, second = areas
    series = (Series(*first, styles.BLUE), Series(*second, styles.ACTUAL, overlay=True))
    sheet.charts.append(Chart(ChartType.TREND, "leeg", "beeld", series, 4, 0, 300, 200))
    empty = to_bytes(Workbook((sheet,), "Leeg"))
    path = tmp_path / "leeg.xlsx"
    path.write_bytes(empty)
    charts.assert_chart_caches(path)
    edits = {NAME: {(1, 0): "jan", (1, 1): 8, (2, 1): 9, (2, 2): 4}}
    path.write_bytes(splice(Workfile.from_bytes(empty, "b.xlsx"), edits))
    assert charts.assert_chart_caches(path) >= 5


def test_overlay_needs_a_chart_that_has_one():
    sheet = Sheet(NAME)
    cell = sheet.area(0, 0, 0, 0)
    series = (Series(cell, cell, cell, styles.BLUE, overlay=True),)
    sheet.charts.append(Chart(ChartType.SLIDER, "", "beeld", series, 0, 0, 300, 200))
    with pytest.raises(KeyError):
        to_bytes(Workbook((sheet,), "Fout"))
