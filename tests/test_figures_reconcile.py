"""Proofs within a file, files of one period together, and the gates against the last accepted figures."""

import pytest

from budget.period import Period
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from figures.document import Hints, OrganisationRow, Signs
from figures.reading import Reading
from figures.reconcile import reconcile
from tests.figures_builders import euros, of_severity, reading, snapshot
from written.problem import Severity

HEAD = "Koodi;Nimi;Rivi;TA 2024;Toteuma\n"
# The sums of 100 are 110 + 120; each has its margin.
CITY = """\
100;KUNTA;Tulot;1200;600
;;Menot;-12000;-6000
;;Netto;-10800;-5400
110;Koulu;Tulot;700;300
;;Menot;-7000;-3500
;;Netto;-6300;-3200
120;Kirjasto;Tulot;500;300
;;Menot;-5000;-2500
;;Netto;-4500;-2200
"""


def city(old: str = "", new: str = "", month: int = 6) -> Reading:
    changed = CITY.replace(old, new, 1) if old else CITY
    assert not old or changed != CITY
    return reading(HEAD + changed, file=f"kunta-2024-{month:02d}.csv")


def only(of: Reading, *previous: Snapshot) -> Snapshot:
    (found,) = reconcile([of], previous).snapshots
    return found


@pytest.mark.parametrize(
    ("what", "old", "new", "numbers", "doubtful"),
    [
        ("agrees", "", "", (), set()),
        ("a margin within rounding", "-6300;-3200", "-6300;-3201", (), set()),
        (
            "a sum within rounding: 1 € a child",
            "-12000;-6000\n;;Netto;-10800;-5400",
            "-12000;-6002\n;;Netto;-10800;-5402",
            (),
            set(),
        ),
        ("a sum 1 € beyond it", "-12000;-6000\n;;Netto;-10800;-5400", "-12000;-6003\n;;Netto;-10800;-5403", ("−6 003 €",), set()),
        ("a small difference is said", "-6300;-3200", "-6300;-3250", ("−3 250 €", "−3 200 €"), set()),
        ("exactly 1 % of the budget is no doubt", "-6300;-3200", "-6300;-3270", ("−3 270 €",), set()),
        ("over 1 % is a doubt of the unit and those above", "-6300;-3200", "-6300;-3280", ("−3 280 €",), {"100", "110"}),
        (
            "a sum over 1 %",
            "-12000;-6000\n;;Netto;-10800;-5400",
            "-12000;-7000\n;;Netto;-10800;-6400",
            ("−7 000 €", "−6 000 €"),
            {"100"},
        ),
    ],
)
def test_proofs(what: str, old: str, new: str, numbers: tuple[str, ...], doubtful: set[str]) -> None:
    result = reconcile([city(old, new)])
    (of,) = result.snapshots
    said = " ".join(problem.message for problem in result.problems).replace("\u00a0", " ")
    assert bool(result.problems) is bool(numbers)
    for number in numbers:
        assert number in said
    assert {problem.severity for problem in result.problems} <= {Severity.WARNING}
    assert {unit.code for unit in of.units if unit.doubt} == doubtful
    assert [unit.parent for unit in of.units] == [None, "100", "100"]


def test_thousands_are_rounded_in_thousands() -> None:
    text = "Koodi;Nimi;Rivi;TA, t€;Toteuma, t€\n1;A;Tulot;10;5\n1;A;Menot;-20;-11\n1;A;Netto;-10;-5\n"
    assert reconcile([reading(text)]).problems == ()


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("57 %", False),
        ("57,4", False),
        ("0,574", False),
        ("58,4 %", False),
        ("59 %", True),
        ("0 %", True),
        ("#DIV/0!", False),
        ("", False),
    ],
)
def test_the_printed_share_is_only_compared(share: str, said: bool) -> None:
    of = reading(f"Koodi;Nimi;Rivi;TA;Toteuma;Toteuma-%\n1;A;Tulot;1000;574;{share}\n2;B;Tulot;0;5;0 %\n")
    assert [problem.severity for problem in of.problems] == ([Severity.WARNING] if said else [])
    assert len(of.figures) == 2


def test_an_organisation_table_wins_over_the_codes() -> None:
    rows = (("A", None), ("120", "A"), ("110", "100"), ("100", "120"))
    organisation = tuple(OrganisationRow(UnitCode(c), c, UnitCode(p) if p else None) for c, p in rows)
    of = reading(HEAD + CITY, Hints(organisation=organisation))
    assert [unit.parent for unit in only(of).units] == ["120", "100", None]


