"""Forms come in more than once and in any order: who is new, what changed, what stays."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from teams import empty_team, filled_team

from xlcaseload.catalogue import Factor
from xlcaseload.forms.collect import collect
from xlcaseload.forms.read import FormReading, read_form
from xlcaseload.forms.write import Form, build_form, file_name
from xlcaseload.inputs import Unreadable
from xlcaseload.merge import Merged, merge
from xlcaseload.problems import Level, Problem
from xlcaseload.team import ANSWERS, NOT_APPLICABLE, Member

TEAM = empty_team()
ANNA = Member("Anna", "Gezinswerker", {"F1": 4, "F2": NOT_APPLICABLE}, "Druk!")
BRAM = Member("Bram", "Jeugdconsulent", {"F1": 1})


@pytest.fixture
def read(tmp_path):
    """Write a person's form, read it back: what merge gets in real life."""

    def written_and_read(member: Member, number: int = 1, own=()) -> FormReading:
        form = Form(number, member, own)
        path = tmp_path / file_name(form)
        path.write_bytes(build_form(TEAM, form))
        reading = read_form(path, TEAM)
        assert reading.member == member
        return reading

    return written_and_read


def rows(team) -> list[tuple]:
    """The rows of a team without the key of their form."""
    return [(m.name, m.role, dict(m.scores), m.remark) for m in team.members]


def row(member: Member) -> tuple:
    return member.name, member.role, dict(member.scores), member.remark


def outcome(merged: Merged) -> tuple[int, int, int]:
    return merged.added, merged.updated, merged.unchanged


def with_members(*members: Member):
    return TEAM.with_members(members)


# In and again ---------------------------------------------------------------------------------


def test_new_people_get_a_row_each_in_the_order_of_their_forms(read):
    merged = merge(TEAM, (read(ANNA, 1), read(BRAM, 2)))
    assert rows(merged.team) == [row(ANNA), row(BRAM)]
    assert outcome(merged) == (2, 0, 0)
    assert merged.problems == ()


def test_merging_the_same_forms_again_changes_nothing(read):
    readings = (read(ANNA, 1, own=(("Reistijd", 4),)), read(BRAM, 2), read(replace(BRAM, name="")))
    once = merge(TEAM, readings)
    twice = merge(once.team, readings)
    assert twice.team == once.team
    assert outcome(twice) == (0, 0, 3)
    assert twice.problems == ()


def test_the_order_in_which_known_forms_come_in_again_changes_nothing(read):
    readings = (read(ANNA, 1), read(BRAM, 2), read(Member("", "", {"F3": 2}), 3))
    once = merge(TEAM, readings)
    assert merge(once.team, readings[::-1]).team == once.team


def test_a_form_that_cannot_be_used_changes_nothing():
    useless = FormReading("stuk.xlsx", None, problems=(Problem("stuk.xlsx", "een 6", "een x"),))
    team = with_members(ANNA)
    assert merge(team, (useless,)) == Merged(team, ())
    assert merge(team, ()) == Merged(team, ())


def test_a_correction_typed_after_a_form_came_in_stays_when_the_form_comes_in_again(read):
    reading = read(ANNA)
    team = merge(TEAM, (reading,)).team
    (filled,) = team.members
    corrected = with_members(replace(filled, role="Opbouwwerker", scores={"F1": 3, "F7": 5}))
    merged = merge(corrected, (reading,))
    assert merged.team == corrected
    assert outcome(merged) == (0, 0, 1)


@st.composite
def anonymous_and_named(draw):
    """Members with unique or no names, as forms of numbers 0 (blank) or their own."""
    names = draw(st.lists(st.sampled_from(["", "", "a", "b", "c"]), max_size=6))
    readings = []
    for place, name in enumerate(names):
        if name and name in names[:place]:
            continue
        score = draw(st.sampled_from(ANSWERS))
        number = draw(st.sampled_from([0, place + 1]))
        digest = f"{name}{score}"
        member = Member(name, "", {"F1": score})
        readings.append(FormReading(f"{place}.xlsx", member, number, digest))
    return tuple(readings)


@given(anonymous_and_named(), anonymous_and_named())
def test_merging_twice_is_merging_once_whatever_came_in_before(earlier, later):
    team = merge(TEAM, earlier).team
    assert len(team.members) == len(earlier)
    once = merge(team, later)
    assert sum(outcome(once)) == len(later)
    twice = merge(once.team, later)
    assert twice.team == once.team
    assert outcome(twice) == (0, 0, len(later))


# A new version --------------------------------------------------------------------------------


