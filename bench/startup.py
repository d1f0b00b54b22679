"""How long a run takes on the example report, as a ratio to `python -c pass`: `make bench`.

Nine rounds, each of them an empty Python, a run that has everything to tell, and a run with no news, one after
another, so that a machine whose speed drifts does not tilt the ratio. From start to the last message stored and sent.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROUNDS = 9
BOUNDS = {"run": 40, "run with no news": 30}
ROOT = Path(__file__).parents[1]


def seconds(*command: str) -> float:
    """Return the wall time of one whole process, which must end well."""
    # as on a server: Python keeps what it has compiled
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603 - our own commands
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, and return 1 where a bound does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        city = Path(folder)
        for name in ("config.yaml", "rules", "examples"):
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, city / name)
        run = (sys.executable, str(ROOT / "bot.py"), "run", "--config", str(city / "config.yaml"), "--today", "2023-08-01")
        times: dict[str, list[float]] = {"python -c pass": [], "run": [], "run with no news": []}
        seconds(*run)  # the first run of a new version compiles it
        for _ in range(ROUNDS):
            shutil.rmtree(city / "var", ignore_errors=True)
            times["python -c pass"].append(seconds(sys.executable, "-c", "pass"))
            times["run"].append(seconds(*run))
            times["run with no news"].append(seconds(*run))
    medians = {name: median(values) for name, values in times.items()}
    base = medians["python -c pass"]
    for name, value in medians.items():
        bound = f"  at most {BOUNDS[name]}" if name in BOUNDS else ""
        print(f"{name:20} {value * 1000:7.1f} ms  {value / base:5.1f} x{bound}")
    return int(any(medians[name] > bound * base for name, bound in BOUNDS.items()))


if __name__ == "__main__":
    sys.exit(main())
