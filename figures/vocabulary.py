"""The words of headings and labels, Finnish and Swedish. A new city is a new word here."""

from __future__ import annotations

from enum import Enum

from budget.unit import Line


class Word(Enum):
    """What a heading says by itself. What it means in its table is decided in `columns.py`."""

    PRIOR = "prior"
    PRIOR_SAME_MONTH = "prior same month"
    BUDGET = "budget"  # the original one or the one in force: the other columns tell
    ORIGINAL = "original"
    AMENDMENT = "amendment"
    CHANGE = "change"  # an amendment only where the sum is another column
    PLAN = "plan"
    IN_FORCE = "in force"
    ACTUAL = "actual"
    ACCUMULATED = "accumulated"
    MONTH = "month"
    SHARE = "share"
    FORECAST = "forecast"
    IGNORED = "ignored"  # known, and no figure: remaining, variance, other shares
    CODE = "code"
    UNIT = "unit"  # the code, or the name where the code is another column
    NAME = "name"
    LINE = "line"
    GROUP = "group"
    PARENT = "parent"
    MEASURE = "measure"
    AREA = "area"
    GOAL = "goal"
    OTHER = "other"  # of a table that is about something else than units: projects


VALUES = frozenset(
    {
        Word.PRIOR,
        Word.PRIOR_SAME_MONTH,
        Word.BUDGET,
        Word.ORIGINAL,
        Word.AMENDMENT,
        Word.CHANGE,
        Word.PLAN,
        Word.IN_FORCE,
        Word.ACTUAL,
        Word.ACCUMULATED,
        Word.MONTH,
        Word.FORECAST,
    }
)

OF_LINES = VALUES | {Word.SHARE, Word.IGNORED}

