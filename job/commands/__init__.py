"""The commands of `bot.py`, one a file."""
