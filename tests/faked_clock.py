"""bot.py under a clock that a test sets: `python tests/faked_clock.py serve --config CITY/config.yaml …`.

The clock is read from the file `clock` beside config.yaml, and goes on from there at its own pace. The runs that serve
starts are this program too. Ticks come every third of a second.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import bot
import job.commands.serve
from job.crash import redact_crashes


def set_clock(city: Path, now: datetime) -> None:
    """Set the clock of a city. It must lie in the machine's past: the scheduler waits for a moment of the machine's."""
    file = city / "clock"
    file.with_suffix(".new").write_text(f"{now.astimezone(UTC).isoformat()} {time.time()}")
    file.with_suffix(".new").rename(file)


def clock(city: Path) -> datetime:
    set_to, _, when = (city / "clock").read_text().partition(" ")
    return datetime.fromisoformat(set_to) + timedelta(seconds=time.time() - float(when))


def main() -> int:
    city = Path(sys.argv[sys.argv.index("--config") + 1]).parent
    bot._now = lambda: clock(city)
    job.commands.serve.BOT = Path(__file__)
    job.commands.serve.TICK = timedelta(seconds=0.3)
    redact_crashes()
    return bot.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
