"""What a team types outside the scores, as data: each table and each field of it, once.

From these lists follow the columns, hints and validations of the workbook, what a reader accepts,
and the messages about what it does not accept. Keys are for code, headers for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Final, TypeAlias

from xlcaseload.analysis.bands import HOURS_PER_FTE
from xlcaseload.catalogue import Catalogue, Special, Trait


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What a user typed where something else belongs; kept as it is and never counted."""

    raw: str | float | bool


Entry: TypeAlias = str | float | date | Unreadable
"""The content of one cell; an empty cell has no entry."""
Row: TypeAlias = Mapping[str, Entry]
"""One row of a table: entries by key of their field."""

YES: Final = "ja"
NO: Final = "nee"


class Kind(Enum):
    """What belongs in a field."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    CHOICE = "choice"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table of inputs, or one setting.

    Attributes:
        key: Name in code; also the code of a trait or task.
        header: Header of the column, or the label of the setting.
        low: Lowest number that is taken; for a SHARE as part of 1.
        high: Highest number that is taken, or the longest text in characters.
        choices: What may be chosen, for lists that never change.
        chosen_from: Name of a list that the team changes ("roles", "involvement", "measures").
        start: Value in a new workbook.
        fixed: Whether the tool fills it and users do not.
    """

    key: str
    header: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    low: float = 0
    high: float = 200
    choices: tuple[str, ...] = ()
    chosen_from: str = ""
    start: Entry | None = None
    fixed: bool = False

    @property
    def expected(self) -> str:
        """What belongs here, in Dutch, ready to follow "verwacht"."""
        if self.kind is Kind.NUMBER:
            return f"een getal van {_dutch(self.low)} tot en met {_dutch(self.high)}"
        if self.kind is Kind.SHARE:
            low, high = _dutch(100 * self.low), _dutch(100 * self.high)
            return f"een percentage van {low}% tot en met {high}%"
        if self.kind is Kind.MONTH:
            return "een datum zoals 1-11-2026"
        if self.choices:
            return "een van: " + ", ".join(self.choices)
        return f"een tekst van hoogstens {self.high:g} tekens"

    def number(self, row: Row) -> float | None:
        """The number in a row that counts: None where there is none or it is out of range."""
        value = row.get(self.key)
        if isinstance(value, int | float) and not isinstance(value, bool) and self.takes(value):
            return float(value)
        return None

    def takes(self, number: float) -> bool:
        """Whether a number lies within the bounds."""
        return self.low <= number <= self.high


