"""Columns about the work week that more than one sheet refers to.

``tblWerkweek`` and ``tblUren`` have a row per person. The result tables ``tblTijd``,
``tblCaseload`` and ``tblEnergie`` of *Tijdsbesteding* have a row for the team, then one per role.
"""

from __future__ import annotations

from xlcaseload.workbook.names import CASELOAD_TABLE, ENERGY_TABLE, TIME_TABLE

NUMBER, ROLE, NOTE = "Nr", "Functie", "Opmerking"

# tblWerkweek and tblUren: calculated for each person.
ROLE_NUMBER = "F"
"""Number of the person's role in ``tblFuncties``; 0 for none or one that is not there."""
COUNTED = "Geteld"
ACTIVE = "Actief"
WEIGHED = "Weegt"
"""Contract hours of a person who gave both them and a number of cases; else ""."""

# tblTijd
PEOPLE = "Mensen"
CONTRACT = "Contract"
DIRECT, INDIRECT, NON_CLIENT, OUTSIDE = "Direct", "Indirect", "Niet-cliënt", "Buiten"
TOTAL = "Totaal"
GAP = "Verschil"
CLIENT_RATIO, DIRECT_RATIO = "Cliënt : niet-cliënt", "Direct : indirect"
NOT_FOR_CASES = "Niet voor casussen"

# tblCaseload
CASES, PER_FTE, DURATION = "Casussen", "Per 36 uur", "Trajectduur"
HOURS_PER_CASE, CONTRACT_PER_CASE = "Uren per casus", "Contract per casus"
ALL_CONTRACT = "Contracturen"

# tblEnergie
ENERGY_RATIO = "Geeft : kost"


def time_of(header: str, role: int) -> str:
    """Formula (without =) for a cell of ``tblTijd``; role 0 is the team, 1 the first role."""
    return f"INDEX({TIME_TABLE}[{header}],{role + 1})"


def caseload_of(header: str, role: int) -> str:
    """As :func:`time_of`, of ``tblCaseload``."""
    return f"INDEX({CASELOAD_TABLE}[{header}],{role + 1})"


def energy_of(header: str, role: int) -> str:
    """As :func:`time_of`, of ``tblEnergie``."""
    return f"INDEX({ENERGY_TABLE}[{header}],{role + 1})"
