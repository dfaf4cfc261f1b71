"""xlcaseload: the workbook with which a neighbourhood team agrees on a responsible caseload.

The public names are loaded when they are first used, so that importing the package costs
nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from xlcaseload._version import __version__

if TYPE_CHECKING:
    from xlcaseload.api import build_forms as build_forms
    from xlcaseload.api import new_workbook as new_workbook
    from xlcaseload.api import read_team as read_team
    from xlcaseload.problems import CaseloadError as CaseloadError
    from xlcaseload.problems import Problem as Problem
    from xlcaseload.refresher import refresh as refresh
    from xlcaseload.results import TeamResults as TeamResults

_PUBLIC = {
    "CaseloadError": "xlcaseload.problems",
    "Problem": "xlcaseload.problems",
    "TeamResults": "xlcaseload.results",
    "build_forms": "xlcaseload.api",
    "new_workbook": "xlcaseload.api",
    "read_team": "xlcaseload.api",
    "refresh": "xlcaseload.refresher",
}

__all__ = [*_PUBLIC, "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