HEADINGS: tuple[tuple[Word, str], ...] = (
    (
        Word.PRIOR,
        "TP|Tilinpäätös|Tilinp.|Ed. TP|Edellinen TP|Edellinen tilinpäätös|Ed. tilinpäätös|Ed.vuosi|Edellinen vuosi|TP ed.vuosi",
    ),
    (Word.PRIOR, "Tilinpäätös ed. vuosi|Bokslut|BS|Bokslut föregående år|Föregående år|Föreg. år"),
    (
        Word.PRIOR_SAME_MONTH,
        "Toteuma ed.vuosi vastaava aika|Ed.vuosi vastaava aika|Ed. vuoden vastaava aika|Vastaava aika ed. vuosi",
    ),
    (
        Word.PRIOR_SAME_MONTH,
        "Edellisen vuoden vastaava toteuma|Edellisen vuoden vastaava ajankohta|Motsvarande tid föregående år",
    ),
    (Word.BUDGET, "TA|Talousarvio|Budjetti|Budj|Bu|TB|Budget|Vuosibudjetti|Koko vuoden talousarvio|Koko vuosi TA|Årsbudget|BG"),
    (
        Word.BUDGET,
        "Talousarvio (TA)|Hyväksytty TA|Hyväksytty talousarvio|Vuoden talousarvio|Budjetoitu|Bud.|Talousarvio yht. vuosi|Vuositalousarvio|TA vuosi|TA koko vuosi",
    ),
    (
        Word.ORIGINAL,
        "Alkup. TA|Alkuperäinen TA|Alkuperäinen talousarvio|Alkup. talousarvio|Alkuperäinen budjetti|Alkup. budjetti",
    ),
    (
        Word.ORIGINAL,
        "TA alkup.|TA alkuperäinen|Talousarvio alkuperäinen|Talousarvio alkup.|Ursprunglig budget|Urspr. budget|Alkup. Bu",
    ),
    (Word.ORIGINAL, "Alkuper. TA|Alk. TA|Alkup. talousarv.|Alkuper. talousarvio|Valtuuston TA|Ursprunglig BG|Ursprunglig TB"),
    (
        Word.AMENDMENT,
        "TA-muutos|Ta-muut.|TA-muutokset|TA muutos yht.|Lisä-TA|Lisätalousarvio|Bu-muutos|Bu-muutokset|Budjettisiirrot",
    ),
    (
        Word.AMENDMENT,
        "Talousarviomuutos|Talousarviomuutokset|Talousarvion muutos|Talousarvion muutokset|Budjettimuutos|Budjettimuutokset",
    ),
    (
        Word.AMENDMENT,
        "Budgetändring|Budgetändringar|Tilläggsbudget|Lisämääräraha|Lisämäärärahat|Määrärahasiirrot|Määrärahamuutokset",
    ),
    (
        Word.AMENDMENT,
        "TAM|LTA|TA-muut.yht.|Muutokset TA|Muutos TA|Talousarv.muutos|Määrärahan muutos|Lisäbudjetti|Lisä-TA yht.|BG-ändring|TB-ändring",
    ),
    (Word.CHANGE, "Muutos|Muutokset|Muut.|Ändring|Ändringar|Förändring"),
    (Word.PLAN, "KS|Käyttösuunnitelma|Käyttösuunn.|Dispositionsplan|KÄSU"),
    (
        Word.IN_FORCE,
        "Muutettu TA|Muutettu talousarvio|Muutettu budjetti|MTA|TA + muutokset|TA + muutos|TA + TA-muutokset|TA+TA-muutos",
    ),
    (
        Word.IN_FORCE,
        "TA muutosten jälkeen|Talousarvio muutosten jälkeen|Voimassa oleva TA|Voimassa oleva talousarvio|Voimassaoleva budjetti",
    ),
    (
        Word.IN_FORCE,
        "Bu+muutos|Bu+muutokset|Budjetti + muutos|Budjetti + muutokset|Talousarvio + muutokset|Talousarvio + muutos|TA muutettu",
    ),
    (
        Word.IN_FORCE,
        "Talousarvio muutoksineen|TA muutoksineen|TA+LTA|TA yhteensä|TA yht.|Ändrad budget|Budget + ändring|Budget + ändringar",
    ),
    (
        Word.IN_FORCE,
        "Gällande budget|Justerad budget|Budget efter ändringar|Talousarvio yhteensä|Lopullinen TA|Voimassa oleva Bu",
    ),
    (
        Word.IN_FORCE,
        "TA + TAM|TA + LTA|TA ml. muutokset|TA sis. muutokset|TA sisältäen muutokset|TA muutoksin|Talousarvio muutoksin|Nykyinen TA|Muutettu Bu|Muutettu budj.",
    ),
    (
        Word.IN_FORCE,
        "TA + muut.|TA+Ta-muut.|Talousarvio ml. muutokset|Talousarvio sis. muutokset|Ändrad BG|Ändrad TB|Budget inkl. ändringar|Reviderad budget",
    ),
    (
        Word.IN_FORCE,
        "TA sis. muut.|TA ml. muut.|Budjetti sis. muutokset|Budjetti ml. muutokset|Budj+muutos|Budj + muutokset|Budjetti muutoksineen|Muut. TA|Muut. talousarvio",
    ),
    (
        Word.IN_FORCE,
        "Tarkistettu TA|Tark. TA|Tarkistettu talousarvio|Korjattu TA|Korjattu talousarvio|Muutettu määräraha|Ändr. budget|Budget efter ändring",
    ),
    (
        Word.ACTUAL,
        "Toteuma|Toteutuma|Toteutunut|Tot|Totet.|Toteut.|Käyttö|Käytetty|Utfall|Utf.|Förverkligat|Toteuma yhteensä|TOT yht.|Tot. yhteensä",
    ),
    (Word.ACCUMULATED, "Kum.|Kertymä|Kumul.|Kumulatiivinen|Kumulatiivinen toteuma|Kum. toteuma|Toteuma kum.|Tot. kum.|Kum. tot."),
    (
        Word.ACCUMULATED,
        "Toteuma kumulatiivinen|Kertynyt toteuma|Toteuma alkuvuosi|Toteuma vuoden alusta|Ackumulerat|Ackumulerat utfall",
    ),
    (Word.ACCUMULATED, "Tot. alkuvuosi|Alkuvuoden toteuma|YTD|Toteuma YTD|Tot. YTD|Utfall YTD|YTD toteuma"),
    (Word.ACCUMULATED, "Utfall ackumulerat|Ack. utfall|Utfall ack.|Kumulatiivinen toteutuma|Toteutuma kumulatiivinen|Kertynyt"),
    (
        Word.MONTH,
        "Kuukausi|Kk|Kuukauden toteuma|Toteuma kk|Toteuma kuukausi|Kk-toteuma|Tot. kk|Kk tot.|Toteutuma kk|Kuukauden tot.",
    ),
    (
        Word.MONTH,
        "Kuluva kuukausi|Kuukausitoteuma|Månad|Månadens utfall|Utfall månad|Månadsutfall|Kuukauden toteutuma|Toteuma kuukaudessa",
    ),
    (Word.MONTH, "Toteuma kuluva kk|Kuluva kk|Kauden toteuma|Tot. kuukausi|Kuukausi tot."),
    (
        Word.SHARE,
        "Toteuma-%|Tot-%|Toteutuma-%|Totpros|Toteumaprosentti|Käyttö-%|Käyttöaste|Käyttöaste-%|TA-%|Utfall-%|%|Utfallsprocent",
    ),
    (
        Word.SHARE,
        "Tot. % TA:sta|Toteuma-% TA|Käyttö % TA|Toteutumisaste|Toteutumis-%|Toteutuminen %|Tot% MTA|Toteutumaprosentti|Kum.%",
    ),
    (
        Word.SHARE,
        "Käytetty-%|TA tot-%|Toteutuneet-%|Utf.-%|Användning-%|Användningsgrad|Tot-% TA|Tot.-% MTA|Toteuma-% MTA|Toteutuma-% TA|Käyttöprosentti|Tot-% muut.TA",
    ),
    (
        Word.IGNORED,
        "Jäljellä|Käyttämättä|Poikkeama|Ero|Erotus|Återstår|Avvikelse|Jäljellä TA|TA jäljellä|Käytettävissä|Poikkeama TA",
    ),
    (
        Word.IGNORED,
        "Jäljellä oleva|Jäljellä €|Ero €|Poikkeama €|Kvar|Differens|Ennuste-ero|Ennusteen poikkeama|Muutos-%|Ero-%|Poikkeama-%",
    ),
    (
        Word.IGNORED,
        "Ennuste-%|Ennuste vs TA|TA-Ennuste|Poikkeama ennuste|Återstår-%|Avvikelse-%|Jäljellä-%|Muutos ed. vuodesta|Huom|Huomautus",
    ),
    (
        Word.IGNORED,
        "TA-Tot|TA-Toteuma|Poikk.|Poikkeama ennuste-TA|Ylitys/alitus|Ylitys (-) / alitus (+)|Alitus/ylitys|Ennuste-TA|Ero TA|Ero TA-Tot|Jäljellä määräraha",
    ),
    (
        Word.IGNORED,
        "Erotus TA|Poikkeama TA/ennuste|Poikkeama TP-ennuste/TA|Muutos %|Muutos ed.v.|TA/ennuste|TA-ennuste ero|Selite poikkeamasta|Perustelu|Avvikelse €|Kvarstår",
    ),
    (
        Word.FORECAST,
        "TP-ENNUSTE|Ennuste|Tilinpäätösennuste|Tilinp. ennuste|Koko vuoden ennuste|Vuosiennuste|Ennuste koko vuosi|TPE|Enn.",
    ),
    (Word.FORECAST, "Bokslutsprognos|Prognos|Årsprognos|Prognos helår|Loppuvuoden ennuste TP|Ennuste TP|TP enn."),
    (
        Word.FORECAST,
        "Ennuste TP|Tilinpäätösenn.|Tilinp.ennuste|TP-enn.|Ennuste tilinpäätös|Vuoden ennuste|Ennuste vuosi|Ennuste yhteensä|BS-prognos|Prognos för året",
    ),
    (
        Word.CODE,
        "Koodi|Kustpaikka|Kp|Kustannuspaikka|Kustannuspaikan koodi|Yksikkökoodi|Yksikön koodi|Kod|Kostnadsställe|Tunnus|Nro|Nr",
    ),
    (Word.CODE, "Tulosyksikkökoodi|Kustpaikan koodi|Kp-koodi|Organisaatiokoodi|Enhetskod|Kp nro|Kustpaikka nro|Numero|Code"),
    (
        Word.CODE,
        "Kustannuspaikkakoodi|KP-numero|Kustp.|Org.koodi|Org. koodi|Yksikön tunnus|Yksikön nro|Koodi/kp|KST|Kst.ställe|Tulosyksikön koodi|Toimintayksikön koodi",
    ),
    (Word.UNIT, "Yksikkö|Tulosyksikkö|Enhet|Resultatenhet|Organisaatio|Vastuualue|Toimiala|Organisation|Vastuuyksikkö"),
    (
        Word.UNIT,
        "Org.|Org|Yks.|Lautakunta|Toimielin|Toimintayksikkö|Tulosyksikkö/kp|Organisaatioyksikkö|Ansvarsområde|Nämnd|Osasto|Sektori|Sektor",
    ),
    (
        Word.NAME,
        "Nimi|Yksikön nimi|Kustannuspaikan nimi|Kustpaikan nimi|Tulosyksikön nimi|Namn|Enhetens namn|Benämning|Nimike|Name",
    ),
    (Word.NAME, "Kp nimi|Yksikkö nimi|Enhetsnamn|Organisaation nimi"),
    (Word.NAME, "Org.nimi|Kuvaus|Kp:n nimi|Yksikkönimi|Tulosyksikkönimi|Toimintayksikön nimi|Beskrivning"),
    (Word.LINE, "Rivi|Erä|Post|Rad|Tuloslaskelman rivi|Tuloslaskelmarivi|Laji|Tili"),
    (
        Word.LINE,
        "Tilin nimi|Tililuokka|Tuloslaskelma|Tuloslaskelman erä|Menolaji|Meno-/tulolaji|Meno/tulo|Rivin nimi|Tuloslaskelman rivin nimi|Erän nimi|Konto|Resultaträkning",
    ),
    (Word.GROUP, "Tiliryhmä|Kontogrupp|Tiliryhmän nimi"),
    (Word.PARENT, "Ylempi|Yläyksikkö|Emo|Ylempi yksikkö|Parent|Överordnad|Yläkoodi|Ylempi koodi|Isä"),
    (
        Word.MEASURE,
        "Suorite|Suoritteet|Tunnusluku|Tunnusluvut|Suoritteet/Tunnusluvut|Suorite/Tunnusluku|Suoritteet ja tunnusluvut",
    ),
    (Word.MEASURE, "Prestation|Prestationer|Nyckeltal|Mittari|Tunnusluvut ja suoritteet|Suoritetavoite|Suoritetavoitteet"),
    (Word.AREA, "Tulosalue|Palvelualue|Alue|Resultatområde"),
    (
        Word.GOAL,
        "Tavoite|Tavoitteet|Toimenpide|Toimenpiteet|Vastuu ja aikataulu|Mittarit, arviointi|SDG|Mål|Åtgärd|Åtgärder|Strateginen tavoite",
    ),
    (Word.GOAL, "Toiminnallinen tavoite|Sitova tavoite|Arviointi|Mittarit|Vastuutaho|Vastuu|Aikataulu"),
    (Word.OTHER, "Hanke|Hankkeet|Projekti|Investointi|Investointikohde|Investointihanke|Projekt|Investering|Investeringsobjekt"),
)

