"""The folder channel: each message as an `.eml` and an `.html` file, for a first run without a server."""

from __future__ import annotations

import os
import re
from pathlib import Path

from alerts.letter import Letter
from alerts.outcome import Accepted, Blocked, Outcome
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes `NUMBER-ROLE.eml` and `.html`. A repeat writes the same file again, never over another message."""

    path: Path

    def send(self, letter: Letter) -> Outcome:
        """Make one attempt. A disk that is full or a folder that cannot be written blocks it."""
        role = re.sub(r"[^\w-]", "_", letter.role)
        name = f"{letter.number}-{role}"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            name = self._free_name(name, letter.eml)
            self._write(self.path / f"{name}.html", letter.html)
            self._write(self.path / f"{name}.eml", letter.eml)
            self._sync_folder()
        except OSError as error:
            return Blocked(f"kansioon {self.path} ei voitu kirjoittaa: {error.strerror or error}")
        return Accepted(f"{name}.eml")

    def _free_name(self, name: str, eml: bytes) -> str:
        """Return the name, or the first numbered one after it that does not hold another message."""
        for number in range(1, 10_000):
            candidate = name if number == 1 else f"{name}-{number}"
            file = self.path / f"{candidate}.eml"
            if not file.exists() or file.read_bytes() == eml:
                return candidate
        raise FileExistsError(f"liian monta viestiä nimellä {name}")

    def _write(self, file: Path, data: bytes) -> None:
        """Write a whole file or nothing: a half one never has the final name."""
        temporary = file.with_name(f".{file.name}.kesken")
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)

    def _sync_folder(self) -> None:
        """Make the new names last over a power cut; a system whose folders cannot be opened does it by itself."""
        if os.name == "posix":
            handle = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
