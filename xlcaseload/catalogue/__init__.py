"""The words and figures of the guides: TOML files, loaded once into frozen dataclasses.

Nothing here knows Excel or files of users. What a team keeps in its own workbook (factors,
roles, ideals) always wins over what stands here.
"""

from __future__ import annotations

from xlcaseload.catalogue.load import Catalogue, Factor, Route, ScoreLabel, Source, Step, load

__all__ = ["Catalogue", "Factor", "Route", "ScoreLabel", "Source", "Step", "load"]