def _dutch(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def text(row: Row, key: str) -> str:
    """The text of an entry, "" where there is none."""
    value = row.get(key, "")
    return value if isinstance(value, str) else ""


def is_empty(row: Row) -> bool:
    """Whether nothing stands in a row but its code."""
    return all(value == "" for key, value in row.items() if key != "code")


@dataclass(frozen=True, slots=True)
class InputTable:
    """A named table of inputs and its fields.

    Attributes:
        name: Name of the Excel table.
        key: The field without which a row says nothing; rows without it are kept, not counted.
        spare: Empty rows that stand ready.
    """

    name: str
    fields: tuple[Field, ...]
    key: str = ""
    spare: int = 0

    def field(self, key: str) -> Field:
        """The field with this key.

        Raises:
            KeyError: There is none.
        """
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Settings:
    """A named table of settings: a row per field, with label, value and explanation."""

    name: str
    fields: tuple[Field, ...]


SETTING, VALUE, EXPLANATION = "Keuze", "Waarde", "Uitleg"

CODE = Field("code", "Code", fixed=True)

# Definities ---------------------------------------------------------------------------------

TIMES: Final = ("direct", "indirect", "niet-cliëntgebonden")
"""Classes of time, in the order of :data:`xlcaseload.analysis.hours.TIME_CLASSES`."""
PRIMARY, SECONDARY, COLLECTIVE = "primair", "neventaak", "collectief"
CASEWORK, SUPPORT = "casuswerk", "O&B"
PERIODS: Final = {"week": "week", "month": "maand", "quarter": "kwartaal", "year": "jaar"}
AT_A_TIME, STARTED, SERVED = "op een moment", "gestart", "bediend"
BY_TEAM, BY_ROLE, BY_MEMBER = "team", "functie", "medewerker"

DEFINITIONS = Settings(
    "tblKeuzes",
    (
        Field(
            "hours_source",
            "Uren die tellen",
            Kind.CHOICE,
            "O&B en casuswerk beschrijven grotendeels dezelfde tijd. Eén van de twee telt.",
            choices=(CASEWORK, SUPPORT),
            start=CASEWORK,
        ),
        Field(
            "secondary",
            "Neventaken tellen mee",
            Kind.CHOICE,
            "nee: taken met takenpakket neventaak gaan uit de totalen.",
            choices=(YES, NO),
            start=YES,
        ),
        Field(
            "collective",
            "Collectieve taken tellen mee",
            Kind.CHOICE,
            "nee: taken met takenpakket collectief gaan uit de totalen.",
            choices=(YES, NO),
            start=YES,
        ),
        Field(
            "inactive_weeks",
            "Inactief na (weken)",
            Kind.NUMBER,
            "Na hoeveel weken zonder aandacht heet een casus inactief? Staat op het formulier.",
            low=1,
            high=104,
            start=6.0,
        ),
        Field(
            "period",
            "Periode",
            Kind.CHOICE,
            "Over welke periode geldt de caseload?",
            choices=tuple(PERIODS.values()),
            start="maand",
        ),
        Field(
            "reading",
            "Hoe tel je in die periode",
            Kind.CHOICE,
            "op een moment: wat nu loopt. gestart: wat erbij komt. bediend: alles wat je zag.",
            choices=(AT_A_TIME, STARTED, SERVED),
            start=AT_A_TIME,
        ),
        Field(
            "whose",
            "Caseload van",
            Kind.CHOICE,
            "Voor wie geldt de caseload? De handreiking gaat uit van een team of een functie.",
            choices=(BY_TEAM, BY_ROLE, BY_MEMBER),
            start=BY_ROLE,
        ),
        Field("case_text", "Een casus is voor ons", hint="In jullie eigen woorden.", high=500),
        Field(
            "caseload_text",
            "Tot onze caseload hoort",
            hint="Wat telt mee, wat niet, en waarom?",
            high=500,
        ),
    ),
)


IN_USE = Field(
    "in_use",
    "In gebruik",
    Kind.CHOICE,
    "nee: niet op het formulier, telt niet mee.",
    choices=(YES, NO),
    start=YES,
)


def tasks_table(catalogue: Catalogue) -> InputTable:
    """Tasks of the work week."""
    return InputTable(
        "tblTaken",
        (
            CODE,
            Field(
                "group",
                "Groep",
                Kind.CHOICE,
                "Onder welk kopje staat de taak op het formulier?",
                choices=tuple(group.name for group in catalogue.task_groups),
            ),
            Field("name", "Taak", hint="De taak in jullie woorden.", high=120),
            Field(
                "time",
                "Soort tijd",
                Kind.CHOICE,
                "direct: contact met de cliënt. indirect: werk voor de cliënt. "
                "niet-cliëntgebonden: al het andere.",
                choices=TIMES,
            ),
            Field(
                "package",
                "Takenpakket",
                Kind.CHOICE,
                "Hoort de taak bij de kern, is het een neventaak of is hij collectief?",
                choices=(PRIMARY, SECONDARY, COLLECTIVE),
            ),
            IN_USE,
        ),
        key="name",
        spare=SPARE_TASKS,
    )


def traits_table(catalogue: Catalogue) -> InputTable:
    """Traits of cases."""
    return InputTable(
        "tblKenmerken",
        (
            CODE,
            Field(
                "breakdown",
                "Indeling",
                Kind.CHOICE,
                "Binnen een indeling past elke casus bij één kenmerk.",
                choices=tuple(breakdown.name for breakdown in catalogue.breakdowns),
            ),
            Field("name", "Kenmerk", hint="Het kenmerk in jullie woorden.", high=120),
            IN_USE,
        ),
        key="name",
        spare=SPARE_TRAITS,
    )


SPECIALS = InputTable(
    "tblMeetellen",
    (
        CODE,
        Field("name", "Soort casus", high=60),
        Field("meaning", "Wat is dat", high=160),
        Field(
            "counts",
            "Telt mee",
            Kind.CHOICE,
            "nee: deze casussen gaan uit alle totalen van Tijdsbesteding en Bandbreedte.",
            choices=(YES, NO),
        ),
    ),
    key="name",
)

# Werkweek -----------------------------------------------------------------------------------

COSTS, NEUTRAL, GIVES = "kost energie", "neutraal", "geeft energie"
ENERGY: Final = (COSTS, NEUTRAL, GIVES)
FEELINGS: Final = ("inspirerend", "gewone week", "wisselend", "zwaar")
MOST_CASES = 500
MOST_TASK_HOURS = 80
ENERGY_SUFFIX = " energie"
TASK_PREFIX, TRAIT_PREFIX, INVOLVEMENT_PREFIX = "T", "K", "V"
"""Letters of the codes of tasks, of traits that a team adds, and of kinds of involvement."""
SPARE_TASKS, SPARE_TRAITS = 5, 4

CONTRACT = Field(
    "contract",
    "Contracturen",
    Kind.NUMBER,
    "Uren per week volgens je contract.",
    low=1,
    high=60,
)
CASES = Field(
    "cases",
    "Casussen",
    Kind.NUMBER,
    "Alle casussen die op jouw naam staan, ook wachtende en inactieve.",
    high=MOST_CASES,
)
DURATION = Field(
    "duration",
    "Trajectduur (weken)",
    Kind.NUMBER,
    "Hoeveel weken blijft een casus bij jou gemiddeld open? Schatten mag.",
    low=0.5,
    high=520,
)
NAME = Field("name", "Lid", hint="Een naam, een code zoals lid 03, of niets.", high=60)
ROLE = Field("role", "Functie", Kind.CHOICE, "Kies uit de lijst van Factoren.", chosen_from="roles")
FEELING = Field("feeling", "Gevoel", Kind.CHOICE, "Hoe was de week?", choices=FEELINGS)
FEELING_NOTE = Field("feeling_note", "Waardoor", hint="Waar kwam dat door?", high=1000)
UNDONE = Field("undone", "Blijven liggen", hint="Wat kwam er niet van?", high=1000)
WEEK_REMARK = Field("remark", "Opmerking", hint="Noem geen namen van cliënten.", high=1000)
FORM = Field("form", "Formulier", fixed=True)


def case_field(code: str) -> Field:
    """The number of cases of a special kind, or with a trait."""
    return Field(code, code, Kind.NUMBER, "Hoeveel van je casussen?", high=MOST_CASES)


def hours_field(code: str) -> Field:
    """The hours of a task in the week."""
    return Field(code, code, Kind.NUMBER, "Uren in deze week.", high=MOST_TASK_HOURS)


def energy_field(code: str) -> Field:
    """What a task does with somebody's energy."""
    key = code + ENERGY_SUFFIX
    return Field(key, key, Kind.CHOICE, "Wat doet deze taak met je energie?", choices=ENERGY)


def week_table(specials: Iterable[str], traits: Iterable[str]) -> InputTable:
    """A row per person: who, how much, which cases.

    Args:
        specials: Codes of the special kinds of cases.
        traits: Codes of the traits.
    """
    return InputTable(
        "tblWerkweek",
        (
            NAME,
            ROLE,
            CONTRACT,
            CASES,
            DURATION,
            *map(case_field, specials),
            *map(case_field, traits),
            FEELING,
            FEELING_NOTE,
            UNDONE,
            WEEK_REMARK,
            FORM,
        ),
        spare=5,
    )


def hours_table(tasks: Iterable[str]) -> InputTable:
    """A row per person: hours by code of the task, then the energy of each."""
    codes = tuple(tasks)
    return InputTable("tblUren", (*map(hours_field, codes), *map(energy_field, codes)), spare=5)


def next_codes(prefix: str, used: Iterable[str], count: int) -> list[str]:
    """The first ``count`` codes, such as F1, F2, ..., after the highest one in use."""
    size = len(prefix)
    numbers = [int(c[size:]) for c in used if c.startswith(prefix) and c[size:].isdigit()]
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number}" for number in range(first, first + count)]


