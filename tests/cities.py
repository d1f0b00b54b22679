"""Invented cities for whole runs: a folder with config, rules and one report."""

from pathlib import Path

CONFIG = """\
organisation: Tyrskylä
rules: rules/
state: var/talousvahti.db
sources:
  - report: data/*.csv
channels:
  folder: {type: folder, path: var/messages}
"""

RULES = """\
säännöt:
  - tunnus: kulut-edella
    nimi: Kulut kertyvät odotettua nopeammin
    kohde: kulut
    keltainen: toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €
    punainen: kertymäpoikkeama > 250 000 €
    poistuu: toteumaprosentti < odotus + 3 %-yks.
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: folder}
  - {rooli: rehtori, osoite: rehtori@example.org, kanava: folder, yksiköt: ["1100"]}
  - {rooli: museonjohtaja, osoite: museo@example.org, kanava: folder, yksiköt: ["1200"]}
"""

REPORT = """\
Koodi;Nimi;Rivi;TA 2023;Toteuma 1-6/2023;TP-ennuste 2023
1000;Sivistys;Toimintatuotot;60 000;30 000;60 000
1000;Sivistys;Toimintakulut;-1 500 000;-950 000;-1 500 000
1000;Sivistys;Toimintakate;-1 440 000;-920 000;-1 440 000
1100;Koulut;Toimintatuotot;50 000;25 000;50 000
1100;Koulut;Toimintakulut;-1 000 000;-600 000;-1 000 000
1100;Koulut;Toimintakate;-950 000;-575 000;-950 000
1200;Museo;Toimintatuotot;10 000;5 000;10 000
1200;Museo;Toimintakulut;-500 000;-350 000;-500 000
1200;Museo;Toimintakate;-490 000;-345 000;-490 000
"""


def small_city(
    folder: Path, report: str = REPORT, rules: str = RULES, config: str = CONFIG, file: str = "tyrskyla-2023-06.csv"
) -> Path:
    """Lay a city into a folder; return the folder."""
    for name, text in (("config.yaml", config), ("rules/saannot.yaml", rules), (f"data/{file}", report)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder
