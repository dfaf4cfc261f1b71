"""Sheet *Bronnen*: where lists and rules come from, and what the words mean."""

from __future__ import annotations

from xlcaseload.catalogue import Catalogue
from xlcaseload.workbook import names
from xlcaseload.workbook.plan import Column, Sheet

_TERMS = (
    ("n", "Aantal scores waarop een uitkomst berust. Leeg en n.v.t. tellen niet mee."),
    ("Gemiddelde", "Som van de scores gedeeld door n. Een categorie telt alle scores erin samen."),
    (
        "Mediaan, Q1, Q3",
        "De middelste score, en de score op een kwart en driekwart van de rij van "
        "laag naar hoog (inclusieve regel, zoals KWARTIEL.INC).",
    ),
    ("SD", "Standaardafwijking van een steekproef: hoe ver scores uiteen liggen."),
    ("Gem. afwijking", "Gemiddelde afstand van de scores tot hun gemiddelde."),
    ("Zwaar (4 of 5)", "Hoeveel van de n scores een 4 of een 5 zijn."),
    (
        "Eensgezindheid",
        "Van der Eijks A: 1 = allemaal dezelfde score, 0 = gelijk verspreid, "
        "-1 = twee kampen (de helft 1, de helft 5).",
    ),
    (
        "Ruimte",
        "6 min het gemiddelde: 5 = alle ruimte, 1 = het knelt. In het spinnenweb is buiten "
        "ruimte en binnen knelt het.",
    ),
    (
        "Ideaal, verschil",
        "De ruimte die jullie zelf willen; verschil is ideaal min ruimte. De "
        "beginwaarden zijn een voorstel van xlcaseload, geen norm.",
    ),
    (
        "Laagst, hoogst mogelijk",
        "Tussen deze waarden komt het gemiddelde uit als leden die nog "
        "niets invulden alsnog een 1 of een 5 geven.",
    ),
    ("Stapeling", "Drie of meer factoren in een categorie met gemiddeld 4 of hoger."),
    (
        "Uitkomst",
        "De uitkomst is een hulpmiddel om over de werklast te praten, geen "
        "rekenmodel en geen oordeel over één persoon.",
    ),
)


_ONE_LINE = 88
"""Characters that fit on one line of the column with meanings."""


def plan(catalogue: Catalogue) -> Sheet:
    """Plan the sheet."""
    sheet = Sheet(names.SOURCES, landscape=True, one_page=True)
    sheet.widths = {0: 48, 1: 92, 2: 36, 3: 13}
    sheet.text(0, 0, "Bronnen en begrippen", "title")
    sheet.heights[0] = 30
    sheet.text(
        1,
        0,
        "Lijsten en cijfers komen uit deze stukken; de teksten in deze werkmap zijn eigen werk.",
        "intro",
    )
    sheet.link(2, 0, names.START, "← Start")
    columns = (Column("Titel"), Column("Waarvoor gebruikt"), Column("Uitgever"), Column("Jaar"))
    header = 4
    sheet.table(names.SOURCES_TABLE, header, 0, len(catalogue.sources), columns)
    for row, source in enumerate(catalogue.sources, header + 1):
        values = (source.title, source.used_for, source.publisher, source.year)
        for column, value in enumerate(values):
            sheet.text(row, column, value, "cell_wrap")
        sheet.heights[row] = 32
    header += len(catalogue.sources) + 3
    sheet.text(header - 1, 0, "Begrippen", "heading")
    sheet.table(names.TERMS_TABLE, header, 0, len(_TERMS), (Column("Begrip"), Column("Betekenis")))
    for row, (term, meaning) in enumerate(_TERMS, header + 1):
        sheet.text(row, 0, term, "cell_bold")
        sheet.text(row, 1, meaning, "cell_wrap")
        sheet.heights[row] = 18 if len(meaning) < _ONE_LINE else 32
    return sheet