# Betrokkenheid ------------------------------------------------------------------------------

INVOLVEMENT = InputTable(
    "tblBetrokkenheid",
    (
        CODE,
        Field("name", "Vorm van betrokkenheid", hint="Een vorm in jullie woorden.", high=80),
        Field("meaning", "Wat houdt het in", high=200),
        Field(
            "contacts",
            "Contacten per jaar",
            Kind.NUMBER,
            "Wekelijks is 52, om de week 26, maandelijks 12.",
            high=520,
        ),
        Field(
            "direct",
            "Direct (uur per contact)",
            Kind.NUMBER,
            "Uren met de cliënt, per contact.",
            high=24,
        ),
        Field(
            "indirect",
            "Indirect (uur per contact)",
            Kind.NUMBER,
            "Uren voor de cliënt, per contact: voorbereiden, reizen, verslag, overleg.",
            high=40,
        ),
    ),
    key="name",
    spare=4,
)
REFERENCES = InputTable(
    "tblReferentie",
    (
        Field("name", "Voorbeeld", hint="Bijvoorbeeld een ander wijkteam.", high=80),
        Field("low", "Casussen vanaf", Kind.NUMBER, "Laagste aantal.", low=0.1, high=MOST_CASES),
        Field("high", "Casussen tot", Kind.NUMBER, "Hoogste aantal.", low=0.1, high=MOST_CASES),
        Field("contract", "Bij contracturen", Kind.NUMBER, "Uren per week.", low=1, high=60),
        Field("duration", "Trajectduur", high=80),
        Field("source", "Bron", high=160),
    ),
    key="name",
    spare=3,
)

