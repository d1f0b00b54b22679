"""Reading the keys that several parts of a rules file share: choices, patterns of units, keys with defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.rulebook import UnitPattern
from written.fields import Fields
from written.problem import Severity
from written.record import dataclass
from written.yaml_nodes import Items, Node, Scalar

ALL = "kaikki"


def mark(fields: Fields) -> int:
    """Return where the list of problems stands now, for `errors_since`."""
    return len(fields.problems)


def errors_since(fields: Fields, start: int) -> bool:
    """Tell whether an error was reported after a mark."""
    return any(problem.severity is Severity.ERROR for problem in fields.problems[start:])


def choices(fields: Fields, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of a list that must all be among the known ones; an error for each other one."""
    scalars = fields.scalars(key)
    for scalar in scalars:
        if scalar.text.strip() not in known:
            hint = fields.guess(scalar.text, known) or f"vaihtoehdot: {', '.join(known)}"
            fields.error(scalar, f"tuntematon arvo: {scalar.text}", hint)
    return tuple(text for scalar in scalars if (text := scalar.text.strip()) in known)


def refuse_empty(fields: Fields, key: str) -> None:
    """Report an empty list, which would mean nothing, or everything."""
    node = fields.node(key)
    if isinstance(node, Items) and not node.nodes:
        fields.error(node, f"avaimen {key} luettelo on tyhjä", "kirjoita luetteloon jotakin tai poista rivi")


def patterns(fields: Fields, key: str) -> tuple[UnitPattern, ...]:
    """Return the units that a list names; empty for all of them."""
    scalars = fields.scalars(key)
    for scalar in scalars:
        if not scalar.text.strip():
            fields.error(scalar, f"avaimen {key} luettelossa on tyhjä kohta", "poista se, tai kirjoita siihen koodi tai nimi")
    alone = scalars[0] if len(scalars) == 1 else None
    if alone is not None and re.fullmatch(r"[\d*]+(?:\s*[,;]\s*[\d*]+)+", alone.text.strip()):
        hint = f"kirjoita luettelona: [{', '.join(re.findall(r'[0-9*]+', alone.text))}]"
        fields.error(alone, f"useita yksiköitä ilman hakasulkeita: {alone.text}", hint)
    named = tuple(UnitPattern(scalar.text.strip(), scalar.place) for scalar in scalars)
    return () if any(pattern.text == ALL for pattern in named) else named


def require(fields: Fields, *keys: str) -> None:
    """Report each key that is missing."""
    for key in keys:
        if fields.node(key) is None and key not in fields.meant:
            fields.error(fields.mapping, f"avain {key} puuttuu", f"lisää rivi {key}: …")


def written(fields: Fields, key: str) -> str:
    """Return a text that may not be blank; that it is missing is reported elsewhere."""
    scalar = fields.scalar(key)
    if scalar is None:
        return ""
    if not scalar.text.strip():
        fields.error(scalar, f"avain {key} on tyhjä", "kirjoita siihen jotakin")
    return scalar.text.strip()


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one rule, with the defaults of `oletukset` behind them.

    A default is read from the mapping that gives it, so that a mistake in it is reported where it stands.
    """

    own: Fields
    defaults: Mapping[str, Fields]

    def at(self, key: str) -> Fields:
        """Return the mapping that gives the value of a key: the rule's own first."""
        return self.own if self.own.mapping.get(key) is not None else self.defaults.get(key, self.own)

    def canonical(self) -> str:
        """Return the rule and the defaults that it uses as one text, whatever the layout and comments of the file."""
        parts = [canonical(self.own.mapping)]
        for key, fields in sorted(self.defaults.items()):
            node = fields.mapping.get(key)
            if self.own.mapping.get(key) is None and node is not None:
                parts.append(f"{key}={canonical(node)}")
        return "\n".join(parts)


def canonical(node: Node) -> str:
    """Return a node as one text that does not depend on its layout."""
    if isinstance(node, Scalar):
        return repr(" ".join(node.text.split()))
    if isinstance(node, Items):
        return f"[{','.join(canonical(inner) for inner in node.nodes)}]"
    return "{" + ",".join(f"{entry.key.text}:{canonical(entry.value)}" for entry in node.entries) + "}"
