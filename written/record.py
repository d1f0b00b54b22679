"""The dataclass of this house: frozen, with slots, and made in half the time of the standard one.

A run starts anew each day and makes some two hundred record classes before it reads a byte. The standard library
compiles six methods for each; here comparison, hash and text are shared by all of them (`docs/decisions/0006`). It is
a real dataclass in everything else, and to the type checker it is the standard one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - this is how a name is passed on
else:
    import dataclasses
    from functools import cache

    def dataclass(*, frozen, slots, order=False):
        """Make a record class; the arguments are those of `dataclasses.dataclass`."""
        if order:
            return dataclasses.dataclass(frozen=frozen, slots=slots, order=True)

        def make(cls):
            made = dataclasses.dataclass(frozen=frozen, slots=slots, eq=False, repr=False)(cls)
            made.__eq__, made.__hash__, made.__repr__ = _equal, _hash, _text
            made.__reduce__ = _reduced
            return made

        return make

    @cache
    def _names(cls, use):
        return tuple(field.name for field in dataclasses.fields(cls) if getattr(field, use))

    def _values(record):
        return tuple(getattr(record, name) for name in _names(record.__class__, "compare"))

    def _equal(self, other):
        return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented

    def _hash(self):
        return hash(_values(self))

    def _text(self):
        shown = (f"{name}={getattr(self, name)!r}" for name in _names(self.__class__, "repr"))
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def _reduced(self):
        """Pickle a record as its class and what it is made of: the standard way is three times as slow."""
        return self.__class__, tuple(getattr(self, name) for name in _names(self.__class__, "init"))
