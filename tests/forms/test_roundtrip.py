"""What a person fills in is what is read, also after other programs have saved the form."""

import random
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judge.libreoffice import resave
from teams import empty_team

from xlcaseload.forms.layout import NAME_LABEL, REMARK_LABEL, ROLE_LABEL
from xlcaseload.forms.read import read_form
from xlcaseload.forms.write import Form, build_form
from xlcaseload.team import ANSWERS, Member

TEAM = empty_team()
CODES = [factor.code for factor in TEAM.used_factors]
LABELS = {label.casefold() for label in (NAME_LABEL, ROLE_LABEL, REMARK_LABEL)}
AWKWARD = (
    "=1+1", "+31 6 1234", "-", "@SOM(A1)", "=HYPERLINK(\"http://x\")", "{=A1}", "'aanhaling",
    'Zij zei "ja" & <nee>', "Zoë Ünal-Çelik", "Łukasz", "Ἑλένη", "محمد", "李小龍", "😀👩‍👩‍👧",
    "e\u0301én", "007", "1e5", "4,0", "1-2", "3/4", "TRUE", "WAAR", "#N/A", "#REF!", "_x0041_",
    "n.v.t.", "x", "  spaties  ertussen ", "lid 03", "regel een\nregel twee", "tab\ter",
    "% & ; |", "\xa0", "",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=60),
).filter(lambda text: text.strip().casefold().rstrip(":") not in LABELS)


@st.composite
def members(draw) -> Member:
    """Any person: scores of any kind on any of the factors, at least one."""
    scores = draw(st.dictionaries(st.sampled_from(CODES), st.sampled_from(ANSWERS), min_size=1))
    return Member(draw(TEXTS), draw(st.sampled_from(["", *TEAM.roles])), scores, draw(TEXTS))


def expected(member: Member) -> Member:
    """Spaces around a text fall off; all else stays."""
    return Member(member.name.strip(), member.role, member.scores, member.remark.strip())


def drawn_member(draw: random.Random) -> Member:
    scores = {code: draw.choice(ANSWERS) for code in CODES if draw.random() < 0.9}
    return Member(
        draw.choice(AWKWARD), draw.choice(["", *TEAM.roles]), scores, draw.choice(AWKWARD)
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where one form after the other is written."""
    return tmp_path_factory.mktemp("round trip") / "form.xlsx"


def read_back(path: Path, number: int, own=()) -> Member:
    reading = read_form(path, TEAM)
    assert reading.member is not None, reading.problems
    assert (reading.number, reading.own_factors) == (number, own)
    without_role = [p for p in reading.problems if p.found != "geen functie gekozen"]
    assert without_role == []
    return reading.member


@given(members(), st.integers(0, 999), st.booleans())
@example(Member("=1+1", "", {"F1": 5}, "+1"), 1, True)
def test_any_form_is_read_as_it_was_filled_in(place, member, number, crosses):
    place.write_bytes(build_form(TEAM, Form(number, member, crosses=crosses)))
    assert read_back(place, number) == expected(member)


@given(
    st.lists(
        st.tuples(TEXTS.map(lambda text: " ".join(text.split())).filter(bool), st.integers(1, 5)),
        max_size=3,
        unique_by=lambda own: own[0].casefold(),
    )
)
def test_factors_that_a_person_adds_are_read_as_they_were_written(place, own):
    known = {factor.name.casefold() for factor in TEAM.factors}
    own = tuple(one for one in own if one[0].casefold() not in known)
    place.write_bytes(build_form(TEAM, Form(1, Member("a", "", {"F1": 3}), own)))
    assert read_back(place, 1, own).scores == {"F1": 3}


def openpyxl_keeps(member: Member) -> bool:
    """It loses the escape of a text such as _x0041_ and makes an A of it."""
    return not re.search("_x[0-9A-Fa-f]{4}_", member.name + member.remark)


@settings(max_examples=25)
@given(members().filter(openpyxl_keeps), st.integers(0, 99), st.booleans())
def test_any_form_saved_again_by_openpyxl_is_read_as_it_was_filled_in(
    place, member, number, crosses
):
    place.write_bytes(build_form(TEAM, Form(number, member, crosses=crosses)))
    book = openpyxl.load_workbook(place)
    book.save(place)
    assert read_back(place, number) == expected(member)


@pytest.fixture(scope="module")
def saved_by_libreoffice(tmp_path_factory):
    """Thirty forms, saved again in one start of LibreOffice, beside what was filled in."""
    folder = tmp_path_factory.mktemp("written")
    draw = random.Random(20261123)
    wanted = [drawn_member(draw) for _ in range(30)]
    paths = []
    for number, member in enumerate(wanted):
        path = folder / f"form {number:02d}.xlsx"
        path.write_bytes(build_form(TEAM, Form(number, member, crosses=number % 3 > 0)))
        paths.append(path)
    return list(zip(resave(paths, folder / "saved"), wanted, strict=True))


def test_thirty_forms_saved_by_libreoffice_are_read_as_they_were_filled_in(saved_by_libreoffice):
    assert len(saved_by_libreoffice) == 30
    for number, (path, wanted) in enumerate(saved_by_libreoffice):
        assert read_back(path, number) == expected(wanted)


def formulas(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    return {
        cell.coordinate for row in book.active.iter_rows() for cell in row if cell.data_type == "f"
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "=cmd|' /C calc'!A0", "{=1+1}"])
def test_what_looks_like_a_formula_is_a_text_in_the_file(place, text):
    plain = Form(1, Member("Anna", "", {"F1": 3}, "hoi"), (("Reistijd", 4),))
    risky = Form(1, Member(text, "", {"F1": 3}, text), ((text, 4),))
    place.write_bytes(build_form(TEAM, plain))
    expected_formulas = formulas(place)
    place.write_bytes(build_form(TEAM, risky))
    assert formulas(place) == expected_formulas
    sheet = openpyxl.load_workbook(place).active
    for address in ("C6", "C32", "C36"):
        assert (sheet[address].value, sheet[address].data_type) == (text, "s")


def test_what_looks_like_a_formula_is_a_text_also_after_libreoffice(saved_by_libreoffice):
    seen = 0
    for path, wanted in saved_by_libreoffice:
        if wanted.name.startswith(("=", "+", "-", "@", "{")):
            cell = openpyxl.load_workbook(path).active["C6"]
            assert (cell.value, cell.data_type) == (wanted.name, "s")
            seen += 1
    assert seen >= 3


def test_the_same_form_is_the_same_file_byte_for_byte():
    form = Form(5, Member("Zoë", "Gezinswerker", {"F1": 3}))
    assert build_form(TEAM, form) == build_form(TEAM, form)
