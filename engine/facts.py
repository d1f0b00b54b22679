"""What the wording of a finding is made from: the values that were judged, and the proof that they held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from budget.exact import Exact
from budget.period import Period
from budget.unit import Line
from budget.verdict import Comparison, Level
from engine.rulebook import Subject
from engine.syntax import Condition
from written.record import dataclass

Lookup = Callable[[str, Line | None], Exact | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one finding.

    `subject` is what was judged; of a rule with several subjects the one at hand. `line` is None where the target
    is no line. `proof` are the comparisons of the reached level and then of the lower ones, each condition in its
    own order, held or not. `used` are the primary names that the rule's level conditions use, in order of first
    use (`kulujen toteuma` for `kohde: yksikkö`). `unbudgeted` tells that a `budjetoimaton` of those levels held.
    `conditions` are those levels' conditions with primary names, the reached one first.
    `expected` is the share that `odotus` is here (None where the target has none), `even` is month / 12, and
    `profile` the name of the profile that gave `expected`, None for the even pace.
    """

    subject: Subject
    line: Line | None
    period: Period
    conditions: tuple[tuple[Level, Condition], ...]
    proof: tuple[Comparison, ...]
    used: tuple[str, ...]
    unbudgeted: bool
    expected: Exact | None
    even: Exact
    profile: str | None
    lookup: Lookup = field(repr=False)

    def value(self, name: str, line: Line | None = None) -> Exact | None:
        """Return a value by primary name, in the natural direction, euros in cents; None where it is not known.

        Any name that the subject has may be asked for, used or not. `line` is needed only where the target is a
        unit with all its lines; for a line it may name another line of the same unit.
        """
        return self.lookup(name, line)
