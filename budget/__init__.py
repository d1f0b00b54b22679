"""Nouns of the budget: money, shares, periods, units, figures, verdicts, and their Finnish wording."""