def test_a_new_version_of_a_form_updates_the_row_of_its_person_and_that_is_said(read):
    team = merge(TEAM, (read(BRAM, 2), read(ANNA, 1))).team
    newer = Member("Anna", "Opbouwwerker", {"F1": 2, "F2": 3, "F3": 5}, "Minder druk")
    merged = merge(team, (read(newer, 1),))
    assert rows(merged.team) == [row(BRAM), row(newer)]
    assert outcome(merged) == (0, 1, 0)
    (notice,) = merged.problems
    assert notice.level is Level.NOTICE
    assert notice.found == 'een nieuwe versie van het formulier van "Anna"'
    assert merge(merged.team, (read(newer, 1),)).team == merged.team


def test_a_person_is_the_same_in_other_capitals(read):
    team = merge(TEAM, (read(ANNA),)).team
    merged = merge(team, (read(replace(ANNA, name="ANNA", scores={"F1": 1, "F2": 1})),))
    assert [member.name for member in merged.team.members] == ["ANNA"]


def test_a_numbered_form_without_a_name_finds_its_own_row_again(read):
    first, other = Member("", "", {"F1": 1}), Member("", "", {"F1": 5})
    team = merge(TEAM, (read(first, 1), read(other, 10))).team
    merged = merge(team, (read(replace(first, scores={"F1": 2}), 1),))
    assert [member.scores for member in merged.team.members] == [{"F1": 2}, {"F1": 5}]
    assert outcome(merged) == (0, 1, 0)


def test_a_name_filled_in_later_on_a_numbered_form_lands_in_the_row_without_a_name(read):
    team = merge(TEAM, (read(Member("", "", {"F1": 1}), 4),)).team
    merged = merge(team, (read(replace(BRAM, scores={"F1": 1}), 4),))
    assert rows(merged.team) == [row(BRAM)]


def test_a_form_passed_on_to_a_colleague_is_another_person(read):
    team = merge(TEAM, (read(ANNA, 1),)).team
    merged = merge(team, (read(BRAM, 1),))
    assert rows(merged.team) == [row(ANNA), row(BRAM)]


def test_blank_copies_without_a_name_are_people_of_their_own_also_when_they_agree(read):
    same = [replace(read(Member("", "", {"F1": 3}), 0), file=f"{n}.xlsx") for n in range(3)]
    once = merge(TEAM, tuple(same))
    assert len(once.team.members) == 3
    again = merge(once.team, tuple(same))
    assert again.team == once.team
    assert outcome(again) == (0, 0, 3)


# What was typed -------------------------------------------------------------------------------


def test_scores_typed_in_the_workbook_are_not_overwritten_and_the_difference_is_named(read):
    typed = Member("Anna", "Opbouwwerker", {"F1": 5}, "Getypt")
    merged = merge(with_members(typed), (read(ANNA),))
    assert rows(merged.team) == [
        ("Anna", "Opbouwwerker", {"F1": 5, "F2": NOT_APPLICABLE}, "Getypt")
    ]
    (problem,) = merged.problems
    assert (problem.file, problem.level) == ("Formulier 01 - Anna.xlsx", Level.PROBLEM)
    assert problem.found == 'andere scores voor F1 dan er op Scores getypt staan bij "Anna"'
    again = merge(merged.team, (read(ANNA),))
    assert again.team == merged.team
    assert again.problems == merged.problems


def test_after_emptying_the_typed_cell_the_form_is_followed(read):
    merged = merge(with_members(Member("Anna", "", {"F1": 5})), (read(ANNA),))
    (kept,) = merged.team.members
    emptied = with_members(replace(kept, scores={"F2": NOT_APPLICABLE}))
    after = merge(emptied, (read(ANNA),))
    assert rows(after.team) == [row(ANNA)]
    assert after.problems == ()


def test_a_row_with_only_a_name_is_filled_by_the_form(read):
    merged = merge(with_members(BRAM, Member("anna")), (read(ANNA),))
    assert rows(merged.team) == [row(BRAM), row(replace(ANNA, name="anna"))]
    assert outcome(merged) == (0, 1, 0)
    assert merge(merged.team, (read(ANNA),)).team == merged.team


def test_a_form_that_says_what_was_typed_is_no_difference(read):
    merged = merge(with_members(replace(ANNA, remark="")), (read(ANNA),))
    assert rows(merged.team) == [row(ANNA)]
    assert merged.problems == ()


def test_what_was_typed_and_cannot_be_read_gives_way_to_the_form(read):
    typed = Member("Anna", "", {"F1": Unreadable("zes"), "F3": Unreadable(6)})
    merged = merge(with_members(typed), (read(ANNA),))
    (member,) = merged.team.members
    assert member.scores == {"F1": 4, "F2": NOT_APPLICABLE, "F3": Unreadable(6)}
    assert merged.problems == ()