# Bandbreedte --------------------------------------------------------------------------------

LEVELS: Final = ("light", "middle", "heavy")
FROM_INVOLVEMENT, FROM_WEEK, TYPED = "betrokkenheid", "werkweek", "getypt"
_LEVEL_WORDS = {"light": "licht", "middle": "midden", "heavy": "zwaar"}

BANDS = InputTable(
    "tblBandInvoer",
    (
        ROLE,
        Field(
            "hours_from",
            "Uren per casus uit",
            Kind.CHOICE,
            "betrokkenheid: de vormen hiernaast. werkweek: dezelfde verhouding, op de gemeten "
            "hoogte. getypt: jullie eigen uren.",
            choices=(FROM_INVOLVEMENT, FROM_WEEK, TYPED),
            start=FROM_INVOLVEMENT,
        ),
        *(
            Field(
                f"kind_{level}",
                f"Vorm {word}",
                Kind.CHOICE,
                f"Welke vorm van betrokkenheid vraagt een casus die {word} is?",
                chosen_from="involvement",
            )
            for level, word in _LEVEL_WORDS.items()
        ),
        *(
            Field(
                f"hours_{level}",
                f"Uren {word}",
                Kind.NUMBER,
                f"Uren per week voor een casus die {word} is. Telt alleen bij getypt.",
                low=0.01,
                high=60,
            )
            for level, word in _LEVEL_WORDS.items()
        ),
        *(
            Field(
                f"share_{level}",
                f"Aandeel {word}",
                Kind.SHARE,
                f"Deel van de casussen dat {word} is. Leeg: uit de werkweek (betrokkenheid).",
                high=1,
            )
            for level, word in _LEVEL_WORDS.items()
        ),
        Field(
            "non_client",
            "Niet voor casussen",
            Kind.SHARE,
            "Deel van de tijd dat niet naar casussen gaat. Leeg: gemeten in de werkweek.",
            high=0.95,
        ),
        Field(
            "adjustment",
            "Aanpassing",
            Kind.SHARE,
            "Procenten erbij of eraf, bijvoorbeeld -10% omdat factoren zwaar wegen.",
            low=-0.9,
            high=2,
        ),
        Field("reason", "Reden", hint="Waarom passen jullie de band aan?", high=200),
        Field(
            "agreed_low",
            "Afgesproken onder",
            Kind.NUMBER,
            "Ondergrens die jullie afspreken, in casussen per 36 uur.",
            low=0.1,
            high=MOST_CASES,
        ),
        Field(
            "agreed_high",
            "Afgesproken boven",
            Kind.NUMBER,
            "Bovengrens die jullie afspreken, in casussen per 36 uur.",
            low=0.1,
            high=MOST_CASES,
        ),
        Field(
            "now",
            "Nu (getypt)",
            Kind.NUMBER,
            "Casussen per 36 uur nu. Leeg: uit de werkweek.",
            high=MOST_CASES,
        ),
    ),
    key="role",
)

