"""What is wrong in a file, as data, and the one place where that data becomes a Dutch sentence.

Every reader of the project reports with :class:`Problem`; what stops a whole command is raised
as :class:`CaseloadError`, which carries the same problems. Users read only ``message``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How much a finding weighs."""

    PROBLEM = "problem"
    """Something was not taken over; a person has to look at it."""
    NOTICE = "notice"
    """Something was taken over, but not to the letter (such as "4,0" as 4), or passed over."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it stands, what was found there and what is expected instead.

    Attributes:
        file: Name of the file, without its folder.
        found: What stands there, in Dutch, ready to follow "gevonden".
        expected: What should stand there, in Dutch, ready to follow "verwacht" (for a notice:
            what was made of it, ready to follow "gelezen als").
        sheet: Name of the sheet, or None where the file as a whole is meant.
        cell: Address such as ``"D12"``, or None.
        level: Whether this is a problem or only a notice.
    """

    file: str
    found: str
    expected: str
    sheet: str | None = None
    cell: str | None = None
    level: Level = Level.PROBLEM

    @property
    def message(self) -> str:
        """The finding as one Dutch sentence for the user."""
        place = self.file
        if self.sheet is not None:
            place += f", blad '{self.sheet}'"
        if self.cell is not None:
            place += f", cel {self.cell}"
        if self.level is Level.NOTICE:
            return f"{place}: {self.found} → {self.expected}."
        return f"{place}: gevonden {self.found}; verwacht {self.expected}."

    def as_dict(self) -> dict[str, str | None]:
        """The finding with the keys of ``results --json``."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "found": self.found,
            "expected": self.expected,
            "level": self.level.value,
            "message": self.message,
        }


class CaseloadError(Exception):
    """The base of all errors that a user can mend; its text is one or more Dutch sentences."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.message for problem in problems))


class FileError(CaseloadError):
    """A file cannot be read or written as a whole."""
