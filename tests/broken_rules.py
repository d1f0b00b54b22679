"""Rules files with one mistake each, planted where its maker knows the line, the column and what the hint must say.

The tables hold what people bring from Excel, from speech and from other YAML files. `⟦` stands where the mark of the
error belongs; the maker takes it out and counts lines and columns by itself. Nothing here asks the program.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

MARK = "⟦"
OWNERS = "vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"


@dataclass(frozen=True)
class Broken:
    """A file with one mistake, the place where it must be told, and words that its hint must hold."""

    name: str
    text: bytes
    line: int
    column: int
    hint: str


# A comparison with a mistake: it may stand alone or among others.       the name | what is written | words of the hint
COMPARISONS = """
arrow the wrong way             | toteuma ⟦=> ta                                  | tarkoititko >=?
arrow the wrong way, less       | toteuma ⟦=< ta                                  | tarkoititko <=?
two equal signs                 | toteuma ⟦== ta                                  | tarkoititko =?
not equal of programmers        | toteuma ⟦!= ta                                  | tarkoititko <>?
a doubled sign                  | toteuma ⟦>> ta                                  | tarkoititko >?
a space inside >=               | toteuma ⟦> = ta                                 | tarkoititko >=?
a space inside <>               | toteuma ⟦< > ta                                 | tarkoititko <>?
a sign at the end               | toteuma ⟦>                                      | kirjoita
nothing on the left             | ⟦> 50 %                                         | kirjoita
no sign between                 | toteuma ⟦ta                                     | vertailumerkki
a number without a sign         | toteuma ⟦10 000 €                               | lisää
only a name                     | ⟦toteuma                                        | esimerkiksi
only an amount                  | ⟦10 000 €                                       | esimerkiksi
chain of comparisons            | 50 % < toteumaprosentti ⟦< 60 %                 | ja
square brackets                 | toteuma > ⟦[ta]                                 | ( )
dash of a text editor           | toteuma ⟦– ta > 0 €                             | tarkoititko -?
long dash                       | toteuma ⟦— ta > 0 €                             | tarkoititko -?
no spaces around minus          | ⟦ta-toteuma > 0 €                               | ta - toteuma
times of a school book          | toteuma > ta ⟦× 2                               | tarkoititko *?
letter x for times              | toteuma > 2 ⟦x ta                               | tarkoititko *?
a power                         | toteuma ⟦^ 2 > ta                               | kerto
plus in words                   | toteumaprosentti > odotus ⟦plus 5 %-yks.        | tarkoititko +?
over in words                   | toteuma ⟦yli ta                                 | tarkoititko >?
is over in words                | toteuma ⟦on yli ta                              | tarkoititko >?
exceeds in words                | toteuma ⟦ylittää ta                             | tarkoititko >?
is greater than in words        | toteuma ⟦on suurempi kuin ta                    | tarkoititko >?
less than in words              | toteuma ⟦pienempi kuin ta                       | tarkoititko <?
at least in words               | toteuma ⟦vähintään ta                           | tarkoititko >=?
over after the sign             | toteuma > ⟦yli 10 000 €                         | poista
the function JOS                | ⟦JOS(toteuma > ta; 1; 0)                        | JOS
the function IF                 | ⟦IF(toteuma > ta; 1; 0)                         | JOS
the function ABS                | ⟦ABS(toteuma) > 1 €                             | itseisarvo
the function SUMMA              | ⟦SUMMA(toteuma; ennuste) > 1 €                  | +
the function MAX                | ⟦MAX(toteuma; ennuste) > 1 €                    | tai
the function PYÖRISTÄ           | ⟦PYÖRISTÄ(toteuma; 0) > 1 €                     | itseisarvo
a cell                          | toteuma > ⟦B2                                   | nimi
a fixed cell                    | toteuma > ⟦$B$2                                 | nimi
absolute without brackets       | ⟦itseisarvo toteuma > 5 €                       | itseisarvo(
a quoted name                   | toteuma > ⟦"ta"                                 | poista lainausmerkit
a curly quote                   | toteuma > ⟦”ta”                                 | poista lainausmerkit
thousands with points           | toteuma > ⟦10.000 €                             | 10 000
thousands of English            | toteuma > ⟦10,000.00 €                          | 10 000,00
thousands with an apostrophe    | toteuma > ⟦10'000 €                             | 10 000
decimal point and groups        | toteuma > ⟦1 000.50 €                           | 1 000,50
percent of a name               | toteuma > ⟦110 % ta                             | 110 % *
a span of months                | kuukausi = ⟦6–9                                 | kuukausi >= 6 ja kuukausi <= 9
months with a hyphen            | kuukausi = ⟦6-9                                 | kuukausi >= 6 ja kuukausi <= 9
months with spaces              | kuukausi = ⟦6 - 9                               | kuukausi >= 6 ja kuukausi <= 9
months with dots                | kuukausi = ⟦6..9                                | kuukausi >= 6 ja kuukausi <= 9
months by name                  | kuukausi = ⟦kesäkuu–syyskuu                     | kuukausi >= 6 ja kuukausi <= 9
months by name cut short        | kuukausi = ⟦kesä-syyskuu                        | kuukausi >= 6 ja kuukausi <= 9
months without a sign           | kuukausi ⟦6-9                                   | kuukausi >= 6 ja kuukausi <= 9
months over the turn of a year  | kuukausi = ⟦10-2                                | kuukausi >= 10 tai kuukausi <= 2, tai avain kuukaudet: [10–12, 1–2]
millions as M                   | toteuma > 1,5 ⟦M                                | tarkoititko M€?
is null                         | ennuste ⟦is null                                | tarkoititko puuttuu?
decimal point                   | toteumaprosentti > ⟦50.5 %                      | 50,5
price of a shop                 | toteuma > ⟦10 000,- €                           | 10 000 €
euro sign first                 | toteuma > ⟦€10 000                              | 10 000 €
euro sign and space first       | toteuma > ⟦€ 10 000                             | 10 000 €
euro sign missing               | toteuma > ⟦10 000                               | tarkoititko 10 000 €?
percent sign missing            | toteumaprosentti > ⟦50                          | tarkoititko 50 %?
a ratio for a percent           | toteumaprosentti > ⟦0,5                         | 50 %
points sign missing             | toteumaprosentti > odotus + ⟦5                  | tarkoititko 5 %-yks.?
percent for points              | toteumaprosentti > odotus + ⟦5 %                | tarkoititko 5 %-yks.?
percent for points, less        | toteumaprosentti < odotus − ⟦5 %                | tarkoititko 5 %-yks.?
euros in words                  | toteuma > 10 000 ⟦euroa                         | tarkoititko €?
EUR                             | toteuma > 10 000 ⟦EUR                           | tarkoititko €?
e for euro                      | toteuma > 10 000 ⟦e                             | tarkoititko €?
glued e for euro                | toteuma > 10000⟦e                               | tarkoititko €?
percent in words                | toteumaprosentti > 50 ⟦prosenttia               | tarkoititko %?
percent, shortened              | toteumaprosentti > 50 ⟦pros.                    | tarkoititko %?
points, shortened               | toteumaprosentti > odotus + 5 ⟦pp               | tarkoititko %-yks.?
points, misspelt                | toteumaprosentti > odotus + 5 ⟦%-yksikkoa       | tarkoititko %-yks.?
bad groups                      | toteuma > ⟦12 34 €                              | 1 234
bad groups, long                | toteuma > ⟦1 0000 €                             | 1 234
thousands as k€                 | toteuma > 10 ⟦k€                                | tarkoititko t€?
thousands in words              | toteuma > 10 ⟦tuhatta €                         | tarkoititko t€?
thousands as tEUR               | toteuma > 10 ⟦tEUR                              | tarkoititko t€?
millions in words               | toteuma > 1,2 ⟦miljoonaa €                      | tarkoititko milj. €?
millions without euro           | toteuma > 1,2 ⟦milj.                            | tarkoititko milj. €?
nothing before the comma        | toteumaprosentti > ⟦,5 %                        | 0,5
nothing after the comma         | toteumaprosentti > ⟦5, %                        | 2,5
exponent of Excel               | toteuma > ⟦1E6 €                                | 1 234
percent against euros           | kertymäpoikkeama > ⟦10 %                        | 10 % * ta
euros against a percent         | toteumaprosentti > ⟦10 000 €                    | %
name of another kind            | ⟦toteuma > toteumaprosentti                     | samanlaisia
sum of two kinds                | ⟦toteuma + odotus > ta                          | laskea voi
product of euros                | ⟦ta * ennuste > 1 €                             | laskea voi
month with a unit               | kuukausi > ⟦6 €                                 | tarkoititko 6?
a thirteenth month              | kuukausi = ⟦13                                  | 1–12
month zero                      | kuukausi > ⟦0                                   | 1–12
month cut short                 | kuukausi = ⟦kesä                                | kesäkuu
month in English                | kuukausi = ⟦june                                | kesäkuu
month against euros             | toteuma > ⟦kesäkuu                              | kuukausi = kesäkuu
zero without a unit             | toteuma > ⟦0                                    | tarkoititko 0 €?
only constants                  | ⟦5 € > 3 €                                      | vertaa nimeen
division by zero                | toteuma / ⟦0 > ta                               | nolla
misspelt name                   | ⟦toteumaprosenti > 50 %                         | tarkoititko toteumaprosentti?
misspelt short name             | ⟦enuste > ta                                    | tarkoititko ennuste?
misspelt without dots           | ⟦kertymapoikeama > 5 €                          | tarkoititko kertymäpoikkeama?
name in two words               | ⟦kertymä poikkeama > 5 €                        | kertymäpoikkeama
name in two words, percent      | ⟦toteuma prosentti > 50 %                       | toteumaprosentti
name with a space for _         | ⟦alkuperäinen ta > 5 €                          | alkuperäinen_ta
name with glued percent         | ⟦toteuma% > 50 %                                | toteumaprosentti
name with a percent sign        | ⟦toteuma % > 50 %                               | toteumaprosentti
inflected name                  | ⟦toteuman > ta                                  | tarkoititko toteuma?
inflected name, long            | ⟦ennusteen > ta                                 | tarkoititko ennuste?
name in English                 | ⟦actual > ta                                    | tarkoititko toteuma?
budget in English               | toteuma > ⟦budget                               | tarkoititko ta?
everyday word for a name        | ⟦menot > ta                                     | toteuma
budget in everyday words        | toteuma > ⟦budjetti                             | tarkoititko ta?
a limit that is not given       | toteumaprosentti > odotus + ⟦raja               | rajat
name of another target          | ⟦määrä > 5 €                                    | kohteella kulut on
line where it is known          | ⟦kulujen toteuma > ta                           | poista kulujen
empty in words                  | ennuste ⟦tyhjä                                  | tarkoititko puuttuu?
is empty                        | ennuste ⟦on tyhjä                               | puuttuu
is missing, misspelt            | ennuste ⟦puutuu                                 | tarkoititko puuttuu?
given without is                | ennuste ⟦annettu                                | on annettu
not in the middle               | toteuma ⟦ei > ta                                | ei (
empty brackets                  | toteuma > ⟦()                                   | sulkuihin
sign before sign                | toteuma > ⟦* ta                                 | kirjoita
calculation at the end          | toteuma > ta ⟦+                                 | kirjoita
a unit alone                    | toteuma > ⟦€                                    | 5 €
points against a share          | toteumaprosentti > ⟦5 %-yks.                    | tarkoititko 5 %?
share against points            | toteumaprosentti − odotus > ⟦5 %                | tarkoititko 5 %-yks.?
days against euros              | toteuma > ⟦45 pv                                | tarkoititko 45 €?
"""

# A whole condition with a mistake.
CONDITIONS = """
double and                      | toteuma > ta ja ⟦ja ennuste > ta                | poista
double or                       | toteuma > ta tai ⟦tai ennuste > ta              | poista
and or                          | toteuma > ta ja ⟦tai ennuste > ta               | poista
and at the end                  | toteuma > ta ⟦ja                                | kirjoita
or at the end                   | toteuma > ta ⟦tai                               | kirjoita
and not at the end              | toteuma > ta ja ⟦ei                             | kirjoita
and at the start                | ⟦ja toteuma > ta                                | poista
word between is missing         | toteuma > ta ⟦ennuste > ta                      | ja
comma for and                   | toteuma > ta⟦, ennuste > ta                     | ja
semicolon for and               | toteuma > ta⟦; ennuste > ta                     | ja
another word for and            | toteuma > ta ⟦sekä ennuste > ta                 | tarkoititko ja?
but for and                     | toteuma > ta ⟦mutta ennuste > ta                | tarkoititko ja?
another word for or             | toteuma > ta ⟦taikka ennuste > ta               | tarkoititko tai?
ampersands                      | toteuma > ta ⟦&& ennuste > ta                   | tarkoititko ja?
one ampersand                   | toteuma > ta ⟦& ennuste > ta                    | tarkoititko ja?
pipes                           | toteuma > ta ⟦|| ennuste > ta                   | tarkoititko tai?
bracket not closed              | ⟦(toteuma > ta ja ennuste > ta                  | lisää puuttuva )
inner bracket not closed        | toteuma > ta ja ⟦(ennuste > ta                  | lisää puuttuva )
bracket closed twice            | (toteuma > ta)⟦) ja ennuste > ta                | poista )
bracket never opened            | toteuma > ta⟦) ja ennuste > ta                  | poista )
equal sign of a formula         | ⟦=toteuma > ta                                  | poista
the function JA                 | ⟦JA(toteuma > ta; ennuste > ta)                 | ehto ja ehto
the function TAI                | ⟦TAI(toteuma > ta; ennuste > ta)                | ehto tai ehto
the function AND                | ⟦AND(toteuma > ta; ennuste > ta)                | ehto ja ehto
not a comparison                | ei ⟦toteuma                                     | esimerkiksi
amount after and                | toteumaprosentti > odotus ja ⟦10 000 €          | esimerkiksi
name after and                  | toteuma > ta ja ⟦ennuste                        | esimerkiksi
if and then                     | ⟦jos toteuma > ta                               | poista
then at the end                 | toteuma > ta ⟦niin punainen                     | poista
a full stop at the end          | toteuma > ta⟦.                                  | poista
an exclamation mark             | toteuma > ta⟦!                                  | poista
braces                          | ⟦{toteuma > ta}                                 | ( )
"""

# Lines of a rule: each replaces the line of the same key, or is added to the rule.
LINES = """
misspelt key                    | ⟦keltanen: toteuma > ta                         | tarkoititko keltainen?
key with a capital              | ⟦Punainen: toteuma > ta                         | tarkoititko punainen?
misspelt recipients             | ⟦vastaanotajat: [talous]                        | tarkoititko vastaanottajat?
key in English                  | ⟦red: toteuma > ta                              | tarkoititko punainen?
name in English                 | ⟦name: Kulut                                    | tarkoititko nimi?
recipients in English           | ⟦recipients: [talous]                           | tarkoititko vastaanottajat?
months in singular              | ⟦kuukausi: 3–12                                 | tarkoititko kuukaudet?
unit in singular                | ⟦yksikkö: ["1"]                                 | tarkoititko yksiköt?
limit in singular               | ⟦raja: 5 %                                      | tarkoititko rajat?
tests misspelt                  | ⟦testi: []                                      | tarkoititko testit?
key twice                       | punainen: toteuma > ta;⟦punainen: ennuste > ta  | poista toinen
colon missing                   | ⟦punainen toteuma > ta                          | avain: arvo
space after colon missing       | ⟦punainen:toteuma > ta                          | avain: arvo
colon in a value                | kysymys: Miksi⟦: mistä ero?                     | lainausmerkkeihin
value begins with >             | punainen: ⟦> 5 €                                | lainausmerkkeihin
value begins with %             | kysymys: ⟦%-osuus                               | lainausmerkkeihin
value begins with @             | kysymys: ⟦@talous                               | lainausmerkkeihin
value begins with *             | kysymys: ⟦*tärkeä                               | lainausmerkkeihin
value begins with &             | kysymys: ⟦&tärkeä                               | lainausmerkkeihin
value begins with !             | kysymys: ⟦!tärkeä                               | lainausmerkkeihin
value begins with a backtick    | kysymys: ⟦`miksi`                               | lainausmerkkeihin
quote not closed                | punainen: ⟦"toteuma > ta                        | lainausmerkki
single quote not closed         | punainen: ⟦'toteuma > ta                        | lainausmerkki
text after a quote              | kysymys: "Miksi" ⟦näin?                         | lainausmerk
quote of a word processor       | punainen: ⟦”toteuma > ta”                       | poista lainausmerkit
bracket of a list not closed    | vastaanottajat: ⟦[talous                        | lisää puuttuva ]
brace not closed                | rajat: ⟦{raja: 5 %                              | lisää puuttuva }
list without brackets           | vastaanottajat: ⟦talous, vastuuhenkilö          | [talous, vastuuhenkilö]
units without brackets          | yksiköt: ⟦64332000, 64336000                    | [64332000, 64336000]
formula in a value              | punainen: ⟦=toteuma>ta                          | poista
condition as a list             | punainen: ⟦[toteuma > ta]                       | ilman sulkeita
condition as a mapping          | punainen: ⟦{toteuma: ta}                        | ilman sulkeita
no-break space before comment   | kesto: 2⟦\u00a0# kaksi                          | tavallinen välilyönti
merge key                       | ⟦<<: 1                                          | auki
month zero in a span            | kuukaudet: ⟦0–13                                | 3–12
month thirteen                  | kuukaudet: [3, ⟦13]                             | 3–12
months as in a newspaper        | kuukaudet: ⟦tammi–joulu                         | tammikuu–joulukuu
months with dots                | kuukaudet: ⟦3..12                               | 3–12
month cut short                 | kuukaudet: ⟦maalis                              | maaliskuu
quarter                         | kuukaudet: ⟦Q2                                  | 4–6
months from the end             | kuukaudet: ⟦12–3                                | [12, 1–3]
several spans in one text       | kuukaudet: ⟦1-6, 9                              | [1-6, 9]
months for all                  | kuukaudet: ⟦kaikki                              | poista
duration in words               | kesto: ⟦kaksi                                   | 2
duration with a unit            | kesto: ⟦2 kuukautta                             | 2
duration zero                   | kesto: ⟦0                                       | 1
duration with a decimal         | kesto: ⟦1,5                                     | 2
state misspelt                  | tila: ⟦koekaytto                                | tarkoititko koekäyttö?
state in everyday words         | tila: ⟦päällä                                   | käytössä
state in English                | tila: ⟦off                                      | pois
state yes                       | tila: ⟦kyllä                                    | käytössä
level of units misspelt         | taso: ⟦alimmat                                  | alin
level of units of another table | taso: ⟦yksikkö                                  | vaihtoehdot: kaikki, alin, summa
target in everyday words        | kohde: ⟦menot                                   | tarkoititko kulut?
revenue in everyday words       | kohde: ⟦tulot                                   | tarkoititko tuotot?
target in singular              | kohde: ⟦kulu                                    | tarkoititko kulut?
target with a capital           | kohde: ⟦Kulut                                   | tarkoititko kulut?
target in English               | kohde: ⟦costs                                   | tarkoititko kulut?
unit in a list of targets       | kohde: [kulut, ⟦yksikkö]                        | kulut, tuotot ja kate
targets with and                | kohde: ⟦kulut ja tuotot                         | [kulut, tuotot]
id with letters of Finnish      | tunnus: ⟦kulut-yli-määrän                       | kulut-yli-maaran
id with spaces and capitals     | tunnus: ⟦Kulut yli                              | kulut-yli
date of Finland                 | muutettu: ⟦24.11.2026                           | 2026-11-24
date that is not                | muutettu: ⟦2026-02-30                           | 2026-11-24
recipient unknown               | vastaanottajat: [⟦rehtori]                      | vastuut
recipient without dots          | vastaanottajat: [⟦vastuuhenkilo]                | tarkoititko vastuuhenkilö?
recipient as an address         | vastaanottajat: [⟦talous@example.org]           | rooli
copy to unknown                 | tiedoksi_punaisesta: [⟦talus]                   | tarkoititko talous?
empty list                      | vastaanottajat: ⟦[]                             | poista
measure key of a line           | suorite_laji: ⟦kertyvä                          | poista
limit with a point              | rajat: {raja: ⟦5.5 %}                           | 5,5
limit in words                  | rajat: {raja: ⟦viisi}                           | 5 %-yks.
limit of unknown unit           | rajat: {raja: ⟦5 euroa}                         | tarkoititko €?
limit with a taken name         | rajat: {⟦toteuma: 5 €}                          | muu nimi
limit of a unit alone           | rajat_yksiköittäin: {"1": {⟦raja: 5 %}}         | rajat
limit of a unit without a name  | rajat_yksiköittäin: {⟦"1": 5 %}                 | raja: arvo
percent cut by a comma          | tunnetut_syyt: [⟦0,5 % indeksi]                 | pilkku katkaisi
"""

# One of a rule's own tests.
TESTS = """
expected misspelt               | - {kun: {toteuma: 2 €, kausi: 2023-06}, niin: ⟦keltanen}             | tarkoititko keltainen?
expected in everyday words      | - {kun: {toteuma: 2 €, kausi: 2023-06}, niin: ⟦ok}                   | ei mitään
expected in English             | - {kun: {toteuma: 2 €, kausi: 2023-06}, niin: ⟦red}                  | tarkoititko punainen?
expected missing                | - ⟦{kun: {toteuma: 2 €, kausi: 2023-06}}                             | niin
figures missing                 | - ⟦{niin: tieto}                                                     | kun
value misspelt                  | - {kun: {⟦toteumat: 2 €, kausi: 2023-06}, niin: tieto}               | tarkoititko toteuma?
value without euros             | - {kun: {toteuma: ⟦2 000, kausi: 2023-06}, niin: tieto}              | 2 000 €
value in k€                     | - {kun: {toteuma: ⟦2 k€, kausi: 2023-06}, niin: tieto}               | tarkoititko t€?
value with points               | - {kun: {toteuma: ⟦2.000 €, kausi: 2023-06}, niin: tieto}            | 2 000
value cut by a comma            | - {kun: {toteuma: 2 000,⟦50 €, kausi: 2023-06}, niin: tieto}         | pilkku katkaisi
value with parts of a cent      | - {kun: {kausi: 2023-06, toteuma: ⟦"2,005 €"}, niin: tieto}          | kaksi desimaalia
period of Finland               | - {kun: {toteuma: 2 €, kausi: ⟦6/2023}, niin: tieto}                 | 2023-06
period in words                 | - {kun: {toteuma: 2 €, kausi: ⟦kesäkuu 2023}, niin: tieto}           | 2023-06
period thirteen                 | - {kun: {toteuma: 2 €, kausi: ⟦2023-13}, niin: tieto}                | 2023-06
period missing                  | - ⟦{kun: {toteuma: 2 €}, niin: tieto}                                | kausi
key misspelt                    | - {⟦kunn: {toteuma: 2 €, kausi: 2023-06}, niin: tieto}               | tarkoititko kun?
texts misspelt                  | - {kun: {toteuma: 2 €, kausi: 2023-06}, niin: tieto, ⟦tekstisa: [a]} | tarkoititko tekstissä?
"""

# Whole files, beside the one that names finance's role.
FILES = r"""
misspelt top key                | ⟦säänöt:\n  - tunnus: a\n                                                | tarkoititko säännöt?
top key without dots            | ⟦saannot:\n  - tunnus: a\n                                               | tarkoititko säännöt?
top key in English              | ⟦rules:\n  - tunnus: a\n                                                 | tarkoititko säännöt?
tab as indent                   | säännöt:\n⟦\t- tunnus: a\n                                               | välilyönneillä
tab after spaces                | säännöt:\n  - tunnus: a\n  ⟦\tnimi: A\n                                  | välilyönneillä
rules without a dash            | säännöt:\n  ⟦tunnus: a\n  nimi: A\n                                      | viivalla
rules without a key             | ⟦- tunnus: a\n  nimi: A\n                                                | säännöt:
key indented too far            | säännöt:\n  - tunnus: a\n     nimi⟦: A\n    kohde: kulut\n               | siirrä
key indented too little         | säännöt:\n  - tunnus: a\n    nimi: A\n   ⟦kohde: kulut\n                 | samalle tasolle
anchor                          | oletukset:\n  omistaja: ⟦&o talous\n                                     | lainausmerkkeihin
alias                           | oletukset:\n  omistaja: ⟦*o\n                                            | lainausmerkkeihin
tag                             | oletukset:\n  omistaja: ⟦!!str talous\n                                  | poista
two documents                   | oletukset:\n  omistaja: talous\n⟦---\nsitovuus: []\n                     | ---
top key twice                   | oletukset:\n  omistaja: a\n⟦oletukset:\n  omistaja: b\n                  | poista toinen
unknown default                 | oletukset:\n  ⟦omistja: talous\n                                         | tarkoititko omistaja?
default that is no default      | oletukset:\n  ⟦nimi: Kulut\n                                             | sääntöön
broken condition in a default   | oletukset:\n  poistuu: toteuma ⟦=> ta\n                                  | tarkoititko >=?
bad state in a default          | oletukset:\n  tila: ⟦koekaytto\n                                         | tarkoititko koekäyttö?
growth without euros            | oletukset:\n  kasvun_eurot: ⟦10 000\n                                    | 10 000 €
growth factor as a percent      | oletukset:\n  kasvun_kerroin: ⟦20 %\n                                    | 1,2
no address                      | vastuut:\n  - ⟦rooli: rehtori\n    kanava: folder\n                      | osoite
address without a place         | vastuut:\n  - rooli: rehtori\n    osoite: ⟦rehtori\n    kanava: folder\n  | talous@example.org
a deputy of oneself             | vastuut:\n  - rooli: a\n    osoite: a@b.fi\n    kanava: folder\n    sijainen: ⟦a\n | toinen rooli
an exception twice              | poikkeukset:\n  - {sääntö: kaikki, yksikkö: "1", kaudet: 2023-06, tapa: vaientaa, määrä: 5 €, syy: x, kirjasi: y}\n  - ⟦{sääntö: kaikki, yksikkö: "1", kaudet: 2023-06, tapa: vaientaa, määrä: 5 €, syy: x, kirjasi: y}\n | poista toinen
owner key misspelt              | vastuut:\n  - rooli: a\n    osoite: a@b.fi\n    kanava: folder\n    ⟦yksikot: ["1"]\n | tarkoititko yksiköt?
role of finance twice           | vastuut:\n  - rooli: ⟦talous\n    osoite: a@b.fi\n    kanava: folder\n   | yhdistä
binding of no line              | sitovuus:\n  - yksiköt: ["1"]\n    rivi: ⟦menot\n    taso: valtuusto\n   | kulut
binding of no level             | sitovuus:\n  - yksiköt: ["1"]\n    rivi: kate\n    taso: ⟦hallitus\n     | valtuusto
profile of eleven numbers       | profiilit:\n  - tunnus: p\n    kohde: kulut\n    kertymä: ⟦8 \| 17 \| 25 \| 33 \| 42 \| 50 \| 58 \| 67 \| 75 \| 83 \| 100\n | jokaisen kuukauden
profile with commas             | profiilit:\n  - tunnus: p\n    kohde: kulut\n    kertymä: ⟦8, 17, 25, 33, 42, 50, 58, 67, 75, 83, 92, 100\n | merkillä \|
profile that falls              | profiilit:\n  - tunnus: p\n    kohde: kulut\n    kertymä: ⟦8 \| 17 \| 25 \| 33 \| 42 \| 40 \| 58 \| 67 \| 75 \| 83 \| 92 \| 100\n | ei voi laskea
a rule with nothing to judge    | säännöt:\n  - ⟦tunnus: a\n    nimi: A\n    kohde: kulut\n                | keltainen
a rule without a name           | säännöt:\n  - ⟦tunnus: a\n    kohde: kulut\n    tieto: toteuma > ta\n    | nimi
a rule with a blank name        | säännöt:\n  - tunnus: a\n    nimi: ⟦""\n    kohde: kulut\n    tieto: toteuma > ta\n    | jotakin
an empty list of targets        | säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: ⟦[]\n    tieto: toteuma > ta\n    | poista rivi
a profile of no line            | profiilit:\n  - tunnus: p\n    kohde: ⟦[]\n    lähde: historia\n    | poista rivi
a binding of no unit            | sitovuus:\n  - yksiköt: ⟦[]\n    rivi: kate\n    taso: valtuusto\n   | poista rivi
a rule without a target         | säännöt:\n  - ⟦tunnus: a\n    nimi: A\n    tieto: toteuma > ta\n         | kohde
one id twice                    | säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: kulut\n    tieto: toteuma > ta\n  - tunnus: ⟦a\n    nimi: B\n    kohde: kulut\n    tieto: toteuma > ta\n | oma tunnus
unit without its line           | säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: yksikkö\n    tieto: ⟦toteuma > 5 €\n | kulujen toteuma
hyphen after a line             | säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: yksikkö\n    tieto: ⟦kulujen-toteuma > 5 €\n | kulujen toteuma
measure as a share of its target | säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: suorite\n    tieto: toteuma / tavoite > ⟦50 %\n | tarkoititko 0,5?
target of a measure with euros  | säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: suorite\n    tieto: toteuma > ⟦5 €\n | tarkoititko 5?
age without days                | säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: aineisto\n    tieto: aineiston_ikä > ⟦45\n | 45 pv
"""

# What is read well, and still cannot be meant: conditions of a rule that has no others.
CONTRADICTIONS = """
never                           | keltainen: ⟦toteuma > 10 € ja toteuma < 5 €                                      | ja
never, by the sign of a size    | keltainen: ⟦itseisarvo(toteuma) < 0 €                                            | nolla
never, beside its months        | kuukaudet: 3–6;keltainen: ⟦kuukausi > 8                                          | kuukaudet
always                          | keltainen: ⟦toteuma > ta tai toteuma <= ta                                       | raja
always, by the month            | keltainen: ⟦kuukausi >= 1                                                        | raja
a level that cannot hold        | keltainen: toteumaprosentti > 60 %;punainen: ⟦toteumaprosentti < 50 %            | keltainen
a level beside its limit        | tieto: toteuma < ta;keltainen: ⟦toteuma > ta                                     | tieto
ends only while it holds        | keltainen: toteuma > ta;poistuu: ⟦toteuma > ta + 5 €                             | toiselle puolelle
ends while it still holds       | keltainen: toteumaprosentti > 55 %;poistuu: ⟦toteumaprosentti < 60 %             | keltainen ei täyty
never ends                      | keltainen: toteuma > ta;poistuu: ⟦toteuma < ta ja toteuma > ta                   | ei sulkeutuisi
"""


@dataclass(frozen=True)
class _Kind:
    """One row of the tables, and how a file is made around it."""

    name: str
    table: str
    text: str
    hint: str


def kinds() -> tuple[_Kind, ...]:
    """Return every named mistake."""
    tables = {
        "comparison": COMPARISONS,
        "condition": CONDITIONS,
        "lines": LINES,
        "tests": TESTS,
        "file": FILES,
        "contradiction": CONTRADICTIONS,
    }
    return tuple(_Kind(name, table, text, hint) for table, rows in tables.items() for name, text, hint in _rows(rows))


def _rows(table: str) -> Iterator[tuple[str, str, str]]:
    for row in table.strip().splitlines():
        name, _, rest = row.partition(" |")
        text, _, hint = rest.rpartition("| ")
        yield name.strip(), _plain(text.strip()), _plain(hint.strip())


def _plain(text: str) -> str:
    return text.replace("\\|", "|").replace("\\n", "\n").replace("\\t", "\t").replace("\\u00a0", "\u00a0")


def broken(count: int, seed: int) -> Iterator[Broken]:
    """Yield so many files, every kind of mistake in turn, each time in other surroundings."""
    rng = random.Random(seed)
    every = kinds()
    for number in range(count):
        yield _planted(every[number % len(every)], rng)


def _planted(kind: _Kind, rng: random.Random) -> Broken:
    text = kind.text if kind.table == "file" else _folder(kind, rng)
    lead = rng.choice(("", "# Säännöt\n", "\n# Talous omistaa nämä.\n\n", "oletukset:\n  kesto: 1\n"))
    alone = "oletukset" in lead and ("oletukset" in text or "säännöt" not in text)
    text = text if alone else lead + text
    before, _, after = text.partition(MARK)
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    whole = before + after
    if rng.random() < 0.2:
        whole = whole.replace("\n", "\r\n")
    if rng.random() < 0.2:
        whole = "\ufeff" + whole
    return Broken(kind.name, whole.encode(), line, column, kind.hint)


def _folder(kind: _Kind, rng: random.Random) -> str:
    """Return the text of a file with the mistake in one of several rules."""
    neighbours = [_rule(f"muu-{n}", {"keltainen": "keltainen: toteuma > ta"}) for n in range(rng.randint(0, 3))]
    at = rng.randint(0, len(neighbours))
    rules = [*neighbours[:at], _with_mistake(kind, rng), *neighbours[at:]]
    dash = rng.choice(("", "  ", "    "))
    gap = rng.choice(("", "\n", "  # seuraava\n"))
    return "säännöt:\n" + gap.join(textwrap.indent(rule, dash) for rule in rules)


def _with_mistake(kind: _Kind, rng: random.Random) -> str:
    lines: dict[str, str] = {}
    if kind.table == "tests":
        lines["keltainen"] = "keltainen: kertymäpoikkeama > 50 €"
        lines["testit"] = "testit:\n  " + kind.text
    elif kind.table in ("lines", "contradiction"):
        given = kind.text.split(";") if kind.table == "contradiction" or kind.name == "key twice" else [kind.text]
        if kind.table == "lines":
            lines["tieto"] = "tieto: toteuma > 1 €"
        for line in given:
            lines[_key(line) if _key(line) not in lines or len(given) == 1 else f"{_key(line)} again"] = line
    else:
        level = rng.choice(("tieto", "keltainen", "punainen"))
        text = _among_others(kind.text, rng) if kind.table == "comparison" else kind.text
        lines[level] = f"{level}: {_written(text, rng)}"
    return _rule("tutkittu", lines)


def _key(line: str) -> str:
    return line.replace(MARK, "").partition(":")[0]


def _rule(name: str, lines: dict[str, str]) -> str:
    given = {"tunnus": f"tunnus: {name}", "nimi": "nimi: Sääntö", "kohde": "kohde: kulut"} | lines
    rows = "\n".join(given.values()).split("\n")
    return "- " + "\n  ".join(rows) + "\n"


def _among_others(text: str, rng: random.Random) -> str:
    return rng.choice(
        ("{}", "{}", "ennuste > 1 € ja {}", "{} tai ennuste > 1 €", "ennuste > 1 € tai ({})", "ennuste > 1 €\n    ja {}")
    ).format(text)


def _written(text: str, rng: random.Random) -> str:
    """Return a condition as a value of YAML: plain where YAML takes it so, else in quotes or as a block."""
    bare = text.replace(MARK, "")
    ways = ['"{}"'] if '"' not in bare else []
    ways += ["'{}'"] if "'" not in bare else []
    if bare[0] not in ">=&|*!%@`\"'[]{},#" and ": " not in bare and not bare.endswith(":") and " #" not in bare:
        ways += ["{}", "{}"]
    if "\n" not in bare:
        ways.append(">-\n    {}")
    return rng.choice(ways).format(text)
