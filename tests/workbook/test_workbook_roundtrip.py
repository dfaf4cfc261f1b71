"""Reading back what was written: any team comes out of its workbook as it went in."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlcaseload.catalogue import Factor
from xlcaseload.files.package import Package
from xlcaseload.inputs import Unreadable
from xlcaseload.results import compute
from xlcaseload.team import ANSWERS, Member, Team
from xlcaseload.workbook.build import build
from xlcaseload.workbook.read import read_package

# Any text that a person can type in a cell: no control characters, no blanks at the ends.
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Zs"))
WORDS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=12),
    st.sampled_from(
        ["=1+1", "+31 6", "-", "@naam", "'quote", "007", "n.v.t.", "TRUE", "1e5", "_x0041_"]
    ),
)
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def unique(texts: st.SearchStrategy[str], **sizes: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts, unique_by=str.casefold, **sizes)


@st.composite
def teams(draw) -> Team:
    names = draw(unique(PHRASES, min_size=1, max_size=8))
    categories = draw(unique(PHRASES, min_size=1, max_size=3))
    ideals = st.one_of(st.none(), st.integers(10, 50).map(lambda tenths: tenths / 10))
    factors = tuple(
        Factor(
            f"F{number}",
            name,
            draw(st.sampled_from(categories)),
            draw(st.one_of(st.just(""), PHRASES)),
            draw(ideals),
            draw(st.booleans()),
        )
        for number, name in enumerate(names, 1)
    )
    roles = tuple(draw(unique(PHRASES, max_size=4)))
    member_names = draw(unique(PHRASES, max_size=8))
    unreadable = st.sampled_from([6, 0, 4.5, -1, "zes", "4 of 5", True]).map(Unreadable)
    members = tuple(
        Member(
            name if draw(st.booleans()) else "",
            draw(st.sampled_from(["", *roles])),
            draw(
                st.dictionaries(
                    st.sampled_from([factor.code for factor in factors]),
                    st.one_of(st.sampled_from(ANSWERS), unreadable),
                )
            ),
            draw(st.one_of(st.just(""), PHRASES)),
        )
        for name in member_names
    )
    team = Team(
        id="K7P2M9QX",
        name=draw(st.one_of(st.just(""), PHRASES)),
        municipality=draw(st.one_of(st.just(""), PHRASES)),
        factors=factors,
        roles=roles,
        route=draw(st.sampled_from(["workload", "caseload"])),
        date=draw(st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))),
        period=draw(st.one_of(st.just(""), PHRASES)),
    )
    return team.with_members(members)


@given(teams())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_team_comes_back_as_it_was(team):
    reading = read_package(Package.from_bytes(build(team), "team.xlsx"))
    assert reading.team == team
    unreadable = [
        score
        for member in team.members
        for score in member.scores.values()
        if isinstance(score, Unreadable)
    ]
    assert len(reading.problems) == len(unreadable)


@given(teams(), st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_order_of_members_changes_no_result(team, draw):
    members = list(team.present)
    draw.shuffle(members)
    shuffled = replace(team, members=tuple(members))
    assert compute(shuffled).as_dict() == compute(team).as_dict()