LINES: tuple[tuple[Line | None, str], ...] = (
    (
        Line.REVENUE,
        "Toimintatuotot|Toim.tuotot|Tuotot|Tulot|Toimintatulot|Käyttötalous tulot|Verksamhetsintäkter|Verksamhetens intäkter|Intäkter|Inkomster",
    ),
    (
        Line.COSTS,
        "Toimintakulut|Toim.kulut|Kulut|Menot|Toimintamenot|Käyttötalous menot|Verksamhetskostnader|Verksamhetens kostnader|Kostnader|Utgifter",
    ),
    (
        Line.MARGIN,
        "Toimintakate|Toim.kate|Kate|Netto|Nettomenot|Toimintakate netto|Toimintakate/jäämä|Toimintakatejäämä|Verksamhetsbidrag|Nettokulut",
    ),
    (
        Line.MARGIN,
        "Nettoutgifter|Nettokostnader|Verksamhetsbidrag netto|Toimintakate (netto)|Toimintajäämä|Toimintanetto|Verksamhetens bidrag|Bidrag netto",
    ),
)

GROUPS: tuple[tuple[Line, str], ...] = (
    (
        Line.COSTS,
        "Henkilöstökulut|Henkilöstömenot|Palkat ja palkkiot|Henkilösivukulut|Palvelujen ostot|Palveluiden ostot|Asiakaspalvelujen ostot",
    ),
    (
        Line.COSTS,
        "Muiden palvelujen ostot|Aineet, tarvikkeet ja tavarat|Aineet ja tarvikkeet|Avustukset|Muut kulut|Muut toimintakulut|Vuokrakulut",
    ),
    (
        Line.COSTS,
        "Sisäiset kulut|Ulkoiset kulut|Sisäiset vuokrat|Sisäiset menot|Muut menot|Vuokrat|Eläkekulut|Muut henkilösivukulut|Sisäiset vuokrakulut",
    ),
    (
        Line.COSTS,
        "Personalkostnader|Köp av tjänster|Material, förnödenheter och varor|Material och förnödenheter|Understöd|Övriga kostnader",
    ),
    (
        Line.COSTS,
        "Palkat|Henkilöstösivukulut|Ostot tilikauden aikana|Avustukset kotitalouksille|Avustukset yhteisöille",
    ),
    (Line.COSTS, "Löner och arvoden|Lönebikostnader|Övriga verksamhetskostnader|Interna kostnader|Hyror"),
    (
        Line.REVENUE,
        "Myyntituotot|Maksutuotot|Tuet ja avustukset|Muut tuotot|Muut toimintatuotot|Vuokratuotot|Sisäiset tuotot|Ulkoiset tuotot",
    ),
    (
        Line.REVENUE,
        "Sisäiset tulot|Muut tulot|Försäljningsintäkter|Avgiftsintäkter|Avgifter|Understöd och bidrag|Övriga intäkter|Interna intäkter",
    ),
    (Line.REVENUE, "Övriga verksamhetsintäkter|Hyresintäkter|Myynti- ja maksutuotot|Valmistus omaan käyttöön"),
)