class TestFilesOfOnePeriod:
    def test_units_of_two_files_stand_together(self) -> None:
        lines = CITY.splitlines(keepends=True)
        first = reading(HEAD + "".join(lines[:3]), file="a-2024-06.csv")
        second = reading(HEAD + "".join(lines[3:]), file="b-2024-06.csv")
        result = reconcile([first, second])
        (of,) = result.snapshots
        assert [(unit.code, unit.parent) for unit in of.units] == [("100", None), ("110", "100"), ("120", "100")]
        assert [(source.file, source.figures) for source in of.sources] == [("a-2024-06.csv", 3), ("b-2024-06.csv", 6)]
        assert result.problems == ()

    def test_the_same_numbers_count_once(self) -> None:
        result = reconcile([reading(HEAD + CITY, file="a-2024-06.csv"), reading(HEAD + CITY + "\n", file="b-2024-06.csv")])
        assert result.problems == ()
        assert len(result.snapshots[0].units) == 3

    def test_other_numbers_leave_the_unit_out_and_name_both_files(self) -> None:
        other = reading(HEAD + CITY.replace("-7000;-3500", "-7000;-3600"), file="b-2024-06.csv")
        result = reconcile([reading(HEAD + CITY, file="a-2024-06.csv"), other])
        (problem,) = of_severity(result.problems, Severity.ROW)
        assert "a-2024-06.csv" in problem.message
        assert (problem.place.file, problem.place.line) == ("b-2024-06.csv", 6)
        (of,) = result.snapshots
        assert [(unit.code, len(unit.figures)) for unit in of.units] == [("100", 3), ("110", 0), ("120", 3)]
        assert [counts.left_out for counts in result.counts] == [3, 3]

    def test_one_file_of_two_sources_is_read_once(self) -> None:
        result = reconcile([city(), city()])
        assert len(result.snapshots[0].sources) == 1
        assert len(result.counts) == 2


def test_periods_come_oldest_first_and_a_refused_file_stops_no_other() -> None:
    result = reconcile([city(month=7), reading(b"PK\x03\x04"), city(month=6)])
    assert [of.period for of in result.snapshots] == [Period(2024, 6), Period(2024, 7)]
    assert len(of_severity(result.problems, Severity.FILE)) == 1


def times(text: str, factor: float) -> str:
    def cell(value: str) -> str:
        return f"{float(value) * factor:.2f}".replace(".", ",") if value.lstrip("-").isdigit() else value

    return "".join(
        ";".join([*row.split(";")[:3], *(cell(value) for value in row.split(";")[3:])]) + "\n" for row in text.splitlines()
    )


