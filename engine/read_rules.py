"""Reading the rules folder: files to a rulebook, with everything that is wrong in them at once."""

from __future__ import annotations

import hashlib
import textwrap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from budget.owner import FINANCE, Growth
from engine import meant
from engine.keys import Keys, mark
from engine.mentions import mentions
from engine.read_notes import read_answers, read_exceptions
from engine.read_owners import OwnersRead, read_bindings, read_owners
from engine.read_profiles import read_profiles
from engine.read_rule import OWN_KEYS, RULE_KEYS, RuleRead, check_defaults, read_rule
from engine.rule_tables import OWNERS, is_table, name_problem, tables_of, with_tables
from engine.rulebook import Rule, Rulebook
from engine.values import cents, factor, value
from written import yaml_nodes
from written.fields import Fields
from written.place import Place
from written.problem import Problem, Severity
from written.yaml_nodes import Document, Items, Node, Scalar

_LISTS = ("säännöt", "profiilit", "poikkeukset", "sitovuus", "vastuut", "vastaukset")
_DEFAULTS = "oletukset"
_MAX_MISTAKES = 500
"""So many mistakes of one file are told at once; a person corrects them before more are of use."""
_GROWTH = ("kasvun_kerroin", "kasvun_eurot")


@dataclass
class _Folder:
    """What the files hold, as it is being collected."""

    problems: list[Problem] = field(default_factory=list)
    lists: dict[str, list[Fields]] = field(default_factory=lambda: {key: [] for key in _LISTS})
    texts: list[str] = field(default_factory=list)  # of each rule, beside lists["säännöt"]
    defaults: dict[str, Fields] = field(default_factory=dict)
    all_known: bool = True


def read_rules(files: Mapping[str, bytes]) -> Rulebook:
    """Read the files of the rules folder.

    Args:
        files: the bytes of each file by the name that the reader knows (`rules/kulut.yaml`); a table beside the rules
            stands as the text of its cells (`written.table`).

    Returns:
        The rulebook of everything that could be read. Never raises: what is wrong stands in `problems`.
    """
    folder = _Folder()
    tables = tables_of(files)
    for name in sorted(name for name in files if not is_table(name)):
        _read_file(with_tables(yaml_nodes.parse(files[name], name), tables, folder.problems), folder)
    rules = _read_all_rules(folder)
    owners = read_owners(tuple(folder.lists["vastuut"]))
    rules = _with_known_recipients(rules, owners, folder)
    _require_finance(files, owners, folder)
    ids = frozenset(read.id.text for read in rules if read.id is not None)
    known = ids if folder.all_known and all(read.id is not None for read in rules) else None
    return Rulebook(
        rules=_in_use(rules),
        profiles=read_profiles(tuple(folder.lists["profiilit"])),
        owners=owners.owners,
        bindings=read_bindings(tuple(folder.lists["sitovuus"])),
        growth=_growth(folder),
        broken=frozenset(read.id.text for read in rules if read.id is not None and read.rule is None),
        all_rules_known=folder.all_known and all(read.id is not None for read in rules),
        fingerprint=_fingerprint(files),
        exceptions=read_exceptions(tuple(folder.lists["poikkeukset"]), known),
        answers=read_answers(tuple(folder.lists["vastaukset"])),
        off=tuple(read.rule for read in rules if read.rule is not None and read.off),
        mentions=mentions(folder.lists, folder.defaults),
        problems=_ordered(folder.problems),
    )


def _in_use(rules: tuple[RuleRead, ...]) -> tuple[Rule, ...]:
    return tuple(read.rule for read in rules if read.rule is not None and not read.off)


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\n{len(files[name])}\n".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _ordered(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return the problems in the order of the files, each once: a default is read once for every rule."""
    found = sorted(dict.fromkeys(problems), key=lambda p: (p.place.file, p.place.line or 0, p.place.column or 0))
    shown: Counter[str] = Counter()
    kept: list[Problem] = []
    for problem in found:
        file = problem.place.file
        shown[file] += 1
        if shown[file] <= 2 * _MAX_MISTAKES:
            kept.append(problem)
        elif shown[file] == 2 * _MAX_MISTAKES + 1:
            kept.append(replace(problem, message="tiedostossa on vielä muita virheitä", hint="korjaa ensin edelliset"))
    return tuple(kept)


