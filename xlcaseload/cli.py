"""The command line: ``xlcaseload new | forms | refresh | check | results | demo | build``.

Verbs and options are English; what users read is Dutch. Heavy modules are imported inside the
commands, so that a small command stays fast.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

from xlcaseload._version import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from xlcaseload.problems import Problem

PROBLEMS_FOUND = 1


class _Commands(click.Group):
    """Turns errors that users can mend into their Dutch sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        from xlcaseload.problems import CaseloadError

        try:
            return super().invoke(ctx)
        except CaseloadError as error:
            _fail(str(error))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="xlcaseload", message="%(prog)s %(version)s")
def main() -> None:
    """The workbook with which a neighbourhood team agrees on a responsible caseload."""


@main.command()
@click.argument("workbook", type=click.Path(dir_okay=False))
@click.option("--team", required=True, help="Name of the team.")
@click.option("--municipality", required=True, help="Name of the municipality.")
@click.option(
    "--route",
    type=click.Choice(["workload", "caseload"]),
    default="workload",
    show_default=True,
    help="Guide to follow: 2026 in four steps, or 2021 in three.",
)
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d", "%d-%m-%Y"]), help="Date of the round."
)
def new(workbook: str, team: str, municipality: str, route: str, on: datetime | None) -> None:
    """Make an empty WORKBOOK for a team."""
    from xlcaseload.api import new_workbook

    path = new_workbook(
        workbook, team=team, municipality=municipality, route=route, on=on.date() if on else None
    )
    _say(f"Werkmap gemaakt: {path}")


@main.command()
@click.argument("workbook", type=click.Path(dir_okay=False))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False), help="Folder for the forms."
)
@click.option("--members", type=click.Path(dir_okay=False), help="CSV with naam and functie.")
@click.option("--count", type=click.IntRange(1, 500), help="Number of forms: lid 01, lid 02, ...")
def forms(workbook: str, out: str, members: str | None, count: int | None) -> None:
    """Write a form per member of the team in WORKBOOK."""
    from xlcaseload.api import build_forms

    if members and count:
        raise click.UsageError("choose either --members or --count")
    paths = build_forms(workbook, out, members=members, count=count)
    _say(f"{len(paths)} {'formulier' if len(paths) == 1 else 'formulieren'} gemaakt in {out}")


@main.command()
@click.argument("workbook", type=click.Path(dir_okay=False))
@click.option("--forms", "places", multiple=True, help="Folder, file or pattern; may be repeated.")
def refresh(workbook: str, places: tuple[str, ...]) -> None:
    """Add filled-in forms to WORKBOOK and bring its results up to date."""
    from xlcaseload.refresher import refresh as run

    with _progress("Formulieren lezen") as step:
        done = run(workbook, places, on_read=step)
    _list(done.problems)
    if done.kept_apart:
        _say(f"{workbook} is niet gewijzigd: er staat iets in dat een nieuwe werkmap niet heeft.")
        _list(done.kept_apart)
    if done.changed:
        _say(
            f"Vernieuwd: {done.path} ({_members(done.members)}; {done.added} nieuw, "
            f"{done.updated} bijgewerkt)"
        )
        if done.previous:
            _say(f"Vorige versie bewaard: {done.previous}")
    else:
        _say(f"Niets veranderd: {done.path} ({_members(done.members)})")
    _exit(done.problems)


@main.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--team",
    "workbook",
    type=click.Path(dir_okay=False),
    help="Workbook of the team that the forms belong to.",
)
def check(files: tuple[str, ...], workbook: str | None) -> None:
    """List what is wrong in FILES: workbooks, and forms if --team is given or among them."""
    from xlcaseload.check import check_files

    problems = check_files(files, workbook)
    _list(problems)
    if not problems:
        _say("Alles in orde.")
    _exit(problems)


@main.command()
@click.argument("workbook", type=click.Path(dir_okay=False))
@click.option("--json", "json_file", help="File for all numbers; - for standard output.")
@click.option("--csv", "csv_folder", type=click.Path(file_okay=False), help="Folder for tables.")
def results(workbook: str, json_file: str | None, csv_folder: str | None) -> None:
    """Give all numbers of the team in WORKBOOK."""
    import json
    from pathlib import Path

    from xlcaseload.api import read_team, write_csv
    from xlcaseload.files.atomic import write_atomically

    if not json_file and not csv_folder:
        json_file = "-"
    team = read_team(workbook)
    if json_file:
        text = json.dumps(team.as_dict(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        if json_file == "-":
            sys.stdout.buffer.write(text.encode())
        else:
            write_atomically(Path(json_file), text.encode())
            _say(f"Geschreven: {json_file}")
    if csv_folder:
        for path in write_csv(team, Path(csv_folder)):
            _say(f"Geschreven: {path}", error=json_file == "-")


@main.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    help="New or empty folder for the files.  [default: demo, or demo-2, demo-3, ...]",
)
def demo(out: str | None) -> None:
    """Make an invented team: its workbook, filled-in forms with mistakes, and refresh it."""
    from xlcaseload.demo import TEAM, free_folder, make

    with _progress("Formulieren van het voorbeeldteam") as step:
        made = make(out or free_folder(), on_form=step)
    for path in made.forms:
        _say(f"Formulier: {path}")
    _say("Dit vond xlcaseload in de formulieren (een paar fouten horen bij het voorbeeld):")
    _list(made.refreshed.problems, error=False)
    if made.refreshed.previous:
        _say(f"Vóór het optellen: {made.refreshed.previous}")
    _say(f"Werkmap van {TEAM}: {made.workbook} ({_members(made.refreshed.members)})")


@main.command()
@click.option(
    "--out",
    default="workbooks",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Folder for the files; existing ones are replaced.",
)
def build(out: str) -> None:
    """Build the workbooks that teams download: empty, for both routes, and a blank form."""
    from pathlib import Path

    from xlcaseload.downloads import write_downloads

    for path in write_downloads(Path(out)):
        _say(f"Gebouwd: {path}")


# What users see -----------------------------------------------------------------------------


def _say(text: str, *, error: bool = False) -> None:
    click.echo(text, err=error)


def _members(count: int) -> str:
    return "1 lid" if count == 1 else f"{count} leden"


def _fail(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(PROBLEMS_FOUND)


def _list(problems: Iterable[Problem], *, error: bool = True) -> None:
    from xlcaseload.problems import Level

    for problem in problems:
        mark = "!" if problem.level is Level.PROBLEM else "-"
        click.echo(f"  {mark} {problem.message}", err=error)


def _exit(problems: Iterable[Problem]) -> None:
    from xlcaseload.problems import Level

    if any(problem.level is Level.PROBLEM for problem in problems):
        sys.exit(PROBLEMS_FOUND)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, and nothing in a pipe or file."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield step
