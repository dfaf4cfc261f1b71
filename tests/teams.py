"""Small builders of teams, shared by the tests."""

import random
from dataclasses import replace
from datetime import date

from xlcaseload import catalogue
from xlcaseload.catalogue import Factor
from xlcaseload.inputs import Unreadable
from xlcaseload.team import NOT_APPLICABLE, Member, Team, new_team


def empty_team(**changes) -> Team:
    """A team with the catalogue's factors and roles, and nobody in it."""
    team = new_team(
        catalogue.load(),
        team_id="K7P2M9QX",
        name="Wijkteam Noord",
        municipality="Waterveld",
        on=date(2026, 11, 23),
    )
    return replace(team, **changes)


def filled_team(members: int = 12, seed: int = 1, **changes) -> Team:
    """A team whose members gave random answers, some n.v.t. and some missing."""
    team = empty_team(**changes)
    draw = random.Random(seed)
    answers = [1, 2, 3, 4, 5, NOT_APPLICABLE, None]
    people = tuple(
        Member(
            f"lid {number:02d}",
            draw.choice(team.roles) if team.roles else "",
            {
                factor.code: answer
                for factor in team.used_factors
                if (answer := draw.choices(answers, [3, 3, 3, 3, 3, 1, 1])[0]) is not None
            },
        )
        for number in range(1, members + 1)
    )
    return team.with_members(people)


def awkward_teams() -> dict[str, Team]:
    """Teams at the edges of what the workbook must bear, by name."""
    factors = tuple(
        Factor(f"F{number}", f"Factor {number}", f"Soort {number % 6}", ideal=None)
        for number in range(1, 41)
    )
    long_categories = tuple(
        Factor(f"F{n}", f"Factor {n}", f"Een, met komma en een lange naam {n} " + "x" * 60)
        for n in range(1, 7)
    )
    odd_names = (
        Factor("F1", '=1+1 "aan halen" & <teken>', "Ons 'eigen' soort*", "kort?", 2.5),
        Factor("F2", "Tweede ~ factor", "Ons 'eigen' soort*", ideal=5),
        Factor("F7", "Niet in gebruik", "Team", in_use=False),
        Factor("F3", "Derde", ">=4", ideal=1),
    )
    roles = ("Code", "Wmo*", "Wmo-consulent", '"Regie" [jeugd] #1', "factor")
    mixed = filled_team(9, 5, factors=odd_names, roles=roles)
    unreadable = Member("fout", "Onbekende functie", {"F1": Unreadable(6), "F2": Unreadable("zes")})
    return {
        "empty": empty_team(),
        "one member": filled_team(1),
        "two members": filled_team(2, 7),
        "no roles": filled_team(6, 2, roles=()),
        "one role": filled_team(6, 3, roles=("Generalist",)),
        "one factor": filled_team(4, 4, factors=odd_names[:1]),
        "no factors": empty_team(factors=()),
        "many factors": filled_team(30, 6, factors=factors, route="caseload"),
        "long categories": filled_team(5, 9, factors=long_categories),
        "odd names": mixed.with_members((*mixed.members, Member(), unreadable, Member("afwezig"))),
        "all the same": empty_team().with_members(
            tuple(
                Member(f"lid {i}", "Gezinswerker", dict.fromkeys(("F1", "F2", "F3", "F4"), 4))
                for i in range(8)
            )
        ),
        "everybody n.v.t.": empty_team().with_members(
            tuple(Member(f"lid {i}", "", {"F1": NOT_APPLICABLE}) for i in range(3))
        ),
    }
