"""A city whose months are a few numbers: whole runs of `bot.py`, and what each reader has got from them."""

import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.cities import RULES, small_city
from tests.conftest import Done

Call = Callable[..., Done]
LEAVES = RULES.replace("    kohde: kulut\n", "    kohde: kulut\n    taso: alin\n")
TODAY = "2024-04-15"  # of all runs: the sign of life goes out with the first one
BUDGETS = {"1100": ("Koulut", 1_000_000), "1200": ("Museo", 500_000)}


def report(month: int, costs: dict[str, int | None], year: int = 2023) -> str:
    """A report of the costs of the two units; a unit of None is not in it. Its sums are right."""
    there = {code: spent for code, spent in costs.items() if spent is not None}
    rows = [("1000", "Sivistys", sum(BUDGETS[code][1] for code in there), sum(there.values()))]
    rows += [(code, *BUDGETS[code], spent) for code, spent in there.items()]
    head = f"Koodi;Nimi;Rivi;TA {year};Toteuma 1-{month}/{year}\n"
    return head + "".join(f"{code};{name};Toimintakulut;-{ta};-{spent}\n" for code, name, ta, spent in rows)


@dataclass
class EpisodeCity:
    """The city in its folder. `run` returns the texts of the new messages by their reader's role."""

    folder: Path
    call: Call
    seen: int = 0
    last: Done | None = None

    @classmethod
    def settle(cls, folder: Path, call: Call, rules: str = LEAVES) -> "EpisodeCity":
        small_city(folder, rules=rules)
        (folder / "data/tyrskyla-2023-06.csv").unlink()
        return cls(folder, call)

    def rules(self, text: str) -> None:
        (self.folder / "rules/saannot.yaml").write_text(text, "utf-8")

    def notes(self, text: str) -> None:
        """Write the exceptions and answers, in place of those before."""
        (self.folder / "rules/kirjaukset.yaml").write_text(text, "utf-8")

    def figures(self, month: int, schools: int | None, museum: int | None, year: int = 2023) -> None:
        """Write the report of a month, in place of the one before of that month."""
        text = report(month, {"1100": schools, "1200": museum}, year)
        (self.folder / f"data/tyrskyla-{year}-{month:02d}.csv").write_text(text, "utf-8")

    def run(self) -> dict[str, str]:
        """Run, and run again, which must say nothing."""
        self.last = self.call(self.folder, "run", "--today", TODAY)
        new = self._new()
        again = self.call(self.folder, "run", "--today", TODAY)
        assert self._new() == {}, "the same again is no news"
        assert "ei uutta" in again.out
        return new

    def month(self, month: int, schools: int | None, museum: int | None, year: int = 2023) -> dict[str, str]:
        """The report of a month comes, and the bot runs."""
        self.figures(month, schools, museum, year)
        return self.run()

    def alert(self, unit: str, rule: str = "kulut-edella") -> dict[str, object]:
        """The newest alert of a unit as `alerts --json` shows it."""
        found = self.call(self.folder, "alerts", "--json", "--all").json["alerts"]
        return next(alert for alert in found if (alert["unit"], alert["rule"]) == (unit, rule))

    def _new(self) -> dict[str, str]:
        files = sorted((self.folder / "var/messages").glob("*.eml"), key=lambda file: int(file.name.split("-")[0]))
        new, self.seen = files[self.seen :], len(files)
        return {file.stem.partition("-")[2]: _text(file) for file in new}


def _text(file: Path) -> str:
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().replace("\u00a0", " ").split())
    return f"{mail['subject']}\n{text}"