def _read_file(document: Document, folder: _Folder) -> None:
    if document.root is None:
        folder.problems.extend(replace(problem, severity=Severity.FILE) for problem in document.problems)
        folder.all_known = folder.all_known and not document.problems
        return
    folder.problems.extend(document.problems)
    if not isinstance(document.root, yaml_nodes.Mapping):
        problem = document.problem(document.root, "tiedoston alussa on oltava avain", "aloita rivillä säännöt:")
        folder.problems.append(replace(problem, severity=Severity.FILE))
        folder.all_known = False
        return
    fields = Fields(document, document.root, folder.problems, (meant.KEYS, meant.VALUES, meant.EXPECTED))
    _check_top_keys(fields, folder)
    for key in _LISTS:
        if _is_lost_table(fields, key):
            folder.all_known = False
            continue
        entries = fields.mappings(key)
        folder.lists[key].extend(entries)
        if key == "säännöt":
            folder.texts.extend(_texts(document, fields.node(key), entries))
            folder.all_known = folder.all_known and _is_whole_list(fields.node(key), entries)
    _read_defaults(fields, folder)


def _is_lost_table(fields: Fields, key: str) -> bool:
    """Report the name of a table that is not in its place."""
    node = fields.node(key)
    if key != OWNERS or not isinstance(node, Scalar) or not is_table(node.text):
        return False
    fields.problems.append(name_problem(fields.document, node))
    return True


def _check_top_keys(fields: Fields, folder: _Folder) -> None:
    """Report unknown and repeated keys. Rules may hide below one of them."""
    known = (*_LISTS, _DEFAULTS)
    for entry in fields.mapping.entries:
        if entry.key.text not in known:
            hint = fields.guess(entry.key.text, known) or f"tunnetut avaimet: {', '.join(known)}"
            fields.error(entry.key, f"tuntematon avain: {entry.key.text}", hint)
            folder.all_known = False
    column = fields.mapping.place.column
    if any(problem.place.column == column and "kahdesti" in problem.message for problem in fields.document.problems):
        folder.all_known = False


def _is_whole_list(node: Node | None, entries: tuple[Fields, ...]) -> bool:
    return node is None or (isinstance(node, Items) and len(node.nodes) == len(entries))


def _texts(document: Document, node: Node | None, entries: tuple[Fields, ...]) -> list[str]:
    """Return the lines of each rule: from its own first line to the line before the next one."""
    if node is None or not entries:
        return []
    starts = [fields.mapping.place.line or 1 for fields in entries]
    root = document.root
    keys = root.entries if isinstance(root, yaml_nodes.Mapping) else ()
    after = [entry.key.place.line or 1 for entry in keys if (entry.key.place.line or 1) > starts[-1]]
    ends = [*starts[1:], min(after, default=len(document.lines) + 1)]
    return [_tidy(document.lines[start - 1 : max(start, end - 1)]) for start, end in zip(starts, ends, strict=True)]


def _tidy(lines: tuple[str, ...]) -> str:
    """Return the lines of a rule without the blank ones and the comments before the next rule."""
    dash = len(lines[0]) - len(lines[0].lstrip())
    kept = list(lines)
    while len(kept) > 1 and (not kept[-1].strip() or kept[-1][: dash + 1].lstrip().startswith("#")):
        kept.pop()
    return textwrap.dedent("\n".join(line.rstrip() for line in kept)) + "\n"


def _read_defaults(fields: Fields, folder: _Folder) -> None:
    inner = fields.fields(_DEFAULTS)
    if inner is None:
        return
    inner.allow((*RULE_KEYS, *_GROWTH))
    for entry in inner.mapping.entries:
        if entry.key.text in OWN_KEYS:
            inner.error(entry.key, f"avaimella {entry.key.text} ei voi olla oletusta", "siirrä rivi sääntöön")
        earlier = folder.defaults.get(entry.key.text)
        if earlier is None:
            folder.defaults[entry.key.text] = inner
        else:
            place = earlier.mapping.get(entry.key.text) or earlier.mapping
            inner.error(entry.key, f"oletus {entry.key.text} on annettu kahdesti, ensin paikassa {place.place}", "poista toinen")