ACTIVE, DIRECT_RATIO, CLIENT_RATIO, ENERGY_RATIO = (
    "active",
    "direct_ratio",
    "client_bound_ratio",
    "energy_ratio",
)
MEASURES: Final = {
    ACTIVE: "Actieve casussen",
    DIRECT_RATIO: "Direct : indirect",
    CLIENT_RATIO: "Cliëntgebonden : niet-cliëntgebonden",
    ENERGY_RATIO: "Geeft energie : kost energie",
}
"""What other bands measure besides the traits and special kinds of cases."""

OTHER_BANDS = InputTable(
    "tblOverigeBanden",
    (
        replace(ROLE, hint="Leeg betekent: het hele team."),
        Field(
            "measure",
            "Wat",
            Kind.CHOICE,
            "Een soort casus (aantal bij 36 uur) of een verhouding (uur op 1 uur).",
            chosen_from="measures",
        ),
        Field("low", "Vanaf", Kind.NUMBER, "Wat is te weinig?", high=MOST_CASES),
        Field("high", "Tot", Kind.NUMBER, "Wat is te veel?", high=MOST_CASES),
        Field("note", "Toelichting", high=200),
    ),
    key="measure",
    spare=4,
)

# Formatie -----------------------------------------------------------------------------------

_YEAR_HOURS = 52 * HOURS_PER_FTE

ASSUMPTIONS = Settings(
    "tblAannames",
    (
        Field(
            "leave",
            "Verlof (uur per fte per jaar)",
            Kind.NUMBER,
            "Wettelijk en bovenwettelijk verlof bij 36 uur.",
            high=_YEAR_HOURS / 2,
        ),
        Field(
            "holidays",
            "Feestdagen (uur per fte per jaar)",
            Kind.NUMBER,
            "Feestdagen die op een werkdag vallen.",
            high=_YEAR_HOURS / 4,
        ),
        Field(
            "training",
            "Scholing (uur per fte per jaar)",
            Kind.NUMBER,
            "Telt alleen als scholing nog niet in de band zit.",
            high=_YEAR_HOURS / 4,
        ),
        Field(
            "training_in_band",
            "Scholing zit al in de band",
            Kind.CHOICE,
            "ja: die uren zitten in de niet-cliëntgebonden tijd en tellen hier niet nog eens.",
            choices=(YES, NO),
            start=YES,
        ),
        Field(
            "sickness", "Verzuim", Kind.SHARE, "Deel van de tijd dat mensen ziek zijn.", high=0.5
        ),
    ),
)
ALLOWANCES = InputTable(
    "tblToeslagen",
    (
        Field("name", "Taak buiten de casussen", hint="Bijvoorbeeld coördinatie.", high=80),
        Field("share", "Deel van de tijd", Kind.SHARE, "Deel van de tijd van het team.", high=0.5),
        Field(
            "in_band",
            "Zit al in de band",
            Kind.CHOICE,
            "ja: telt hier niet nog eens mee.",
            choices=(YES, NO),
        ),
    ),
    key="name",
    spare=4,
)
STAFFING = InputTable(
    "tblFormatieInvoer",
    (
        ROLE,
        Field(
            "cases",
            "Casussen verwacht",
            Kind.NUMBER,
            "Casussen tegelijk, voor alle mensen met deze functie samen. Leeg: uit de werkweek.",
            high=10_000,
        ),
        Field(
            "fte",
            "Fte in dienst",
            Kind.NUMBER,
            "Formatie van deze functie. Leeg: de contracturen van de werkweek.",
            high=500,
        ),
        Field(
            "cost", "Kosten per fte", Kind.NUMBER, "Euro per jaar, met alle lasten.", high=300_000
        ),
        Field(
            "budget", "Budget", Kind.NUMBER, "Euro per jaar voor deze functie.", high=100_000_000
        ),
    ),
    key="role",
)

