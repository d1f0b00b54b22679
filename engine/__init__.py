"""Evaluate: rule text to rules, rules and figures to verdicts. Pure."""