class TestGates:
    BEFORE = snapshot(HEAD + CITY, file="kunta-2024-06.csv")

    @pytest.mark.parametrize(
        ("what", "text", "file", "said"),
        [
            ("the next month", times(CITY, 1.1), "kunta-2024-07.csv", None),
            ("the budget doubled", times(CITY, 2), "kunta-2024-07.csv", None),
            ("more than doubled", times(CITY, 2.01), "kunta-2024-07.csv", "talousarvio oli 12 000 €"),
            ("the budget halved", times(CITY, 0.5), "kunta-2024-07.csv", None),
            ("less than half", times(CITY, 0.49), "kunta-2024-07.csv", "talousarvio oli"),
            ("thousands read as euros", times(CITY, 0.001), "kunta-2024-07.csv", "talousarvio oli"),
            ("two of three units", "".join(CITY.splitlines(keepends=True)[:6]), "kunta-2024-07.csv", "jäljellä 2"),
            ("the pace three times", CITY.replace("-6000", "-21000"), "kunta-2024-07.csv", None),
            ("the pace over three times", CITY.replace(";-6000", ";-99000"), "kunta-2024-07.csv", "kuukautta kohti"),
            ("a pace of another year is no matter", times(CITY, 1.1), "kunta-2025-01.csv", None),
            ("an older file", times(CITY, 9), "kunta-2024-05.csv", None),
        ],
    )
    def test_against_the_last_accepted_figures(self, what: str, text: str, file: str, said: str | None) -> None:
        head = HEAD.replace("TA 2024", "TA")
        of = reading(head + text, file=file)
        result = reconcile([of], [self.BEFORE])
        refused = of_severity(result.problems, Severity.FILE)
        assert bool(refused) is bool(said), refused
        assert bool(result.snapshots) is not bool(said)
        for problem in refused:
            assert said is not None
            assert said in problem.message.replace("\u00a0", " ")
            assert problem.hint is not None
            assert f"python bot.py accept {file}" in problem.hint
            (counts,) = result.counts
            assert (counts.used, counts.left_out) == (0, of.counts.used)

    def test_a_file_that_a_person_accepted_passes(self) -> None:
        of = reading(HEAD + times(CITY, 9), file="kunta-2024-07.csv")
        assert reconcile([of], [self.BEFORE]).snapshots == ()
        assert len(reconcile([of], [self.BEFORE], frozenset({of.sha256})).snapshots) == 1

    def test_figures_that_were_accepted_before_pass(self) -> None:
        assert len(reconcile([city()], [self.BEFORE]).snapshots) == 1

    def test_signs_that_turned(self) -> None:
        text = HEAD + "100;KUNTA;Menot;12000;7000\n110;Koulu;Menot;7000;4000\n120;Kirjasto;Menot;5000;3000\n"
        assert len(reconcile([reading(text, file="kunta-2024-07.csv")], [self.BEFORE]).snapshots) == 1
        wrong = reading(text, Hints(signs=Signs.COSTS_NEGATIVE), "kunta-2024-07.csv")
        (problem,) = of_severity(reconcile([wrong], [self.BEFORE]).problems, Severity.FILE)
        assert "etumerkki on vaihtunut" in problem.message

    @pytest.mark.parametrize(
        ("what", "lost", "said"),
        [
            ("the measures", "Suorite;TA;Toteuma\nLainat;10;5\n", "suoritteet"),
            ("the items", "Ei ole varattu määrärahoja seuraaviin kuluihin: hanke 60 000.\n", "ilman määrärahaa"),
        ],
    )
    def test_a_file_read_again_that_lost_a_part_was_cut(self, what: str, lost: str, said: str) -> None:
        before = snapshot(f"{HEAD}{CITY}\n{lost}", file="kunta-2024-06.csv")
        result = reconcile([city()], [before])
        (problem,) = result.problems
        assert said in problem.message
        assert result.snapshots == ()
        assert len(reconcile([city(month=7)], [before]).snapshots) == 1


def test_after_a_month_that_was_not_read_nothing_tells_of_the_month_alone() -> None:
    of = reading(HEAD + CITY.replace(";-12000;-6000", ";-12000;-6100"), file="kunta-2024-08.csv")
    (found,) = reconcile([of], [only(city())]).snapshots
    assert not found.unfinished


@pytest.mark.parametrize(
    ("what", "title", "heading", "unfinished"),
    [
        ("a title of the middle of the month", "Tilanne 15.6.2024", "Tot", True),
        ("a heading of the middle of the month", "", "Toteuma 1.1.-15.6.2024", True),
        ("the last day", "Tilanne 30.6.2024", "Tot", False),
        ("the day of printing", "Tulostettu 15.6.2024", "Tot 1-6/2024", False),
        ("a day of another month", "Tilanne 15.7.2024", "Tot 1-6/2024", False),
    ],
)
def test_a_report_that_is_dated_before_the_end_of_its_month(what: str, title: str, heading: str, unfinished: bool) -> None:
    of = reading(f"{title}\n\nKoodi;Nimi;Rivi;TA 2024;{heading}\n41;Koulu;Menot;-100;-50\n")
    (found,) = reconcile([of]).snapshots
    assert found.unfinished is unfinished
    assert any("kuukausi on kesken" in problem.message for problem in of.problems) is unfinished


def test_the_months_own_column_tells_of_an_unclosed_month() -> None:
    text = "Koodi;Nimi;Rivi;TA;Tot 06/2024;Tot 1-6/2024\n1;A;Menot;-12000;{};-5500\n"
    assert snapshot(text.format("-300")).unfinished
    assert not snapshot(text.format("-900")).unfinished


def test_a_unit_left_out_makes_no_noise_above_it() -> None:
    result = reconcile([city("-7000;-3500", "-7000;x")])
    (problem,) = result.problems
    assert problem.severity is Severity.ROW
    (of,) = result.snapshots
    assert [unit.parent for unit in of.units] == [None, "100", "100"]
    assert of.units[1].line(Line.COSTS) is None
    assert euros(of.units[1].revenue) == 300
