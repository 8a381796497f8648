"""The headless door: every command, its options and its exit code. The commands themselves are in posdesk.commands.

Exit codes: 0 done, 2 usage, 3 refused (the words say why and what to do), 4 trouble of this computer, 5 the hub was not
reached (nothing is lost, try again), 6 the hub does not admit this register. With --json the answer, or the refusal, is
one JSON value on standard output; without it, words.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posdesk import compose
from posdesk.commands import (
    card_options,
    hub_options,
    id_options,
    loyalty_options,
    member_options,
    people_options,
    report_options,
    staff_options,
)
from posdesk.commands import exception_options as corrections
from posdesk.commands.answer import DONE, ENVIRONMENT, NOT_ADMITTED, REFUSED, UNREACHED, Answer
from posdesk.counter.hub_line import Fault, LineTrouble
from posdesk.domain.refusals import EnvironmentTrouble, Refused

if TYPE_CHECKING:
    from db.store import Store

SCREENS = (
    *"idle matches card history points visit uses return new-member new-member-id new-member-wrong consent".split(),
    *"consent-es offline hidden keys commands campaigns campaign end-of-day exceptions period put-right".split(),
    *"gate id-check duplicates who card-code hardware store-settings people lock".split(),
)
THEMES = ("light", "dark", "contrast", "system")
SCALES = (100, 115, 133, 150)
_FOR_SOMEBODY = (Fault.REVOKED, Fault.OTHER_HUB, Fault.OTHER_KEY, Fault.OUTDATED)


def main(argv: Sequence[str]) -> int:
    """Run one command; without one, open the window. Returns the exit code."""
    given_arguments = list(argv) or ["run"]
    try:
        if given_arguments[0] in _DEVELOPERS:  # everything after it belongs to check.py, or to pytest
            return _developer(_DEVELOPERS[given_arguments[0]], given_arguments[1:])
        given = parser().parse_args(given_arguments)
        return _perform(given)
    except BrokenPipeError:  # the reader went away, as `| head` does
        sys.stderr.close()
        return DONE


def _perform(given: argparse.Namespace) -> int:
    try:
        return _finish(given.perform(given), given.json)
    except Refused as refused:
        return _fail({"refused": refused.refusal.code, "words": refused.refusal.words}, REFUSED, given.json)
    except EnvironmentTrouble as trouble:
        return _fail({"trouble": trouble.code, "words": trouble.words}, ENVIRONMENT, given.json)
    except LineTrouble as trouble:
        code = NOT_ADMITTED if trouble.fault in _FOR_SOMEBODY else UNREACHED
        return _fail({"line": trouble.fault, "words": trouble.words}, code, given.json)


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    whole = argparse.ArgumentParser(prog="main.py", description="PosDesk, the companion beside the cash register.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (words, add_options) in _COMMANDS.items():
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument("--data", metavar="DIR", help="the folder of the store")
        command.add_argument("--json", action="store_true", help="answer as JSON")
        command.set_defaults(command=name)
        add_options(command)
    return whole


# --------------------------------------------------------------------------------------------------------- answering


def _finish(answer: Answer | int, as_json: bool) -> int:
    if isinstance(answer, int):
        return answer
    if as_json and answer.value is not None:
        print(json.dumps(answer.value, ensure_ascii=False, indent=1))
    elif answer.text:
        print(answer.text)
    return answer.code


def _fail(value: dict[str, str], code: int, as_json: bool) -> int:
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    print(value["words"], file=sys.stderr)
    return code


def _developer(function: str, argv: list[str]) -> int:
    """`test`, `check` and `rules` live in check.py beside main.py; an installed PosDesk has none of them."""
    root = Path(__file__).resolve().parents[1]
    if not (root / "check.py").exists():
        print("This is an installed PosDesk. `test`, `check` and `rules` need the source code.", file=sys.stderr)
        return ENVIRONMENT
    sys.path.insert(0, str(root))
    code: int = getattr(importlib.import_module("check"), function)(argv)
    return code


Perform = Callable[[argparse.Namespace], Answer | int]
_Commands = dict[str, tuple[str, loyalty_options.Options]]


def _named(name: str) -> Callable[..., Any]:
    """`counter:show` is posdesk.commands.counter.show, imported when it is called: no command loads the others."""
    module, _, function = name.partition(":")

    def call(*given: Any) -> Any:
        return getattr(importlib.import_module(f"posdesk.commands.{module}"), function)(*given)

    return call


def _on_store(name: str | Callable[["Store", argparse.Namespace], Answer]) -> Perform:
    """Open the store, let the command named act on it, say what the shop should know, close it."""
    act = _named(name) if isinstance(name, str) else name

    def perform(given: argparse.Namespace) -> Answer:
        store = compose.open_store(compose.data_folder(given.data))
        try:
            answer: Answer = act(store, given)
            if notice := store.notice():
                print(notice, file=sys.stderr)
            return answer
        finally:
            store.close()

    return perform


def _at_desk(name: str) -> Perform:
    """As _on_store, for a command that acts at the store's desk."""
    act = _named(name)

    def at_desk(store: "Store", given: argparse.Namespace) -> Answer:
        answer: Answer = act(_named("signing:desk_at")(store, given), given)
        return answer

    return _on_store(at_desk)


