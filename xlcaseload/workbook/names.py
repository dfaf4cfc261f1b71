"""Names that more than one sheet refers to: sheets, tables and their columns."""

from __future__ import annotations

START = "Start"
FACTORS = "Factoren"
SCORES = "Scores"
WEB = "Spinnenweb"
DEFINITIONS = "Definities"
INVOLVEMENT = "Betrokkenheid"
WEEK = "Werkweek"
TIME = "Tijdsbesteding"
BANDS = "Bandbreedte"
STAFFING = "Formatie"
FOLLOWING = "Volgen"
SOURCES = "Bronnen"

DETAILS_TABLE = "tblGegevens"
STEPS_TABLE = "tblStappen"
FACTORS_TABLE = "tblFactoren"
ROLES_TABLE = "tblFuncties"
SCORES_TABLE = "tblScores"
RESULTS_TABLE = "tblUitslag"
HELPER_TABLE = "tblRekenhulp"
PATTERNS_TABLE = "tblPatronen"
HEAVIEST_TABLE = "tblZwaarste"
CATEGORIES_TABLE = "tblCategorie"
ROLE_RESULTS_TABLE = "tblFunctie"
BY_ROLE_TABLE = "tblPerFunctie"
SOURCES_TABLE = "tblBronnen"
TERMS_TABLE = "tblBegrippen"

TASKS_TABLE = "tblTaken"
TRAITS_TABLE = "tblKenmerken"
WEEK_TABLE = "tblWerkweek"
HOURS_TABLE = "tblUren"
TIME_TABLE = "tblTijd"
CASELOAD_TABLE = "tblCaseload"
GROUPS_TABLE = "tblGroepen"
ENERGY_TABLE = "tblEnergie"
TASK_HOURS_TABLE = "tblTaakUren"
TRAIT_CASES_TABLE = "tblKenmerkTelling"
BAND_TABLE = "tblBand"
MEASURED_TABLE = "tblGemeten"
STAFFING_TABLE = "tblFormatie"
MONTHS_TABLE = "tblMaanden"

NO_CATEGORY = "Overig"
"""Category of a factor for which nobody chose one."""


def this_row(table: str, column: str, last: str = "") -> str:
    """Reference to the cell in this row of a table, or to the cells from one column to another.

    Column names here are ours; names with ``[ ] # '`` would have to be escaped.
    """
    columns = f"[{column}]:[{last}]" if last else f"[{column}]"
    return f"{table}[[#This Row],{columns}]"


def score_header(score: int) -> str:
    """Header of the column that counts how often a score was given."""
    return f"Score {score}"
