"""Collects what the rule files name and only config or the figures can confirm: channels, roles, units, measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.keys import ALL
from engine.rulebook import Mention, MentionKind
from written.fields import Fields
from written.yaml_nodes import Items, Node, Scalar
from written.yaml_nodes import Mapping as Keyed

_BY_UNIT = "rajat_yksiköittäin"
_KINDS: Mapping[str, Mapping[str, MentionKind]] = {
    "säännöt": {
        "yksiköt": MentionKind.PATTERN,
        "paitsi": MentionKind.PATTERN,
        _BY_UNIT: MentionKind.PATTERN,
        "tiliryhmä": MentionKind.GROUP,
    },
    "profiilit": {"yksiköt": MentionKind.PATTERN},
    "sitovuus": {"yksiköt": MentionKind.CODE},
    "poikkeukset": {"yksikkö": MentionKind.CODE},
    "vastaukset": {"yksikkö": MentionKind.CODE},
    "vastuut": {
        "kanava": MentionKind.CHANNEL,
        "varakanava": MentionKind.CHANNEL,
        "sijainen": MentionKind.ROLE,
        "yksiköt": MentionKind.CODE,
        "suoritteet": MentionKind.MEASURE,
    },
}


def mentions(lists: Mapping[str, Sequence[Fields]], defaults: Mapping[str, Fields]) -> tuple[Mention, ...]:
    """Return the mentions of all files, in their order."""
    found = [mention for key, kinds in _KINDS.items() for fields in lists[key] for mention in _of(fields, kinds)]
    own = (fields for key, fields in defaults.items() if key in _KINDS["säännöt"])
    found.extend(mention for fields in _distinct(own) for mention in _of(fields, _KINDS["säännöt"]))
    return tuple(found)


def _distinct(many: Iterable[Fields]) -> list[Fields]:
    return list({id(fields): fields for fields in many}.values())


def _of(fields: Fields, kinds: Mapping[str, MentionKind]) -> Iterator[Mention]:
    for key, kind in kinds.items():
        node = fields.mapping.get(key)
        if key == _BY_UNIT and not isinstance(node, Keyed):
            continue  # a table that could not be used: its name is no unit
        for scalar in _scalars(node):
            if scalar.text.strip() not in ("", ALL):
                problem = fields.document.problem(scalar, "")
                yield Mention(kind, scalar.text.strip(), scalar.place, problem.source_line, problem.width)


def _scalars(node: Node | None) -> tuple[Scalar, ...]:
    """Return the texts of a value: itself, those of its list, or the keys of its mapping."""
    if isinstance(node, Scalar):
        return (node,)
    if isinstance(node, Items):
        return tuple(inner for inner in node.nodes if isinstance(inner, Scalar))
    return tuple(entry.key for entry in node.entries) if isinstance(node, Keyed) else ()