def _in_folder(name: str) -> Perform:
    """Let the command named act in the store's folder, open or not."""
    act = _named(name)

    def perform(given: argparse.Namespace) -> Answer | int:
        answer: Answer | int = act(compose.data_folder(given.data), given)
        return answer

    return perform


# ----------------------------------------------------------------------------------------------- options of commands


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _init(command: argparse.ArgumentParser) -> None:
    command.add_argument("--store", default="store-1", help="the store's id, such as denver-1")
    command.add_argument("--name", default="My store", help="the store's name, the one on its door")
    command.add_argument("--zone", default="America/Denver", help="the store's time zone, an IANA name")
    command.add_argument("--cut-off", default="04:00", help="when the business day turns")
    command.add_argument("--register", default="register-1", help="this computer's name in the store")
    command.add_argument("--program", metavar="FILE", help="the loyalty program; a sample without it")
    command.set_defaults(perform=_in_folder("store:init"))


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "format", metavar="FORMAT", help="a ready map (docs/import.md names them), or your own map's path"
    )
    command.add_argument("source", metavar="FILE-OR-FOLDER", nargs="+")
    command.add_argument("--dry-run", action="store_true", help="say what would come in; change nothing")
    staff_options.who(command)
    command.set_defaults(perform=_on_store("store:import_file"))


