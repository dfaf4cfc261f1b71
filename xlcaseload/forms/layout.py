"""What a form looks like: the words by which it is written and recognised again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from xlcaseload.catalogue import Factor
from xlcaseload.team import ANSWERS, Team

SHEET = "Factoren"
TABLE = "tblFormulier"
CODE, CATEGORY, FACTOR, CHECK = "Code", "Categorie", "Factor", "Controle"
MARK_HEADERS = tuple(map(str, ANSWERS))
NAME_LABEL, ROLE_LABEL, REMARK_LABEL = "Naam of code", "Functie", "Opmerkingen"
OWN_CODES = ("+1", "+2", "+3")
"""Rows in which a person may add a factor of their own."""
CROSS = "x"

_MARK_START = "xlcaseload-formulier 1 "
_MARK = re.compile(
    _MARK_START + r"· team (?P<team>\w+) · formulier (?P<number>\d+) · "
    r"lijst (?P<factors>\w+)"
)


@dataclass(frozen=True, slots=True)
class FormMark:
    """How a form knows where it belongs.

    Attributes:
        team: Mark of the team.
        number: Number of the form; 0 for a blank form that anybody may copy.
        factors: Digest of the list of factors that was printed on it.
    """

    team: str
    number: int
    factors: str

    def __str__(self) -> str:
        return (
            f"xlcaseload-formulier 1 · team {self.team} · formulier {self.number:02d} · "
            f"lijst {self.factors}"
        )

    @classmethod
    def parse(cls, text: str) -> FormMark | None:
        """The mark in a text, or None."""
        match = _MARK.search(text) if _MARK_START in text else None
        return match and cls(match["team"], int(match["number"]), match["factors"])


def list_digest(factors: Iterable[Factor]) -> str:
    """Digest of a list of factors: another code or name gives another digest."""
    text = "\n".join(f"{factor.code}\t{factor.name}" for factor in factors)
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def mark_of(team: Team, number: int) -> FormMark:
    """The mark that a form of this team bears."""
    return FormMark(team.id, number, list_digest(team.used_factors))