# Volgen -------------------------------------------------------------------------------------

FOLLOWED = InputTable(
    "tblVolgen",
    (
        Field("month", "Maand", Kind.MONTH, "De eerste dag van de maand, zoals 1-11-2026."),
        ROLE,
        Field("fte", "Fte", Kind.NUMBER, "Fte die er die maand was.", low=0.01, high=500),
        Field("cases", "Casussen", Kind.NUMBER, "Casussen die toen telden, samen.", high=10_000),
        Field("note", "Bijzonderheden", high=200),
    ),
    spare=24,
)
FOLLOW_RULES = Settings(
    "tblVolgAfspraak",
    (
        Field(
            "threshold",
            "Drempel",
            Kind.SHARE,
            "Vanaf welke afwijking van de band praten jullie?",
            high=1,
            start=0.10,
        ),
        Field("talk_who", "Wie praat met wie", hint="Bijvoorbeeld: werkbegeleider.", high=120),
        Field("talk_when", "Wanneer", hint="Bijvoorbeeld: in het eerste teamoverleg.", high=120),
    ),
)

ALL_SETTINGS: Final = (DEFINITIONS, ASSUMPTIONS, FOLLOW_RULES)
FIXED_TABLES: Final = (
    INVOLVEMENT,
    REFERENCES,
    BANDS,
    OTHER_BANDS,
    ALLOWANCES,
    STAFFING,
    FOLLOWED,
)
"""Tables whose fields are the same for every team and whose rows a team keeps."""


def starting_settings() -> dict[str, Entry]:
    """The settings of a new workbook."""
    return {
        field.key: field.start
        for settings in ALL_SETTINGS
        for field in settings.fields
        if field.start is not None
    }


def starting_rows(catalogue: Catalogue) -> dict[str, tuple[Row, ...]]:
    """The rows of a new workbook, by name of their table."""
    names = measure_names(catalogue.specials, catalogue.traits)
    return {
        INVOLVEMENT.name: tuple(
            {
                "code": kind.code,
                "name": kind.name,
                "meaning": kind.meaning,
                "contacts": kind.contacts,
                "direct": kind.direct,
                "indirect": kind.indirect,
            }
            for kind in catalogue.involvement
        ),
        REFERENCES.name: tuple(
            {
                "name": reference.name,
                "low": reference.low,
                "high": reference.high,
                "contract": reference.contract,
                "duration": reference.duration,
                "source": reference.source,
            }
            for reference in catalogue.references
        ),
        OTHER_BANDS.name: tuple(
            filled(
                {
                    "role": band.role,
                    "measure": names[band.measure],
                    "low": band.low,
                    "high": band.high,
                    "note": band.note,
                }
            )
            for band in catalogue.other_bands
        ),
    }


def measure_names(specials: Iterable[Special], traits: Iterable[Trait]) -> dict[str, str]:
    """What other bands can measure: key -> name in the list, each name once."""
    return (
        MEASURES
        | {special.code: f"{special.name} (bijzonder)" for special in specials}
        | {trait.code: f"{trait.name} ({trait.breakdown.casefold()})" for trait in traits}
    )


def filled(row: Mapping[str, Entry | None]) -> Row:
    """A row without its empty cells."""
    return {key: value for key, value in row.items() if value is not None and value != ""}
