"""The words and figures of the guides: TOML files, loaded once into frozen dataclasses.

Nothing here knows Excel or files of users. What a team keeps in its own workbook (factors,
roles, ideals) always wins over what stands here.
"""

from __future__ import annotations

from xlcaseload.catalogue.load import (
    Breakdown,
    Catalogue,
    Factor,
    Involvement,
    OtherBand,
    Reference,
    Route,
    ScoreLabel,
    Source,
    Special,
    Step,
    Task,
    TaskGroup,
    Trait,
    load,
)

__all__ = [
    "Breakdown",
    "Catalogue",
    "Factor",
    "Involvement",
    "OtherBand",
    "Reference",
    "Route",
    "ScoreLabel",
    "Source",
    "Special",
    "Step",
    "Task",
    "TaskGroup",
    "Trait",
    "load",
]
