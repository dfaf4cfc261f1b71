"""Tables and settings that a team fills: cells, hints, validations and checks from their fields.

What belongs in a field stands in ``xlcaseload.inputs``. Each table of inputs gets a last column
*Controle*: a formula that says in words what is wrong in its row, together with its exact text.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from xlcaseload.files.addresses import cell_name
from xlcaseload.inputs import (
    EXPLANATION,
    SETTING,
    VALUE,
    Entry,
    Field,
    InputTable,
    Kind,
    Row,
    Settings,
    Unreadable,
)
from xlcaseload.workbook.names import this_row
from xlcaseload.workbook.plan import Area, CellValue, Column, Highlight, Sheet, Validation

CHECK = "Controle"
_LIST_LIMIT = 255
_TITLE_LIMIT = 32
_STYLES = {
    Kind.TEXT: "input",
    Kind.NUMBER: "input_centre",
    Kind.SHARE: "input_share",
    Kind.CHOICE: "input",
    Kind.MONTH: "input_month",
}


_HOLDS = {"<": operator.lt, "=": operator.eq, ">": operator.gt}


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of the team's own from which a field is chosen.

    Attributes:
        source: Reference with ``=`` for the list of choices.
        cells: Reference in formulas to the same cells.
        values: What stands there now.
    """

    source: str
    cells: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """A calculated column beside the inputs: its formula and its value in each row."""

    header: str
    formula: str
    values: Sequence[CellValue]
    style: str = "one_decimal"
    head: str = "head_centre"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table of inputs stands."""

    table: InputTable
    area: Area
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """First row below the header."""
        return self.area.first_row + 1

    @property
    def last_row(self) -> int:
        """Last row, also if it is empty."""
        return self.area.last_row

    def cells(self, sheet: Sheet, header: str) -> Area:
        """The cells of a column, by header."""
        column = self.columns[header]
        return sheet.area(self.first_row, column, self.last_row, column)


def shown_entry(entry: Entry | None) -> CellValue:
    """What stands in the cell of an entry."""
    return entry.raw if isinstance(entry, Unreadable) else entry


def input_style(field: Field) -> str:
    """Cell style of a field."""
    if field.fixed:
        return "cell"
    return "input_wrap" if field.kind is Kind.TEXT and field.high > 150 else _STYLES[field.kind]


# Checks -------------------------------------------------------------------------------------


def _dutch(number: float, field: Field) -> str:
    percent = field.kind is Kind.SHARE
    text = f"{100 * number if percent else number:.10g}".replace(".", ",")
    return f"{text}%" if percent else text


def _number_faults(field: Field) -> list[tuple[str, float, str]]:
    """What can be wrong with a number: comparison, bound and words, to be tried in this order."""
    faults = []
    if field.low >= 0:
        faults.append(("<", 0.0, "negatief"))
    if field.low > 0:
        faults.append(("=", 0.0, "0 kan niet"))
    if field.low:
        faults.append(("<", field.low, f"lager dan {_dutch(field.low, field)}"))
    faults.append((">", field.high, f"hoger dan {_dutch(field.high, field)}"))
    return faults


def check_formula(field: Field, cell: str, choices: Choices | None = None) -> str:
    """Formula (without =) that says what is wrong in a cell; "" where nothing is."""
    head = f"{field.header}: "
    if field.kind in (Kind.NUMBER, Kind.SHARE):
        wrong = '""'
        for sign, bound, words in reversed(_number_faults(field)):
            wrong = f'IF({cell}{sign}{bound:g},"{head}{words}. ",{wrong})'
        return f'IF({cell}="","",IF(ISNUMBER({cell}),{wrong},"{head}geen getal. "))'
    if field.kind is Kind.MONTH:
        return f'IF(OR({cell}="",ISNUMBER({cell})),"","{head}geen datum. ")'
    if field.kind is Kind.CHOICE:
        known = (
            f"SUMPRODUCT(--({choices.cells}={cell}))>0"
            if choices
            else ",".join(f'{cell}="{choice}"' for choice in field.choices)
        )
        return f'IF(OR({cell}="",{known}),"","{head}niet in de lijst. ")'
    return '""'


def check_text(field: Field, entry: Entry | None, choices: Choices | None = None) -> str:
    """The text that :func:`check_formula` gives."""
    value = shown_entry(entry)
    if value is None or value == "":
        return ""
    words = ""
    if field.kind in (Kind.NUMBER, Kind.SHARE):
        words = "geen getal"
        if isinstance(value, int | float) and not isinstance(value, bool):
            faults = _number_faults(field)
            words = next((said for sign, bound, said in faults if _HOLDS[sign](value, bound)), "")
    elif field.kind is Kind.MONTH:
        words = "" if isinstance(value, date | int | float) else "geen datum"
    elif field.kind is Kind.CHOICE:
        allowed = choices.values if choices else field.choices
        known = isinstance(value, str) and value.casefold() in map(str.casefold, allowed)
        words = "" if known else "niet in de lijst"
    return f"{field.header}: {words}. " if words else ""


def valid_number(cell: str, field: Field) -> str:
    """Formula (without =) that gives the number in a cell if it counts, else ""."""
    inside = f"AND({cell}>={field.low:g},{cell}<={field.high:g})"
    return f'IF(ISNUMBER({cell}),IF({inside},{cell},""),"")'


# Validations --------------------------------------------------------------------------------


def plan_field_rules(
    sheet: Sheet, field: Field, area: Area, choices: Choices | None = None, hint: str = ""
) -> None:
    """Validation with a hint, and red where something else stands."""
    if field.fixed:
        return
    title = field.header[:_TITLE_LIMIT]
    hint = (hint or field.hint or field.header)[:_LIST_LIMIT]
    error = f"Hier hoort {field.expected}. Leeg mag ook."
    if field.kind in (Kind.NUMBER, Kind.SHARE):
        rule = Validation(
            area, "decimal", title, hint, error, minimum=field.low, maximum=field.high
        )
    elif field.kind is Kind.MONTH:
        bounds = date(2000, 1, 1), date(2100, 12, 31)
        rule = Validation(area, "date", title, hint, error, minimum=bounds[0], maximum=bounds[1])
    elif field.kind is Kind.CHOICE:
        source = choices.source if choices else field.choices
        rule = Validation(
            area,
            "list" if source else "any",
            title,
            hint,
            "Kies uit de lijst, of maak de cel leeg.",
            source=source,
        )
    else:
        error = f"Gebruik hoogstens {field.high:g} tekens."
        rule = Validation(area, "length", title, hint, error, minimum=0, maximum=field.high)
    sheet.validations.append(rule)
    # A conditional format takes no references to tables, so a choice from one shows no red.
    if field.kind is not Kind.TEXT and not field.chosen_from:
        wrong = check_formula(field, cell_name(area.first_row, area.first_column))
        sheet.highlights.append(Highlight(area, f'=({wrong})<>""', "wrong"))


# Tables -------------------------------------------------------------------------------------


def plan_table(
    sheet: Sheet,
    table: InputTable,
    row: int,
    column: int,
    rows: Sequence[Row],
    *,
    extras: Sequence[Extra] = (),
    choices: Mapping[str, Choices] | None = None,
    notes: Extra | None = None,
) -> Placed:
    """Plan a table of inputs with its header in ``row``.

    Args:
        sheet: Where it goes.
        table: Its name and fields.
        row: Row of the header.
        column: First column.
        rows: All rows, also the empty ones at the end.
        extras: Calculated columns, after the inputs.
        choices: The team's own lists, by name (``Field.chosen_from``).
        notes: More to say in the column *Controle*: a formula (without =) and its texts.

    Returns:
        Where the table stands; its columns by header.
    """
    lists = choices or {}
    fields = table.fields

    def of(field: Field) -> Choices | None:
        return lists.get(field.chosen_from)

    checked = [f for f in fields if not f.fixed and f.kind is not Kind.TEXT]
    parts = [check_formula(f, this_row(table.name, f.header), of(f)) for f in checked]
    check = "=TRIM(" + "&".join([*parts, *([notes.formula] if notes else [])] or ['""']) + ")"
    texts = [
        "".join(check_text(f, entries.get(f.key), of(f)) for f in checked)
        + (str(notes.values[place] or "") if notes else "")
        for place, entries in enumerate(rows)
    ]
    computed = [
        *extras,
        Extra(CHECK, check, [text.strip() for text in texts], "check", "head"),
    ]
    columns = [
        *(Column(f.header, style=_head_style(f)) for f in fields),
        *(Column(extra.header, extra.formula, extra.head) for extra in computed),
    ]
    placed = sheet.table(table.name, row, column, len(rows), columns)
    for offset, f in enumerate(fields):
        for place, entries in enumerate(rows, row + 1):
            value = shown_entry(entries.get(f.key))
            if f.fixed:
                sheet.text(place, column + offset, value, "cell")
            else:
                sheet.entry(place, column + offset, value, input_style(f))
        area = sheet.area(row + 1, column + offset, row + len(rows), column + offset)
        plan_field_rules(sheet, f, area, of(f))
    for offset, extra in enumerate(computed, len(fields)):
        for place, value in enumerate(extra.values, row + 1):
            sheet.formula(place, column + offset, extra.formula, value, extra.style)
    places = {definition.header: column + i for i, definition in enumerate(columns)}
    return Placed(table, placed.area, places)


def _head_style(field: Field) -> str:
    return "head_centre" if field.kind in (Kind.NUMBER, Kind.SHARE) else "head"


def with_spare(rows: Sequence[Row], spare: int, least: int = 0) -> tuple[Row, ...]:
    """The rows with empty ones after them."""
    count = max(spare, least - len(rows))
    return (*rows, *({} for _ in range(count)))


# Settings -----------------------------------------------------------------------------------


def plan_settings(
    sheet: Sheet, settings: Settings, row: int, column: int, entries: Mapping[str, Entry]
) -> int:
    """Plan a table with a row per setting; returns its last row."""
    check = (
        "&".join(
            f'IF({this_row(settings.name, SETTING)}="{f.header}",'
            f'{check_formula(f, this_row(settings.name, VALUE))},"")'
            for f in settings.fields
            if f.kind is not Kind.TEXT
        )
        or '""'
    )
    definition = f"=TRIM({check})"
    columns = (
        Column(SETTING),
        Column(VALUE),
        Column(EXPLANATION),
        Column(CHECK, definition),
    )
    sheet.table(settings.name, row, column, len(settings.fields), columns)
    for place, f in enumerate(settings.fields, row + 1):
        entry = entries.get(f.key)
        sheet.text(place, column, f.header, "cell_bold")
        style = "input_wrap" if f.kind is Kind.TEXT else _STYLES[f.kind]
        sheet.entry(place, column + 1, shown_entry(entry), style)
        sheet.text(place, column + 2, f.hint, "cell_wrap")
        text = "" if f.kind is Kind.TEXT else check_text(f, entry).strip()
        sheet.formula(place, column + 3, definition, text, "check")
        plan_field_rules(sheet, f, sheet.area(place, column + 1, place, column + 1))
    return row + len(settings.fields)


def setting(settings: Settings, key: str) -> str:
    """Formula (without =) for the cell with the value of a setting."""
    header = next(f.header for f in settings.fields if f.key == key)
    return f'INDEX({settings.name}[{VALUE}],MATCH("{header}",{settings.name}[{SETTING}],0))'


def chosen(settings: Settings, key: str, choice: str) -> str:
    """Formula (without =) that is true when the team's choice is ``choice``.

    A cell that holds no known choice counts as the choice to start from.
    """
    f = next(f for f in settings.fields if f.key == key)
    cell = setting(settings, key)
    if choice != f.start:
        return f'({cell}="{choice}")'
    others = ",".join(f'{cell}="{other}"' for other in f.choices if other != choice)
    return f"NOT(OR({others}))"


def number_setting(settings: Settings, key: str) -> str:
    """Formula (without =) for the number of a setting, "" where there is none that counts."""
    f = next(f for f in settings.fields if f.key == key)
    return valid_number(setting(settings, key), f)
