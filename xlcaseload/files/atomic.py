"""Write files so that the old or the new one is there, whole, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from datetime import datetime
from pathlib import Path

from xlcaseload.problems import FileError, Problem

_UNCHANGED = "er is niets gewijzigd"
_REASONS = {
    errno.ENOSPC: ("een volle schijf", "ruimte om het bestand te bewaren"),
    errno.EDQUOT: ("een volle schijf", "ruimte om het bestand te bewaren"),
    errno.EROFS: ("een schijf die alleen gelezen mag worden", "een schijf waarop je mag schrijven"),
    errno.ENOENT: ("een map die niet bestaat", "een bestaande map"),
    errno.ENOTDIR: ("een map die niet bestaat", "een bestaande map"),
    errno.EISDIR: ("een map met deze naam", "de naam van een bestand"),
    errno.ENAMETOOLONG: ("een te lange bestandsnaam", "een kortere naam"),
}
_NO_ACCESS = (
    "een plek waar niet te schrijven is (misschien staat het bestand open in Excel of "
    "ontbreken de rechten)",
    "een gesloten bestand in een map met schrijfrechten",
)
_MOST_VERSIONS = 1000


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it; one that is there already is fine.

    Raises:
        FileError: The folder cannot be made, or a file has its name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = Problem(str(folder), "een plek waar geen map te maken is", "een map")
        raise FileError(problem) from error


def opened_by_someone(path: Path) -> bool:
    """Whether Excel or LibreOffice left its lock file beside a workbook."""
    return _lock(path) is not None


def refuse_if_open(path: Path) -> None:
    """Raise when a workbook is open in Excel or LibreOffice, or may not be written.

    Raises:
        FileError: With a sentence that says what to do.
    """
    try:
        lock = _lock(path)
        is_read_only = path.exists() and not os.access(path, os.W_OK)
    except OSError as error:
        raise _refusal(path, error) from error
    if lock is not None:
        raise FileError(
            Problem(
                path.name,
                "een bestand dat open staat in Excel of LibreOffice",
                "een gesloten bestand; sluit het en probeer het opnieuw (staat het nergens open, "
                f"verwijder dan {lock.name})",
            )
        )
    if is_read_only:
        raise FileError(
            Problem(
                path.name,
                "een bestand dat alleen gelezen mag worden",
                f"een bestand waarin je mag schrijven; {_UNCHANGED}",
            )
        )


def write_atomically(
    path: Path, data: bytes, *, keep_previous: bool = False, now: datetime | None = None
) -> Path | None:
    """Write a file through a temporary one in the same folder, which then takes its place.

    Permission bits stay as they were; of a symbolic link, the file it points to is written.

    Args:
        path: The file to write.
        data: Its whole content.
        keep_previous: Keep what was there under a name with the time in it.
        now: That time; the clock's by default.

    Returns:
        Where the previous version is kept, or None.

    Raises:
        FileError: The file is open or read-only, or the disk refuses; the old file is untouched
            and nothing half written remains.
    """
    refuse_if_open(path)
    temporary: Path | None = None
    previous: Path | None = None
    is_done = False
    try:
        target = path.resolve() if path.is_symlink() else path
        if target != path:
            refuse_if_open(target)
        temporary = _write_beside(target, data)
        if target.exists():
            shutil.copymode(target, temporary)
            if keep_previous:
                previous = _keep(target, now or datetime.now())
        temporary.replace(target)
        is_done = True
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        if not is_done:
            _remove(temporary, previous)
    _flush_folder(target.parent)
    return previous


def _lock(path: Path) -> Path | None:
    """The lock file of a program that has a workbook open."""
    for name in (f"~${path.name}", f".~lock.{path.name}#"):
        lock = path.with_name(name)
        if lock.exists():
            return lock
    return None


def _write_beside(target: Path, data: bytes) -> Path:
    """A temporary file with this content in the target's folder, safe on the disk."""
    temporary = target.with_name(f".xlcaseload-{os.urandom(6).hex()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        _remove(temporary)
        raise
    return temporary


def _keep(path: Path, now: datetime) -> Path:
    """Keep a file under a name with the time, beside itself; never over another one."""
    for number in range(1, _MOST_VERSIONS):
        counter = f" {number}" if number > 1 else ""
        kept = path.with_name(
            f"{path.stem} (vorige versie {now:%Y-%m-%d %H.%M.%S}{counter}){path.suffix}"
        )
        with contextlib.suppress(FileExistsError):
            _link_or_copy(path, kept)
            return kept
    raise FileExistsError(errno.EEXIST, "too many previous versions")


def _link_or_copy(path: Path, kept: Path) -> None:
    """Give a file a second name; USB sticks and some network drives need a copy for that."""
    try:
        kept.hardlink_to(path)
    except OSError:  # also where the name is taken, which the copy reports again
        _copy(path, kept)


def _copy(path: Path, kept: Path) -> None:
    """Copy a file to a name that is free, or leave nothing."""
    with kept.open("xb") as copy:
        try:
            with path.open("rb") as original:
                shutil.copyfileobj(original, copy)
            copy.flush()
            os.fsync(copy.fileno())
        except BaseException:
            copy.close()
            _remove(kept)
            raise
    shutil.copystat(path, kept)


def _remove(*paths: Path | None) -> None:
    for path in paths:
        if path is not None:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Let the new name reach the disk, where a folder can be flushed (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(path: Path, error: OSError) -> FileError:
    found, expected = _REASONS.get(error.errno or 0, _NO_ACCESS)
    return FileError(Problem(path.name, found, f"{expected}; {_UNCHANGED}"))
