"""The city of the kill sweep: five readers, two by Teams and three by mail, finance among them."""

from pathlib import Path

from tests.cities import REPORT, RULES, small_city
from tests.receivers import Receivers

STATE = "var/talousvahti.db"
READERS = ("/rehtori", "museo@example.org", "/kirjasto", "liikunta@example.org", "talous@example.org")
"""Who is told, in the order of the numbers: the path of a webhook or an address."""

OWNERS = """\
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: email}
  - {rooli: rehtori, osoite: rehtori@example.org, kanava: teams, varakanava: email, yksiköt: ["1100"]}
  - {rooli: museonjohtaja, osoite: museo@example.org, kanava: email, yksiköt: ["1200"]}
  - {rooli: kirjastonjohtaja, osoite: kirjasto@example.org, kanava: kirjasto, varakanava: email, yksiköt: ["1300"]}
  - {rooli: liikuntajohtaja, osoite: liikunta@example.org, kanava: email, yksiköt: ["1400"]}
"""
CITY_RULES = RULES[: RULES.index("vastuut:")] + OWNERS
CITY_REPORT = REPORT + "".join(
    line.replace("1200;Museo", unit) + "\n"
    for unit in ("1300;Kirjasto", "1400;Liikunta")
    for line in REPORT.splitlines()
    if line.startswith("1200;")
)


def settle(city: Path, receivers: Receivers) -> None:
    """Write the config of a city for these receivers."""
    config = f"""\
organisation: Tyrskylä
rules: rules/
state: {STATE}
sources:
  - report: data/*.csv
channels:
  email: {{type: email, host: 127.0.0.1, port: {receivers.mail_port}, security: none, from: talousvahti@example.org}}
  teams: {{type: teams, webhook: {{env: TORTURE_REHTORI}}}}
  kirjasto: {{type: teams, webhook: {{env: TORTURE_KIRJASTO}}}}
"""
    small_city(city, rules=CITY_RULES, report=CITY_REPORT, config=config)
