"""The pieces of the page of a back-test: one column that a phone, a wide screen and a printer show, light and dark."""

from __future__ import annotations

from markupsafe import Markup

PAGE = Markup("""\
<!DOCTYPE html>
<html lang="fi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ --page: #eef1f5; --sheet: #ffffff; --ink: #1a2330; --faint: #55606e; --rule: #d4dae2; --bar: #2f6690; --empty: #e3e8ef; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --page: #14171c; --sheet: #1d2229; --ink: #e8ebef; --faint: #aab4c0; --rule: #3a424d; --bar: #6ea3cf; --empty: #3a424d; }}
}}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 "Segoe UI", Arial, sans-serif; }}
main {{ max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.5rem 2rem; background: var(--sheet); }}
h1 {{ margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.25; }}
h2 {{ margin: 2rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: 1.25rem; line-height: 1.3; }}
h3 {{ margin: 1.5rem 0 .25rem; font-size: 1.05rem; }}
p, ul {{ margin: 0 0 .75rem; max-width: 44rem; }}
.faint {{ color: var(--faint); font-size: .9rem; }}
table {{ width: 100%; margin: 0 0 1rem; border-collapse: collapse; font-size: .9rem; line-height: 1.35; }}
th, td {{ padding: .35rem 0 .35rem .6rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; }}
thead th {{ color: var(--faint); font-weight: normal; vertical-align: bottom; }}
th:first-child {{ padding-left: 0; text-align: left; }}
tbody th {{ font-weight: 600; overflow-wrap: anywhere; }}
td.words, th.words {{ text-align: left; }}
td.amount {{ white-space: nowrap; }}
.track {{ width: 100%; height: .7rem; background: var(--empty); }}
.track div {{ height: .7rem; background: var(--bar); }}
td.bar {{ width: 40%; }}
@media (max-width: 620px) {{
  main {{ padding: 1rem; }}
  thead {{ display: none; }}
  table, tbody, tr, th, td {{ display: block; width: auto; text-align: left; }}
  tr {{ padding: .5rem 0; border-bottom: 1px solid var(--rule); }}
  th, td, td.bar {{ width: auto; padding: .1rem 0; border: 0; }}
  td[data-label]::before {{ content: attr(data-label) ": "; color: var(--faint); }}
  .months td {{ display: inline-block; margin-right: .75rem; }}
}}
@media print {{
  :root {{ --page: #ffffff; --sheet: #ffffff; --ink: #000000; --faint: #404040; --rule: #999999; --bar: #333333; --empty: #dddddd; }}
  body {{ font-size: 10pt; }}
  main {{ max-width: none; padding: 0; }}
  tr {{ break-inside: avoid; }}
  h2, h3 {{ break-after: avoid; }}
  .track, .track div {{ print-color-adjust: exact; }}
}}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}</main>
</body>
</html>
""")

SECTION = Markup("<section>\n<h2>{heading}</h2>\n{body}</section>\n")
PART = Markup("<h3>{}</h3>\n")
PARAGRAPH = Markup("<p>{}</p>\n")
FAINT = Markup('<p class="faint">{}</p>\n')
TABLE = Markup("<table{css}>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
HEADING = Markup('<th scope="col"{css}>{text}</th>')
ROW = Markup('<tr><th scope="row">{name}</th>{cells}</tr>\n')
CELL = Markup('<td{css} data-label="{label}">{text}</td>')
BAR = Markup('<td class="bar"><div class="track"><div style="width:{width}%"></div></div></td>')
MONTHS = Markup(' class="months"')
WORDS = Markup(' class="words"')
AMOUNT = Markup(' class="amount"')
