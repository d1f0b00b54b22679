"""Tables beside the rules: the same model and the same errors as in YAML, with the place of the cell."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from budget.owner import Owner
from budget.unit import UnitCode
from engine.read_rules import read_rules
from engine.rulebook import MentionKind, Rulebook
from job.rule_tables import table
from tests.cities import RULES, small_city
from tests.conftest import Done
from tests.workbooks import Table as Rows
from tests.workbooks import Value, xlsx
from written.problem import Severity
from written.table import from_text, to_text

Call = Callable[..., Done]
TODAY = ("--today", "2023-08-01")
RULE = """\
säännöt:
  - tunnus: kulut-edella
    nimi: Kulut edellä
    kohde: kulut
    rajat:
      raja: 5 %-yks.
      minimi: 10 000 €
    rajat_yksiköittäin: rajat.csv
    keltainen: toteumaprosentti > odotus + raja ja kertymäpoikkeama > minimi
"""
OWNERS = "vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
LIMITS = "koodi;nimi;raja;minimi\n1100;Koulut;8 %-yks.;\n12*;;;50 000 €\n"


def read(limits: str | bytes = LIMITS, rule: str = RULE, owners: str = OWNERS, file: str = "rajat.csv") -> Rulebook:
    data = limits if isinstance(limits, bytes) else limits.encode()
    files = {"rules/a.yaml": rule.encode(), "rules/v.yaml": owners.encode()}
    return read_rules(files | {f"rules/{file}": to_text(table(file, f"rules/{file}", data))})


def written(book: Rulebook) -> list[tuple[str, str, list[tuple[str, str, tuple[int, int]]]]]:
    """What a rulebook says of limits, but for places."""
    return [
        (rule.card.id, limits.pattern.text, [(limit.name, limit.kind.value, limit.value) for limit in limits.limits])
        for rule in book.rules
        for limits in rule.unit_limits
    ]


IN_YAML = RULE.replace(
    " rajat.csv\n",
    """
      "1100":
        raja: 8 %-yks.
      "12*":
        minimi: 50 000 €