def test_people_without_a_form_and_open_rows_stay_where_they_are(read):
    team = filled_team(3)
    gap = team.with_members((*team.members[:2], Member(), team.members[2]))
    merged = merge(gap, (read(ANNA),))
    assert merged.team.members[:4] == gap.members
    assert rows(merged.team)[4] == row(ANNA)


# Own factors ----------------------------------------------------------------------------------


def test_a_factor_that_a_person_adds_is_kept_but_not_in_use_until_the_team_says_so(read):
    merged = merge(TEAM, (read(ANNA, own=(("Reistijd", 4),)),))
    assert merged.team.factors[:-1] == TEAM.factors
    assert merged.team.factors[-1] == Factor("F20", "Reistijd", "Overig", in_use=False)
    assert merged.team.members[0].scores == {**ANNA.scores, "F20": 4}
    (notice,) = merged.problems
    assert notice.level is Level.NOTICE
    assert 'de eigen factor "Reistijd"' in notice.message
    assert "F20" in notice.message


def test_two_people_who_add_the_same_factor_share_it(read):
    merged = merge(
        TEAM,
        (
            read(ANNA, 1, own=(("Reistijd", 4), ("Piket", 1))),
            read(BRAM, 2, own=(("REISTIJD", 2),)),
        ),
    )
    added = merged.team.factors[len(TEAM.factors) :]
    assert [(factor.code, factor.name) for factor in added] == [
        ("F20", "Reistijd"),
        ("F21", "Piket"),
    ]
    assert merged.team.members[1].scores == {"F1": 1, "F20": 2}


def test_an_own_factor_that_the_team_took_into_use_keeps_its_code_and_place(read):
    reading = read(ANNA, own=(("Reistijd", 4),))
    team = merge(TEAM, (reading,)).team
    used = replace(
        team, factors=(*team.factors[:-1], replace(team.factors[-1], in_use=True, category="Gezin"))
    )
    merged = merge(used, (reading,))
    assert merged.team == used
    assert merged.problems == ()


def test_an_own_factor_never_gets_the_code_of_a_factor_that_exists(read):
    team = replace(TEAM, factors=(*TEAM.factors[:2], Factor("F40", "Ver weg", "Team")))
    merged = merge(team, (read(ANNA, own=(("Reistijd", 4),)),))
    assert merged.team.factors[-1].code == "F41"


# From folder to team --------------------------------------------------------------------------


def test_a_folder_of_forms_becomes_the_team_that_filled_them_in(tmp_path):
    wanted = filled_team(25, 4)
    for number, member in enumerate(wanted.members, 1):
        form = Form(number, member)
        (tmp_path / file_name(form)).write_bytes(build_form(TEAM, form))
    collected = collect([tmp_path], TEAM)
    merged = merge(TEAM, collected.readings)
    assert rows(merged.team) == rows(wanted)
    assert (*collected.problems, *merged.problems) == ()


# What a new version changes is named ----------------------------------------------------------


def test_a_new_version_names_every_score_that_it_changes_and_what_it_leaves_open(read):
    first = merge(TEAM, (read(ANNA),)).team
    typed = replace(first.members[0], scores={"F1": 1, "F2": NOT_APPLICABLE})
    team = with_members(typed)
    newer = read(Member("Anna", "Gezinswerker", {"F1": 4, "F3": 2}, "Druk!"))
    merged = merge(team, (newer,))
    assert merged.team.members[0].scores == {"F1": 4, "F2": NOT_APPLICABLE, "F3": 2}
    (said,) = merged.problems
    for part in ("F1 was 1, wordt 4", "F3 wordt 2", "F2 staat niet op het nieuwe formulier"):
        assert part in said.expected


@pytest.mark.parametrize("spelling", ["Zoe\u0308  de Wit", "ZOË DE WIT", " Zoë de Wit "])
def test_one_person_in_two_spellings_is_one_row(spelling):
    team = with_members(Member("Zoë de Wit", "Gezinswerker"))
    reading = FormReading("f.xlsx", Member(spelling, "Gezinswerker", {"F1": 3}), 4, "abc")
    merged = merge(team, (reading,))
    assert len(merged.team.members) == 1
    assert merged.team.members[0].scores == {"F1": 3}


def test_a_form_for_a_name_that_stands_twice_is_not_guessed():
    team = with_members(Member("Anna", "Gezinswerker"), Member("anna", "Jeugdconsulent"))
    merged = merge(team, (FormReading("f.xlsx", ANNA, 1, "abc"),))
    assert merged.team == team
    assert [problem.level for problem in merged.problems] == [Level.PROBLEM]
