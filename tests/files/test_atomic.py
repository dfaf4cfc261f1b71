"""Saving: the old or the new file is there, whole, and the previous version where asked."""

import errno
import os
import stat
from datetime import datetime

import pytest

from xlcaseload.files.atomic import opened_by_someone, refuse_if_open, write_atomically
from xlcaseload.problems import FileError

EVENING = datetime(2026, 11, 23, 20, 15, 3)
KEPT = "team (vorige versie 2026-11-23 20.15.03).xlsx"


@pytest.fixture
def team(tmp_path):
    path = tmp_path / "team.xlsx"
    path.write_bytes(b"oud")
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def failing(reason):
    def fail(*_, **__):
        raise OSError(reason, os.strerror(reason))

    return fail


def test_new_file_is_written_and_nothing_else(tmp_path):
    path = tmp_path / "nieuw.xlsx"
    assert write_atomically(path, b"inhoud", keep_previous=True, now=EVENING) is None
    assert path.read_bytes() == b"inhoud"
    assert names(tmp_path) == ["nieuw.xlsx"]


def test_new_file_may_be_read_by_whom_the_system_lets(tmp_path):
    ordinary = tmp_path / "gewoon"
    ordinary.touch()
    path = tmp_path / "nieuw.xlsx"
    write_atomically(path, b"inhoud")
    assert path.stat().st_mode == ordinary.stat().st_mode


def test_existing_file_is_replaced_and_keeps_its_permissions(team):
    team.chmod(0o640)
    assert write_atomically(team, b"nieuw") is None
    assert team.read_bytes() == b"nieuw"
    assert stat.S_IMODE(team.stat().st_mode) == 0o640
    assert names(team.parent) == ["team.xlsx"]


def test_previous_version_is_kept_under_a_name_with_the_time(team):
    previous = write_atomically(team, b"nieuw", keep_previous=True, now=EVENING)
    assert previous == team.with_name(KEPT)
    assert previous.read_bytes() == b"oud"
    assert team.read_bytes() == b"nieuw"


def test_kept_version_does_not_change_with_the_file(team):
    previous = write_atomically(team, b"nieuw", keep_previous=True, now=EVENING)
    with team.open("r+b") as stream:
        stream.write(b"anders")
    assert previous.read_bytes() == b"oud"


def test_kept_versions_are_never_overwritten(team):
    found = [
        write_atomically(team, text, keep_previous=True, now=EVENING)
        for text in (b"een", b"twee", b"drie")
    ]
    assert [path.read_bytes() for path in found] == [b"oud", b"een", b"twee"]
    assert [path.name for path in found] == [
        KEPT,
        KEPT.replace("03)", "03 2)"),
        KEPT.replace("03)", "03 3)"),
    ]


def test_where_there_are_no_hard_links_the_previous_version_is_a_copy(team, monkeypatch):
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    first = write_atomically(team, b"nieuw", keep_previous=True, now=EVENING)
    second = write_atomically(team, b"nieuwer", keep_previous=True, now=EVENING)
    assert (first.read_bytes(), second.read_bytes()) == (b"oud", b"nieuw")


@pytest.mark.parametrize("lock", ["~$team.xlsx", ".~lock.team.xlsx#"])
def test_open_workbook_is_not_written(team, lock):
    team.with_name(lock).touch()
    assert opened_by_someone(team)
    with pytest.raises(FileError, match=r"open staat in Excel of LibreOffice.*sluit het") as caught:
        write_atomically(team, b"nieuw", keep_previous=True)
    assert lock in str(caught.value)
    assert team.read_bytes() == b"oud"
    assert names(team.parent) == sorted(["team.xlsx", lock])


@pytest.mark.parametrize("lock", ["~$ander.xlsx", "~$am.xlsx", ".~lock.team.xls#"])
def test_lock_of_another_workbook_is_no_matter(team, lock):
    team.with_name(lock).touch()
    assert not opened_by_someone(team)
    refuse_if_open(team)


@pytest.mark.parametrize(
    ("step", "reason", "words"),
    [
        ("fsync", errno.ENOSPC, "volle schijf"),
        ("fsync", errno.EIO, "niet te schrijven"),
        ("replace", errno.EACCES, "misschien staat het bestand open in Excel"),
        ("replace", errno.EROFS, "alleen gelezen"),
        ("chmod", errno.EPERM, "niet te schrijven"),
    ],
)
@pytest.mark.parametrize("keep", [True, False])
def test_what_goes_wrong_leaves_the_old_file_whole_and_nothing_beside_it(
    team, monkeypatch, step, reason, words, keep
):
    monkeypatch.setattr(os, step, failing(reason))
    with pytest.raises(FileError, match=words) as caught:
        write_atomically(team, b"nieuw", keep_previous=keep, now=EVENING)
    assert "er is niets gewijzigd" in str(caught.value)
    assert team.read_bytes() == b"oud"
    assert names(team.parent) == ["team.xlsx"]


def test_disk_that_fills_up_while_copying_leaves_no_half_copy(team, monkeypatch):
    real, calls = os.fsync, []

    def full_at_the_second(handle):
        calls.append(handle)
        if len(calls) == 2:
            failing(errno.ENOSPC)()
        real(handle)

    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    monkeypatch.setattr(os, "fsync", full_at_the_second)
    with pytest.raises(FileError, match="volle schijf"):
        write_atomically(team, b"nieuw", keep_previous=True, now=EVENING)
    assert names(team.parent) == ["team.xlsx"]


def test_break_off_with_the_keyboard_leaves_nothing_behind(team, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(team, b"nieuw", keep_previous=True, now=EVENING)
    assert (team.read_bytes(), names(team.parent)) == (b"oud", ["team.xlsx"])


def test_missing_folder_is_named_as_such(tmp_path):
    with pytest.raises(FileError, match="een map die niet bestaat"):
        write_atomically(tmp_path / "nergens" / "team.xlsx", b"nieuw")


def test_folder_with_the_name_of_the_file_stays(tmp_path):
    folder = tmp_path / "team.xlsx"
    folder.mkdir()
    with pytest.raises(FileError):
        write_atomically(folder, b"nieuw")
    assert names(tmp_path) == ["team.xlsx"]


def test_read_only_file_is_refused(team, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(FileError, match="alleen gelezen"):
        write_atomically(team, b"nieuw")
    assert team.read_bytes() == b"oud"


def test_file_behind_a_link_is_written_and_the_link_stays(team):
    link = team.with_name("koppeling.xlsx")
    link.symlink_to(team)
    previous = write_atomically(link, b"nieuw", keep_previous=True, now=EVENING)
    assert link.is_symlink()
    assert team.read_bytes() == b"nieuw"
    assert previous == team.with_name(KEPT)


def test_workbook_open_behind_a_link_is_refused(team, tmp_path):
    (tmp_path / "map").mkdir()
    link = tmp_path / "map" / "koppeling.xlsx"
    link.symlink_to(team)
    (team.parent / "~$team.xlsx").touch()
    with pytest.raises(FileError, match="open staat"):
        write_atomically(link, b"nieuw")