""",
)


@pytest.mark.parametrize(
    ("what", "limits"),
    [
        ("semicolons",                LIMITS),
        ("tabs",                      LIMITS.replace(";", "\t")),
        ("commas",                    LIMITS.replace(";", ",")),
        ("told by Excel",             "sep=;\n" + LIMITS),
        ("Excel's encoding",          LIMITS.encode("cp1252")),
        ("a byte order mark",         LIMITS.encode("utf-8-sig")),
        ("ends of lines of Windows",  LIMITS.replace("\n", "\r\n")),
        ("headings as one likes",     LIMITS.replace("koodi;nimi;raja;minimi", "Yksikkö; Nimi ;RAJA;Minimi")),
        ("columns in another order",  "minimi;koodi;raja\n;1100;8 %-yks.\n50 000 €;12*;\n"),
        ("quotes and empty rows",     'koodi;raja;minimi\n;;\n"1100";"8 %-yks.";\n\n12*;;"50 000 €"\n'),
        ("a note for people",         "koodi;selite;raja;minimi\n1100;laskut;8 %-yks.;\n12*;ei mitään;;50 000 €\n"),
    ],
)  # fmt: skip
def test_a_table_says_what_yaml_says(what: str, limits: str | bytes) -> None:
    book = read(limits)
    assert book.problems == ()
    assert written(book) == written(read(rule=IN_YAML))


def test_a_unit_by_its_name_and_by_the_column_that_has_it() -> None:
    book = read("koodi;yksikkö;raja\n;Musiikkitoimi;8 %-yks.\n1100;Koulut;7 %-yks.\n")
    assert book.problems == ()
    assert [limits.pattern.text for limits in book.rules[0].unit_limits] == ["Musiikkitoimi", "1100"]


def test_a_default_of_all_rules_may_be_a_table() -> None:
    rule = RULE.replace("    rajat_yksiköittäin: rajat.csv\n", "") + "oletukset:\n  rajat_yksiköittäin: rajat.csv\n"
    assert written(read(rule=rule)) == written(read(rule=IN_YAML))


def test_a_subfolder() -> None:
    book = read(rule=RULE.replace("rajat.csv", "./taulukot/rajat.csv"), file="taulukot/rajat.csv")
    assert written(book) == written(read(rule=IN_YAML))


# -- mistakes -------------------------------------------------------------------------------------------------------

USELESS = "rules/a.yaml:8:25  taulukossa rajat.csv on virhe, joten sitä ei voi käyttää"


@pytest.mark.parametrize(
    ("what", "limits", "errors"),
    [
        ("a limit that the rule does not have", "koodi;rajja\n1100;8 %-yks.\n",
         ["rules/rajat.csv:1:7  rajaa ei ole avaimessa rajat: rajja\n    koodi;rajja\n          ^^^^^\n    vihje: tarkoititko raja?"]),
        ("said once for many rows", "koodi;rajja\n1100;8 %-yks.\n1200;8 %-yks.\n",
         ["rules/rajat.csv:1:7  rajaa ei ole avaimessa rajat: rajja\n    koodi;rajja\n          ^^^^^\n    vihje: tarkoititko raja?"]),
        ("another unit than the rule's", "koodi;raja;minimi\n1100;8 %-yks.;\n1200;8 €;\n",
         [("rules/rajat.csv:3:6  rajalla raja on toinen yksikkö kuin avaimessa rajat\n    1200;8 €;\n         ^^^\n"
          "    vihje: anna arvo yksikössä %-yks.")]),
        ("no unit at all", "koodi;raja\n1100;8\n",
         [("rules/rajat.csv:2:6  rajalla raja on toinen yksikkö kuin avaimessa rajat\n    1100;8\n         ^\n"
          "    vihje: anna arvo yksikössä %-yks.")]),
        ("a decimal point", "koodi;raja\n1100;8.5 %-yks.\n",
         [("rules/rajat.csv:2:6  luku ei ole kelvollinen: 8.5\n    1100;8.5 %-yks.\n         ^^^^^^^^^^\n"
          "    vihje: desimaalierotin on pilkku: 8,5")]),
        ("every mistake at once", "koodi;raja;minimi\n1100;x;y\n",
         ["rules/rajat.csv:2:6  luku ei ole kelvollinen: x", "rules/rajat.csv:2:8  luku ei ole kelvollinen: y"]),
        ("a unit twice", "koodi;raja\n1100;8 %-yks.\n1200;7 %-yks.\n1100;9 %-yks.\n",
         [USELESS, ("rules/rajat.csv:4:1  yksikkö 1100 on annettu kahdesti, ensin paikassa rules/rajat.csv:2:1\n    1100;9 %-yks.\n"
          "    ^^^^\n    vihje: poista toinen")]),
        ("a column twice", "koodi;raja;Raja\n1100;8 %-yks.;\n",
         [USELESS, "rules/rajat.csv:1:12  sarake raja on annettu kahdesti, ensin paikassa rules/rajat.csv:1:7"]),
        ("no unit in a row", "koodi;raja\n;8 %-yks.\n", [USELESS, "rules/rajat.csv:2:2  riviltä puuttuu yksikkö"]),
        ("a cell without a heading", "koodi;raja;\n1100;8 %-yks.;5\n", [USELESS, "rules/rajat.csv:2:15  sarakkeella ei ole otsikkoa"]),
        ("no column of units", "kodi;raja\n1100;8 %-yks.\n",
         [USELESS, "rules/rajat.csv:1:1  taulukossa ei ole saraketta koodi tai yksikkö\n    kodi;raja\n    ^^^^\n    vihje: tarkoititko koodi?"]),
        ("an empty table", "\n", [USELESS, "rules/rajat.csv  tiedosto on tyhjä"]),
        ("no table", b"PK\x03\x04 xl/", [USELESS, "rules/rajat.csv  tiedostoa ei voitu avata"]),
        ("too large", b"koodi;raja\n" + b"1;2\n" * 1_250_000, [USELESS, "rules/rajat.csv  taulukko on yli 5 Mt"]),
    ],
)  # fmt: skip
def test_mistakes_of_a_table(what: str, limits: str | bytes, errors: list[str]) -> None:
    book = read(limits)
    found = [str(problem) for problem in book.errors]
    assert len(found) == len(errors), "\n".join(found)
    for shown, expected in zip(found, errors, strict=True):
        assert shown.startswith(expected)
    assert book.rules == ()
    assert (book.broken, book.all_rules_known) == (frozenset({"kulut-edella"}), True)


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("raja.csv", "taulukkoa ei ole sääntökansiossa: raja.csv", "tarkista nimi ja kirjainkoko"),
        ("../rajat.csv", "taulukon on oltava sääntökansiossa: ../rajat.csv", "kirjoita polku sääntökansiosta alkaen"),
        ("a/../../rajat.csv", "taulukon on oltava sääntökansiossa: a/../../rajat.csv", "kirjoita polku"),
        ("/etc/rajat.csv", "taulukon on oltava sääntökansiossa: /etc/rajat.csv", "kirjoita polku"),
        ("'C:\\rajat.csv'", "taulukon on oltava sääntökansiossa: C:\\rajat.csv", "kirjoita polku"),
        ("rajat.doc", "avaimen rajat_yksiköittäin alla on oltava avaimia ja arvoja", "kirjoita avain: arvo"),
    ],
)
def test_a_table_that_is_not_there(name: str, message: str, hint: str) -> None:
    book = read(rule=RULE.replace("rajat.csv", name))
    (error,) = book.errors
    assert (error.place.line, error.place.column, error.message) == (8, 25, message)
    assert error.hint is not None
    assert error.hint.startswith(hint)
    assert book.rules == ()
    assert not [m for m in book.mentions if m.kind is MentionKind.PATTERN]  # a table's name is no unit that the figures lack


# -- who answers ----------------------------------------------------------------------------------------------------

ROLES = """\
rooli;osoite;kanava;varakanava;yksiköt;suoritteet;sijainen;poissa
talous;talous@example.org;folder;;;;;
rehtori;rehtori@example.org;folder;email;"1100; 1110";Oppilaat;talous;2026-07-01–2026-07-31
"""


def roles(text: str = ROLES) -> Rulebook:
    return read(text, rule=IN_YAML, owners="vastuut: vastuut.csv\n", file="vastuut.csv")


def test_owners() -> None:
    book = roles()
    assert book.problems == ()
    assert book.owners == (
        Owner("talous", "talous@example.org", "folder"),
        Owner("rehtori", "rehtori@example.org", "folder", "email", (UnitCode("1100"), UnitCode("1110")), ("Oppilaat",), "talous",
              (date(2026, 7, 1), date(2026, 7, 31))),
    )  # fmt: skip


@pytest.mark.parametrize("between", ['"1100;1110"', '"1100\n1110"', '"1100 ; 1110;"'])
def test_several_units_in_one_cell(between: str) -> None:
    assert roles(ROLES.replace('"1100; 1110"', between)).owners[1].units == ("1100", "1110")


@pytest.mark.parametrize(
    ("what", "old", "new", "error"),
    [
        ("an address", "rehtori@example.org", "rehtori", "rules/vastuut.csv:3:9  osoite ei ole sähköpostiosoite: rehtori"),
        (
            "a role twice",
            "rehtori;",
            "talous;",
            "rules/vastuut.csv:3:1  rooli talous on annettu kahdesti, ensin paikassa rules/vastuut.csv:2:1",
        ),
        ("a heading", "osoite", "osote", "rules/vastuut.csv:1:7  tuntematon avain: osote"),
        ("a person", "rooli;", "rooli;nimi;", "rules/vastuut.csv:1:7  tuntematon avain: nimi"),
        ("no finance", "talous;talous@", "hallinto;hallinto@", "rules/vastuut.csv:2:1  rooli talous puuttuu"),
        ("days", "2026-07-01–", "heinä–", "rules/vastuut.csv:3:71  aikaväli ei ole kelvollinen: heinä–2026-07-31"),
        ("no role", "rooli;osoite", "roli;osoite", "rules/v.yaml:1:10  taulukossa vastuut.csv on virhe"),
    ],
)
def test_mistakes_of_owners(what: str, old: str, new: str, error: str) -> None:
    found = [str(problem).split("\n")[0] for problem in roles(ROLES.replace(old, new, 1)).errors]
    assert any(line.startswith(error) for line in found), found


def test_without_its_owners_a_folder_is_not_known_as_a_whole() -> None:
    """The recipients of rules and finance may stand in the table that cannot be read."""
    book = read("x", rule=IN_YAML + "    vastaanottajat: [rehtori]\n", owners="vastuut: vastuut.csv\n", file="vastuut.csv")
    assert not book.all_rules_known
    assert not any("rehtori" in problem.message or "talous" in problem.message for problem in book.errors)


# -- workbooks ------------------------------------------------------------------------------------------------------

Change = Callable[[Mapping[str, Worksheet]], None]


def workbook(*rows: Sequence[Value], change: Change | None = None, more: Mapping[str, Rows] = {}) -> Rulebook:
    data = xlsx({"Rajat": (("koodi", "nimi", "raja", "minimi"), *rows), **more}, change)
    return read(data, RULE.replace("rajat.csv", "rajat.xlsx"), file="rajat.xlsx")


@pytest.mark.parametrize(
    ("what", "raja", "minimi"),
    [
        ("as in a rule", "8 %-yks.", "50 000 €"),
        ("bare numbers are in the rule's unit", 8, 50_000),
        ("also typed as text", "8", "50 000"),
        ("in another unit of the kind", "8 %-yks.", "50 t€"),
    ],
)
def test_a_workbook_says_what_yaml_says(what: str, raja: Value, minimi: Value) -> None:
    book = workbook(
        (1100, "Koulut", raja, None), (None, None, None, None), ("12*", None, None, minimi), more={"Ohje": (("Täytä koodit.",),)}
    )
    assert book.problems == ()
    assert written(book) == written(read(rule=IN_YAML))


@pytest.mark.parametrize(("typed", "exact"), [(7.5, (75, 1000)), (0.1 + 0.2 + 7, (73, 1000)), (12, (12, 100)), (0, (0, 100))])
def test_a_number_is_the_one_that_excel_shows(typed: float, exact: tuple[int, int]) -> None:
    (limits,) = workbook((1100, None, typed, None)).rules[0].unit_limits
    assert Fraction(*limits.limits[0].value) == Fraction(*exact)


def test_a_bare_number_is_in_the_unit_as_the_rule_writes_it() -> None:
    rule = RULE.replace("10 000 €", "10 t€").replace("rajat.csv", "rajat.xlsx")
    book = read(xlsx({"Rajat": (("koodi", "minimi"), ("1100", 50))}), rule, file="rajat.xlsx")
    assert book.rules[0].unit_limits[0].limits[0].value == (5_000_000, 1)


def hide(sheets: Mapping[str, Worksheet]) -> None:
    sheets["Rajat"].row_dimensions[2].hidden = True


LIMITS_SHEET: Rows = (("koodi", "raja"),)


@pytest.mark.parametrize(
    ("what", "rows", "change", "more", "error"),
    [
        ("a wrong unit", [("1100", "", "8 %-yks.", ""), ("1200", "", "", "5 pv")], None, {},
         "rules/rajat.xlsx, taulukko Rajat, solu D3  rajalla minimi on toinen yksikkö kuin avaimessa rajat"),
        ("perhaps formatted as percent", [("1100", "", 0.08, "")], None, {},
         "rules/rajat.xlsx, taulukko Rajat, solu C2  luku 0,08 voi olla prosentteina muotoiltu solu"),
        ("a unit twice", [("1100", "", 8, ""), (1100, "", 9, "")], None, {},
         "rules/rajat.xlsx, taulukko Rajat, solu A3  yksikkö 1100 on annettu kahdesti, ensin paikassa rules/rajat.xlsx, taulukko Rajat, solu A2"),
        ("hidden rows", [("1100", "", 8, "")], hide, {},
         "rules/rajat.xlsx, taulukko Rajat  taulukossa on piilotettuja rivejä tai kaavoja, joilla ei ole tulosta"),
        ("two sheets of limits", [("1100", "", 8, "")], None, {"Vanhat": LIMITS_SHEET},
         "rules/rajat.xlsx  sarake koodi tai yksikkö on usealla taulukolla: Rajat, Vanhat"),
    ],
)  # fmt: skip
def test_mistakes_of_a_workbook(
    what: str, rows: list[Sequence[Value]], change: Change | None, more: dict[str, Rows], error: str
) -> None:
    book = workbook(*rows, change=change, more=more)
    assert error in [str(problem).split("\n")[0] for problem in book.errors]
    assert book.rules == ()


def test_owners_in_a_workbook() -> None:
    rows = (
        ("rooli", "osoite", "kanava", "yksiköt"),
        ("talous", "t@example.org", "folder", None),
        ("rehtori", "r@example.org", "folder", "1100\n1110"),
    )
    book = read(xlsx({"Vastuut": rows}), IN_YAML, "vastuut: vastuut.xlsx\n", file="vastuut.xlsx")
    assert book.problems == ()
    assert book.owners[1].units == ("1100", "1110")


# -- laws -----------------------------------------------------------------------------------------------------------

cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)


@given(rows=st.lists(st.lists(cells, min_size=1, max_size=4), max_size=6))
def test_any_table_is_read_and_kept_as_it_is(rows: list[list[str]]) -> None:
    text = "\n".join(";".join(row) for row in rows)
    found = table("rajat.csv", "rules/rajat.csv", text.encode())
    assert from_text(to_text(found), "rules/rajat.csv") == found
    assert read(text).finance is not None
    assert roles(text).errors


def test_the_fingerprint_tells_what_a_table_says_and_not_how_it_was_saved() -> None:
    one, other, same = read(), read(LIMITS.replace("8 %", "9 %")), read(LIMITS.replace("\n", "\r\n"))
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert one.rules[0].card.fingerprint == same.rules[0].card.fingerprint != other.rules[0].card.fingerprint


# -- whole commands -------------------------------------------------------------------------------------------------

CITY_RULES = RULES.replace(
    "    keltainen: toteumaprosentti > odotus + 5 %-yks. ja",
    "    rajat: {raja: 5 %-yks.}\n    rajat_yksiköittäin: rajat.csv\n    keltainen: toteumaprosentti > odotus + raja ja",
)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = small_city(tmp_path, rules=CITY_RULES)
    limits(folder, "koodi;raja\n1200;30 %-yks.\n")
    return folder


def limits(city: Path, text: str) -> None:
    (city / "rules/rajat.csv").write_text(text, "utf-8")


def found(done: Done) -> list[str]:
    return [finding["unit"] for finding in done.json["findings"]]


def test_a_limit_of_a_table_is_judged_by(city: Path, call: Call) -> None:
    assert call(city, "check").exit == 0
    assert found(call(city, "evaluate", "--json", *TODAY)) == ["1000", "1100"]
    limits(city, "koodi;raja\n")
    assert found(call(city, "evaluate", "--json", *TODAY)) == ["1000", "1100", "1200"]


def test_check_tells_the_cell(city: Path, call: Call) -> None:
    limits(city, "koodi;raja\n1200;30\n")
    done = call(city, "check", "--json")
    assert done.exit == 1
    (error,) = done.json["errors"]
    assert (error["file"], error["line"], error["column"]) == ("rules/rajat.csv", 2, 6)
    assert (error["message"], error["hint"]) == (
        "rajalla raja on toinen yksikkö kuin avaimessa rajat",
        "anna arvo yksikössä %-yks.",
    )


def test_check_tells_the_sheet_too(city: Path, call: Call) -> None:
    rules = city / "rules/saannot.yaml"
    rules.write_text(rules.read_text("utf-8").replace("rajat.csv", "rajat.xlsx"), "utf-8")
    (city / "rules/rajat.xlsx").write_bytes(xlsx({"Rajat": (("koodi", "raja"), ("1200", "5 pv"))}))
    (error,) = call(city, "check", "--json").json["errors"]
    assert (error["file"], error["line"], error["column"]) == ("rules/rajat.xlsx", 2, 2)
    assert error["message"] == "taulukko Rajat, solu B2: rajalla raja on toinen yksikkö kuin avaimessa rajat"


def test_check_tells_of_a_unit_that_the_figures_do_not_have(city: Path, call: Call) -> None:
    limits(city, "koodi;raja\n1201;30 %-yks.\n")
    (warning,) = call(city, "check", "--json").json["warnings"]
    assert (warning["file"], warning["line"], warning["hint"]) == ("rules/rajat.csv", 2, "tarkoititko 1200?")


@pytest.mark.parametrize("broken", ["koodi;raja\n1200;kolmekymmentä\n", "koodi;raja\n1200;9 %-yks.\n1200;8 %-yks.\n", "x", ""])
def test_a_broken_table_is_judged_as_it_last_was(city: Path, call: Call, broken: str) -> None:
    call(city, "run", *TODAY)
    before = call(city, "alerts", "--json").json
    limits(city, broken)
    assert call(city, "run", *TODAY).exit == 1
    assert call(city, "alerts", "--json").json == before
    assert [alert["unit"] for alert in before["alerts"]] == ["1000", "1100"]
    newest = max((city / "var/messages").glob("*-talous*.html"), key=lambda file: int(file.name.split("-")[0]))
    assert "rules/rajat.csv" in newest.read_text("utf-8")


def test_a_link_out_of_the_folder_is_not_followed(city: Path, call: Call) -> None:
    (city / "rajat.csv").write_text("koodi;raja\n1200;30 %-yks.\n", "utf-8")
    (city / "rules/rajat.csv").unlink()
    (city / "rules/rajat.csv").symlink_to(city / "rajat.csv")
    messages = [error["message"] for error in call(city, "check", "--json").json["errors"]]
    assert "tiedostoa ei voitu lukea: linkki vie sääntökansion ulkopuolelle" in messages


def test_tables_that_no_rule_names_do_not_count(city: Path, call: Call) -> None:
    (city / "rules/muistio.csv").write_text("a;b;c", "utf-8")
    (city / "rules/luonnos.xlsx").write_bytes(b"PK")
    assert call(city, "check").exit == 0


def test_hundreds_of_units(city: Path, call: Call) -> None:
    rows = "".join(f"{20_000 + n};{n % 90} %-yks.\n" for n in range(2_000))
    limits(city, f"koodi;raja\n1200;30 %-yks.\n{rows}")
    assert found(call(city, "evaluate", "--json", *TODAY)) == ["1000", "1100"]


def test_every_severity_of_a_table_is_an_error() -> None:
    assert {problem.severity for problem in read(textwrap.dedent("\n")).problems} == {Severity.ERROR}
