"""Budgets that were changed: what says so, and which column may be the budget in force where no heading tells it for sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from figures.document import Role
from figures.headings import Heading
from figures.tables import Head
from figures.vocabulary import Word
from figures.words import fold, squeeze
from written.place import Place
from written.problem import Problem, Severity

_BUDGET = re.compile(r"(?<!\w)(?:m?ta|talousarvio\w*|bu|budj\w*|budget\w*|bg|tb|määräraha\w*)(?![^\W\d])")
_CHANGED = re.compile(r"muut|ändr|tark|korj|uusi|lisä|siirr|tillägg|juster|revid|gällande|voimassa|nykyi|mta")
_COMPARED = re.compile(r"poikk|ero|jälj|käyt|kvar|enn|tot|alit|ylit|avvik|återst|diff|utf|prognos|selit|perust|syy|%|/\s*[^\W\d]")
_CHANGED_ALONE = frozenset({"muutettu", "muutettuyhteensä", "tarkistettu", "korjattu", "voimassaoleva", "ändrad"})
_AMENDMENT = re.compile(r"muuto|muut\.|ändring|lisätalousarvio|lisäbudjetti|lisä-?ta\b|\blta|\btam\b|tillägg|siirto|siirro")
_NTH = re.compile(r"(?<![\d/.,-])(?:[1-9]|(?<![^\W\d])(?:i{1,3}|iv))\.?(?! ?000)(?=$|[ )/]|\*)")
_AMENDMENTS_ALONE = frozenset({"siirrot", "hyväksytytmuutokset", "muutoksetyhteensä"})
_PLAIN = (Word.BUDGET, Word.ORIGINAL)


def unsure_budgets(head: Head, used: Sequence[bool], year: int, place: Place) -> Iterable[Problem]:
    """Yield the doubts of a TA that may not be the budget in force: a changed one beside it, or changes that are not added.

    Args:
        head: the heading row.
        used: for each column, whether it was taken as something.
        year: of the figures.
        place: of the heading row.
    """
    budgets = [at for at in head.words(*_PLAIN) if used[at]]
    if not budgets or head.words(Word.IN_FORCE) or Role.BUDGET in head.hinted:
        return
    known = head.headings[budgets[0]].text
    free = [of for at, of in enumerate(head.headings) if not used[at] and head.hinted[at] is None and _may_be(of, year)]
    changes = [of for of in free if _is_amendment(of.text)]
    if changes:
        names = ", ".join(f"”{of.text}”" for of in changes)
        message = f"raportissa on talousarvion muutoksia ({names}), mutta muutettua talousarviota ei löydy"
        hint = (
            "lisää raporttiin sarake Muutettu TA; jos muutos on yhdessä sarakkeessa, kerro lähteen kohdassa "
            f'columns: {{amendment: "{changes[0].text}"}}; jos muutokset ovat jo mukana, columns: {{budget: "{known}"}}'
        )
        yield Problem(Severity.FILE, place, message, hint, heading=changes[0].text)
    for of in free:
        if of in changes or of.word is not None or not _is_changed(of.text):
            continue
        yield Problem(
            Severity.FILE,
            place,
            f"sarakkeista ”{known}” ja ”{of.text}” kumpi tahansa voi olla talousarvio",
            f'kerro oikea sarake lähteen kohdassa columns: {{budget: "{of.text}"}}; jos se on muutos, {{amendment: "{of.text}"}}',
            heading=of.text,
        )


def _may_be(of: Heading, year: int) -> bool:
    """Tell whether a heading may be about this year's budget; one of another line of a wide table is not."""
    of_budget = of.word in (None, Word.CHANGE, Word.AMENDMENT) and of.line is None
    return of_budget and (of.when is None or of.when.year in (None, year))


def _is_changed(text: str) -> bool:
    folded = fold(text)
    if _COMPARED.search(folded):
        return False
    return bool(_BUDGET.search(folded) and _CHANGED.search(folded)) or squeeze(text) in _CHANGED_ALONE


def _is_amendment(text: str) -> bool:
    """Tell whether a heading is one of many amendments: `TA-muutos 1`, `Muutos 2/2024`, `II lisätalousarvio`."""
    folded = fold(text)
    if _COMPARED.search(folded) or len(re.findall(r"20\d\d", folded)) > 1:
        return False
    return squeeze(text) in _AMENDMENTS_ALONE or bool(_AMENDMENT.search(folded) and _NTH.search(folded))
