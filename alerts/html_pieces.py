"""The pieces of a message's page: one table of 600 pixels, every style inline, as the Word engine of Outlook needs it."""

from __future__ import annotations

from markupsafe import Markup

_FONT = "font-family:'Segoe UI',Arial,sans-serif;"
_TABLE = 'cellpadding="0" cellspacing="0" border="0"'
_LINE = "border-bottom:1px solid"

_HEAD = """\
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
@media (prefers-color-scheme: dark) {{
  .page {{ background-color: #14171c !important; }}
  .sheet {{ background-color: #1d2229 !important; }}
  .ink {{ color: #e8ebef !important; }}
  .faint {{ color: #aab4c0 !important; }}
  .rule {{ border-color: #3a424d !important; }}
  .empty {{ background-color: #3a424d !important; }}
}}
@media (max-width: 620px) {{
  .sheet {{ width: 100% !important; }}
  .pad {{ padding-left: 14px !important; padding-right: 14px !important; }}
  .figures tr, .figures th, .figures td {{ display: block !important; width: auto !important; }}
  .figures .head {{ display: none !important; }}
  .figures th {{ border-bottom: 0 !important; padding: 8px 0 2px 0 !important; }}
  .figures td {{ padding: 1px 0 !important; border-bottom: 0 !important; }}
  .figures .label {{ display: inline !important; float: left; max-height: none !important; font-size: 13px !important; }}
}}
</style>
</head>
"""

PAGE = Markup(f"""\
<!DOCTYPE html>
<html lang="fi">
{_HEAD}<body class="page" bgcolor="#eef1f5" style="margin:0;padding:0;background-color:#eef1f5;">
<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all;">{{preheader}}</div>
<div role="main" lang="fi">
<table role="presentation" class="page" width="100%" {_TABLE} bgcolor="#eef1f5" style="background-color:#eef1f5;">
<tr><td align="center" style="padding:16px 0;">
<table role="presentation" class="sheet" width="600" {_TABLE} bgcolor="#ffffff" style="width:600px;max-width:100%;background-color:#ffffff;">
<tr><td class="pad" style="padding:22px 24px 4px 24px;">
<h1 class="ink" style="margin:0 0 12px 0;{_FONT}font-size:20px;line-height:27px;color:#1a2330;">{{subject}}</h1>
{{greeting}}</td></tr>
{{items}}{{closing}}</table>
</td></tr>
</table>
</div>
</body>
</html>
""")

GREETING = Markup(f"""\
<p class="ink" style="margin:0 0 8px 0;{_FONT}font-size:15px;line-height:22px;color:#1a2330;">{{}}</p>
""")

ITEM = Markup("""\
<tr><td class="pad" style="padding:8px 24px 0 24px;">
{head}{before}{table}{bars}{after}{basis}</td></tr>
""")

ITEM_HEAD = Markup(f"""\
<table role="presentation" width="100%" {_TABLE}>
<tr><td class="rule" style="border-top:1px solid #d4dae2;padding:14px 0 10px 0;">
<h2 class="ink" style="margin:0 0 8px 0;{_FONT}font-size:17px;line-height:23px;color:#1a2330;">{{title}}</h2>
<table role="presentation" {_TABLE}><tr>
<td bgcolor="{{fill}}" style="background-color:{{fill}};padding:3px 10px;{_FONT}font-size:13px;line-height:18px;font-weight:bold;color:{{ink}};">{{word}}</td>
</tr></table>
</td></tr>
</table>
""")

HEADING = Markup(f"""\
<h3 class="ink" style="margin:18px 0 6px 0;{_FONT}font-size:15px;line-height:21px;color:#1a2330;">{{}}</h3>
""")

SECTION = Markup(f"""\
<h2 class="ink" style="margin:0 0 6px 0;{_FONT}font-size:16px;line-height:22px;color:#1a2330;">{{}}</h2>
""")

PARAGRAPH = Markup(f"""\
<p class="ink" style="margin:0 0 12px 0;{_FONT}font-size:15px;line-height:22px;color:#1a2330;">{{}}</p>
""")

NUMBERED = Markup(f"""\
<ol class="ink" style="margin:0 0 12px 0;padding-left:22px;{_FONT}font-size:15px;line-height:22px;color:#1a2330;">
{{}}</ol>
""")

LIST = Markup(f"""\
<ul class="ink" style="margin:0 0 12px 0;padding-left:20px;{_FONT}font-size:15px;line-height:22px;color:#1a2330;">
{{}}</ul>
""")

LIST_LINE = Markup("""\
<li style="margin:0 0 4px 0;">{}</li>
""")

TABLE = Markup(f"""\
<table class="figures" width="100%" {_TABLE} style="border-collapse:collapse;margin:0 0 14px 0;">
<tr class="head">
<td></td>
{{headings}}</tr>
{{rows}}</table>
""")

TABLE_HEADING = Markup(f"""\
<th scope="col" class="faint rule" align="right" valign="bottom" style="padding:4px 0 4px 10px;{_LINE} #d4dae2;{_FONT}font-size:12px;line-height:16px;font-weight:normal;color:#55606e;text-align:right;{{wrap}}">{{text}}</th>
""")

ROW = Markup(f"""\
<tr>
<th scope="row" class="ink rule" align="left" valign="top" style="padding:6px 0;{_LINE} #e3e8ef;{_FONT}font-size:14px;line-height:19px;font-weight:bold;color:#1a2330;text-align:left;">{{name}}</th>
{{cells}}</tr>
""")

CELL = Markup(f"""\
<td class="ink rule" align="right" valign="top" style="padding:6px 0 6px 8px;{_LINE} #e3e8ef;{_FONT}font-size:13px;line-height:19px;color:#1a2330;text-align:right;"><span class="label faint" style="display:none;max-height:0;font-size:1px;mso-hide:all;">{{heading}}</span>{{text}}</td>
""")

LABEL = Markup(f"""\
<p class="ink" style="margin:0 0 4px 0;{_FONT}font-size:13px;line-height:18px;color:#1a2330;">{{}}</p>
""")

BAR = Markup(f"""\
<table role="presentation" width="100%" {_TABLE} style="margin:0 0 10px 0;"><tr>
{{}}</tr></table>
""")

BAR_PIECE = Markup("""\
<td{css} width="{width}%" height="12" bgcolor="{colour}" style="width:{width}%;height:12px;background-color:{colour};font-size:1px;line-height:12px;">&nbsp;</td>
""")

FAINT = Markup(f"""\
<p class="faint" style="margin:0 0 16px 0;{_FONT}font-size:12px;line-height:17px;color:#55606e;">{{}}</p>
""")

CLOSING = Markup(f"""\
<tr><td class="pad" style="padding:8px 24px 14px 24px;">
<table role="presentation" width="100%" {_TABLE}><tr><td class="rule" style="border-top:1px solid #d4dae2;padding:12px 0 0 0;">
{{}}</td></tr></table>
</td></tr>
""")