def _find(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", metavar="TEXT", help="card code, phone, name or e-mail, or the beginning of one")
    command.add_argument("--limit", type=_at_least_one, default=20)
    staff_options.who(command)
    command.set_defaults(perform=_at_desk("counter:find"))


def _show(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help="an id, SYSTEM:ID, or what finds exactly one member")
    command.add_argument("--as-of", help="2026-11-23 (the end of that day) or 2026-11-23T14:00")
    command.add_argument("--why", metavar="FIGURE", help="the facts and rules behind visits, spend, points, tier ...")
    staff_options.who(command)
    command.set_defaults(perform=_at_desk("counter:show"))


def _visit(command: argparse.ArgumentParser) -> None:
    who = command.add_mutually_exclusive_group(required=True)
    who.add_argument("member", metavar="MEMBER", nargs="?", help="as in show")
    who.add_argument("--guest", action="store_true", help="a visit without a member")
    loyalty_options.basket(command)
    loyalty_options.uses(command)
    command.add_argument("--at", help="when it happened, if not now: 2026-11-23T14:00")
    id_options.checked(command)
    staff_options.who(command)
    command.set_defaults(perform=_at_desk("counter:visit"))


def _void(command: argparse.ArgumentParser) -> None:
    command.add_argument("visit", metavar="VISIT", help="the id that recording it gave")
    command.add_argument("--reason", default="voided by command")
    staff_options.who(command)
    command.set_defaults(perform=_at_desk("counter:void"))


def _facts(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("export", "import"))
    command.add_argument("file", metavar="FILE", nargs="?", default="-", help="JSON lines; - is the standard stream")
    staff_options.who(command)
    command.set_defaults(perform=_on_store("store:facts"))


def _without_options(does: str) -> loyalty_options.Options:
    return lambda command: command.set_defaults(perform=_on_store(does))


def _verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("--noted", metavar="SEAL", help="a seal that verify gave earlier, and was noted elsewhere")
    command.set_defaults(perform=_on_store("audit:verify"))


def _program(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("check", "publish"))
    command.add_argument("file", metavar="FILE")
    staff_options.who(command)
    check, publish = _in_folder("store:program_check"), _at_desk("store:program_publish")
    command.set_defaults(perform=lambda given: (check if given.what == "check" else publish)(given))


def _messages(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("list", "run", "check"))
    command.add_argument("campaign", metavar="CAMPAIGN", nargs="?", help="run: whose messages are queued")
    command.add_argument("--run", metavar="NAME", help="run: names the round; without it the one of today")
    command.add_argument("--days", type=_at_least_one, default=32, help="list: of so many business days before today")
    staff_options.who(command)
    listing = _at_desk("messages:listing")
    doing = {what: _on_store(f"campaigns:messages_{what}") for what in ("run", "check")}
    command.set_defaults(perform=lambda given: doing.get(given.what, listing)(given))


def _campaign(command: argparse.ArgumentParser) -> None:
    acts = ("validate", "publish", "pause", "resume", "end", "list", "show", "results")
    command.add_argument("what", choices=acts)
    command.add_argument("name", metavar="FILE-OR-ID", nargs="?", help="validate, publish: a document; else its id")
    command.add_argument("--templates", action="store_true", help="list: the ready campaigns that come with PosDesk")
    command.add_argument("--reason", help="pause, end: why")
    staff_options.who(command)
    doing = {what: _on_store(f"campaigns:{what}") for what in ("publish", "pause", "resume", "end", "show", "results")}
    doing["list"], doing["validate"] = _on_store("campaigns:listing"), _in_folder("campaigns:validate")
    templates = _in_folder("campaigns:templates")
    command.set_defaults(perform=lambda given: (templates if given.templates else doing[given.what])(given))


def _what_if(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="a campaign's document, or a program's")
    command.add_argument("--from", dest="first", required=True, metavar="DAY", help="the first day of the period")
    command.add_argument("--to", dest="last", required=True, metavar="DAY", help="the last one, which is over")
    staff_options.who(command)
    command.set_defaults(perform=_at_desk("campaigns:what_if"))


def _offers(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help="as in show")
    staff_options.who(command)
    command.set_defaults(perform=_at_desk("campaigns:offers"))


def _segment(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("count", "members", "explain"))
    command.add_argument("file", metavar="FILE", help="a document of segments (docs/segments.md)")
    command.add_argument("segment", metavar="SEGMENT", nargs="?", help="its id; not needed when there is one only")
    command.add_argument("member", metavar="MEMBER", nargs="?", help="explain: as in show")
    command.add_argument("--limit", type=_at_least_one, default=20, help="members: at most so many")
    command.add_argument("--after", metavar="ID", help="members: those after this one, the last of the page before")
    staff_options.who(command)
    doing = {what: _on_store(f"segments:{what}") for what in ("count", "members", "explain")}
    command.set_defaults(perform=lambda given: doing[given.what](given))


def _screenshot(command: argparse.ArgumentParser) -> None:
    command.add_argument("screen", metavar="SCREEN", choices=SCREENS, help=", ".join(SCREENS))
    command.add_argument("--member", help="as in show")
    command.add_argument("--out", required=True, metavar="PNG")
    command.add_argument("--theme", choices=THEMES, default="light")
    command.add_argument("--scale", type=int, choices=SCALES, default=100)
    staff_options.who(command)
    command.set_defaults(perform=_on_store("screen:screenshot"))


def _demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--headless", action="store_true", help="without the window at the end")
    command.add_argument("--keep", metavar="DIR", help="keep the made-up store in this folder")
    command.set_defaults(perform=_in_folder("screen:demo"))


def _run(command: argparse.ArgumentParser) -> None:
    command.set_defaults(perform=_in_folder("screen:run"))


def _bench(command: argparse.ArgumentParser) -> None:
    command.add_argument("--members", type=_at_least_one, default=20_000, help="how large a store to measure")
    command.add_argument("--postgresql", metavar="URL", help="measure the hub in this empty database too")
    command.set_defaults(perform=_in_folder("screen:bench"))


def _listed(module: str, listed: loyalty_options.Listed, act: Callable[[str], Perform]) -> _Commands:
    """Commands with options in a module of their own. act: how they are run; at the desk, somebody does it."""

    def options(does: str, adds: loyalty_options.Options, command: argparse.ArgumentParser) -> None:
        adds(command)
        if act is _at_desk:
            staff_options.who(command)
        command.set_defaults(perform=act(does if ":" in does else f"{module}:{does}"))

    return {name: (words, partial(options, does, adds)) for name, (words, does, adds) in listed.items()}


_COMMANDS: _Commands = {
    "init": ("set up a store on this computer", _init),
    "import": ("bring in another system's file", _import),
    **_listed("members", member_options.COMMANDS, _at_desk),
    "find": ("look someone up", _find),
    "show": ("show a member's card, now or at another moment", _show),
    "visit": ("record a visit", _visit),
    "void": ("undo a visit", _void),
    **_listed("loyalty", loyalty_options.COMMANDS, _at_desk),
    **_listed("people", people_options.COMMANDS, _at_desk),
    **_listed("people", people_options.ON_STORE, _on_store),
    **_listed("ids", id_options.IN_FOLDER, _in_folder),
    **_listed("ids", id_options.AT_DESK, _at_desk),
    **_listed("cards", card_options.COMMANDS, _at_desk),
    **_listed("slips", card_options.ON_STORE, _on_store),
    **_listed("staff", staff_options.COMMANDS, _at_desk),
    **_listed("reports", report_options.COMMANDS, _on_store),
    **_listed("exceptions", corrections.COMMANDS, _on_store),
    **_listed("exceptions", corrections.AT_DESK, _at_desk),
    "program": ("check or publish a loyalty program", _program),
    "campaign": ("check, publish, pause, resume, end or list campaigns", _campaign),
    "what-if": ("what a campaign or a program would have done over a past period", _what_if),
    "offers": ("what the campaigns mean for a member, and why or why not", _offers),
    "messages": ("queue a campaign's messages; what waits to be sent, what is held back and why", _messages),
    "segment": ("who is in a segment, how many, and why", _segment),
    "facts": ("export or import all facts as JSON lines", _facts),
    "state-hash": ("one word that is equal wherever the same facts are", _without_options("store:state_hash")),
    "rebuild": ("make every table anew from the facts", _without_options("store:rebuild")),
    "health": ("is the store's file sound, and what is in it", _without_options("store:health")),
    "verify": ("is every fact what it was when it was recorded, and is none missing", _verify),
    "hub": ("let registers share one loyalty: serve, pair-code, devices, backup ...", hub_options.acts(_named)),
    **_listed("hub_line", hub_options.ON_REGISTER, _on_store),
    "screenshot": ("draw one screen into a PNG file", _screenshot),
    "demo": ("a made-up store and a counter morning", _demo),
    "bench": ("measure this computer, each figure beside its floor", _bench),
    "run": ("open the window (also without any command)", _run),
}

_DEVELOPERS = {"test": "run_tests", "check": "main", "rules": "show_rules"}
"""Commands of a checkout, and the functions of check.py that are them."""

COMMANDS = (*_COMMANDS, *_DEVELOPERS)
"""The name of every command; README.md mentions each."""