TOTALS = (
    "Yhteensä|Yht.|Kaikki|Kaikki yhteensä|Summa|Summa summarum|Total|Totalt|Sammanlagt|Kokonaissumma|"
    "Loppusumma|Koko kunta|Kaikki yksiköt|Yksiköt yhteensä|Kunta yhteensä|Kaupunki yhteensä|Alla|Inalles|"
    "Tulosalueet yhteensä|Toimiala yhteensä|Grand total"
)
OTHER_LINES = (
    "Vuosikate|Poistot|Suunnitelman mukaiset poistot|Poistot ja arvonalentumiset|"
    "Poistot ja arvonalennukset|Tilikauden tulos|Tilikauden ylijäämä|Tilikauden alijäämä|"
    "Tilikauden yli-/alijäämä|Tilikauden ylijäämä (alijäämä)|Verotulot|Valtionosuudet|"
    "Rahoitustuotot ja -kulut|Rahoitustuotot|Rahoituskulut|Korkotuotot|Korkokulut|Satunnaiset erät|"
    "Investoinnit|Laskennalliset erät|Vyörytykset|Vyörytyserät|Årsbidrag|Avskrivningar|"
    "Avskrivningar enligt plan|Räkenskapsperiodens resultat|Skatteinkomster|Statsandelar|"
    "Finansiella intäkter och kostnader|Asukasluku|Henkilöstö|Netto €/asukas"
)
SUM_SUFFIXES = ("yhteensä", "yht", "totalt", "sammanlagt", "summa")
