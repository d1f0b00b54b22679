"""What `figures` tells a person: in ten seconds it is clear whether the report was understood."""

from pathlib import Path

from tests.invented_city import city
from tests.invented_clothes import Clothes
from tests.invented_layouts import LAYOUTS, Words
from tests.test_figures_cities import asked

AMENDED = """\
raportti-2024-06.csv: 32 riviä = käytetty 31 + jätetty pois 0 + ei lukuja 1
  kesäkuu 2024, tuhansia euroja, kulut ja nettomenot ilman miinusmerkkiä
    ”Koodi”           yksikön koodi
    ”Nimi”            yksikön nimi
    ”Rivi”            rivin laji
    ”TP 2023”         edellisen vuoden tilinpäätös
    ”Alkup. TA 2024”  alkuperäinen talousarvio (talousarvio lasketaan tästä)
    ”TA-muutos”       talousarvion muutos (talousarvio lasketaan tästä)
    ”Tot 1-6/2024”    toteuma vuoden alusta

Tilanne 30.6.2024: 11 yksikköä, 31 riviä
  5000 SIVISTYS- JA HYVINVOINTITOIMIALA: kulujen talousarvio 34 196 000 €, toteuma 18 069 000 €, 52,8 %
"""

BROKEN = """\
Koodi;Nimi;Rivi;TA 2024;KS 2024;Tot 1-6/2024;Huom
11;A;Menot;-9;-9;n. 5;
13;C;Höpö;-9;-9;-5;
12;B;Menot;-100;-99;-50;
"""

BROKEN_TEXT = """\
raportti-2024-06.csv: 4 riviä = käytetty 1 + jätetty pois 1 + ei lukuja 2
  kesäkuu 2024, euroja, kulut miinusmerkkisiä
    ”Koodi”         yksikön koodi
    ”Nimi”          yksikön nimi
    ”Rivi”          rivin laji
    ”TA 2024”       talousarvio (asetuksen columns mukaan)
    ”Tot 1-6/2024”  toteuma vuoden alusta
    ei käytetä: ”KS 2024”, ”Huom”

Jätettiin pois:
raportti-2024-06.csv:2:18  arvo ei ole luku: ”n. 5” sarakkeessa ”Tot 1-6/2024”; rivi jätettiin pois
    11;A;Menot;-9;-9;n. 5;
                     ^^^^
    vihje: korjaa arvo raporttiin; tyhjä solu tai - tarkoittaa puuttuvaa

Käytettiin, mutta huomattavaa:
raportti-2024-06.csv:3  riviä ”Höpö” ei tunneta, eikä sitä käytetty
    vihje: tunnetut rivit ovat tuotot, kulut ja kate sekä niiden tiliryhmät

Tilanne 30.6.2024: 2 yksikköä, 1 rivi
  12 B: kulujen talousarvio 100 €, toteuma 50 €, 50,0 %
"""


def shown(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_how_a_report_was_understood(tmp_path: Path) -> None:
    of, layout = city(4, grain=100_000), LAYOUTS["original and amendment"]
    clothes = Clothes("whole", "k€", signs="net = costs - revenue")
    answer = asked(tmp_path, clothes.written(layout.sheet(of, Words())), "unit: k€")
    assert shown(answer.text).splitlines()[:12] == AMENDED.splitlines()


def test_what_was_not_accepted_stands_before_the_figures(tmp_path: Path) -> None:
    answer = asked(tmp_path, BROKEN.encode(), 'columns: {budget: "TA 2024"}')
    assert shown(answer.text).splitlines()[:21] == BROKEN_TEXT.splitlines()


def test_a_refused_file_shows_its_columns_too(tmp_path: Path) -> None:
    text = shown(asked(tmp_path, BROKEN.encode()).text)
    assert "    ”Tot 1-6/2024”  toteuma vuoden alusta\n" in text
    assert "Tiedostoa ei käytetty:\nraportti-2024-06.csv:1  raportissa on sekä talousarvio" in text
    assert text.endswith("Yhtään aineistoa ei voitu käyttää.")