def _growth(folder: _Folder) -> Growth:
    """Read how much the euros of an alert must grow before it is told again."""
    given = Growth()
    where = folder.defaults
    share = value(where["kasvun_kerroin"], "kasvun_kerroin", factor) if "kasvun_kerroin" in where else None
    euros = value(where["kasvun_eurot"], "kasvun_eurot", cents) if "kasvun_eurot" in where else None
    return Growth(given.factor if share is None else share, given.cents if euros is None else euros)


def _read_all_rules(folder: _Folder) -> tuple[RuleRead, ...]:
    """Read the rules. A rule that YAML itself complained about, and both of two with one id, are not used."""
    defaults = {key: fields for key, fields in folder.defaults.items() if key not in _GROWTH}
    errors = (problem.place for problem in folder.problems if problem.severity is Severity.ERROR)
    spoiled = frozenset((place.file, place.line) for place in errors)
    first: dict[str, Scalar] = {}
    twice: set[str] = set()
    rules: list[RuleRead] = []
    mistakes: Counter[str] = Counter()
    unread: dict[str, Fields] = {}
    for fields, text in zip(folder.lists["säännöt"], folder.texts, strict=True):
        file = fields.document.file
        if mistakes[file] >= _MAX_MISTAKES:
            rules.append(RuleRead(fields.scalar("tunnus"), fields, None, off=False, recipients=()))
            unread.setdefault(file, fields)
            continue
        before = mark(fields)
        read = read_rule(Keys(fields, defaults), text)
        mistakes[file] += mark(fields) - before
        if read.id is not None and read.id.text in first:
            earlier = first[read.id.text].place
            fields.error(
                read.id, f"tunnus {read.id.text} on annettu kahdesti, ensin paikassa {earlier}", "anna toiselle oma tunnus"
            )
            twice.add(read.id.text)
        elif read.id is not None:
            first[read.id.text] = read.id
        rules.append(_unless_spoiled(read, text, spoiled))
    for fields in unread.values():
        fields.error(
            fields.mapping,
            f"tiedostossa on yli {_MAX_MISTAKES} virhettä: sääntöjä ei luettu tästä eteenpäin",
            "korjaa ensin edelliset",
        )
    check_defaults(defaults)
    return tuple(_without_rule(read) if read.id is not None and read.id.text in twice else read for read in rules)


def _unless_spoiled(read: RuleRead, text: str, spoiled: frozenset[tuple[str, int | None]]) -> RuleRead:
    start = read.fields.mapping.place
    first = start.line or 1
    hit = any((start.file, line) in spoiled for line in range(first, first + text.count("\n")))
    return _without_rule(read) if hit else read


def _without_rule(read: RuleRead) -> RuleRead:
    return RuleRead(read.id, read.fields, None, read.off, read.recipients)


def _with_known_recipients(rules: tuple[RuleRead, ...], owners: OwnersRead, folder: _Folder) -> tuple[RuleRead, ...]:
    """Report recipients that are no role. Where a file could not be read, its roles are not known, and nothing is said."""
    if not folder.all_known:
        return rules
    known = owners.roles | {FINANCE}
    checked: list[RuleRead] = []
    for read in rules:
        strange = [(fields, scalar) for fields, scalar in read.recipients if scalar.text.strip() not in known]
        for fields, scalar in strange:
            if "," in scalar.text:
                hint: str | None = f"kirjoita luettelona: [{', '.join(scalar.text.split(','))}]".replace("  ", " ")
            else:
                hint = fields.guess(scalar.text, ("vastuuhenkilö", "ylempi vastuuhenkilö", *sorted(known)))
            fields.error(scalar, f"tuntematon vastaanottaja: {scalar.text}", hint or "lisää rooli avaimeen vastuut")
        checked.append(_without_rule(read) if strange else read)
    return tuple(checked)


def _require_finance(files: Mapping[str, bytes], owners: OwnersRead, folder: _Folder) -> None:
    if FINANCE in owners.roles or not folder.all_known:
        return
    entries = folder.lists["vastuut"]
    message, hint = f"rooli {FINANCE} puuttuu", f"lisää avaimeen vastuut kohta - rooli: {FINANCE}"
    if entries:
        entries[0].error(entries[0].mapping, message, hint)
    else:
        folder.problems.append(Problem(Severity.ERROR, Place(min(files, default="rules/")), message, hint))
