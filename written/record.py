"""The dataclass of this house: frozen, with slots, and made in a fraction of the time of the standard one.

A run starts anew each day and makes some two hundred record classes before it reads a byte, and then a record for each
row that it reads. The standard library compiles eight methods for each class; here one is compiled, the one that makes a
record, and the others are shared by all of them (`docs/decisions/0006`). It is a real dataclass in everything else, and
to the type checker it is the standard one.
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
            if not frozen or not slots or hasattr(cls, "__dataclass_fields__") or any(map(_is_filled, vars(cls).values())):
                made = dataclasses.dataclass(frozen=frozen, slots=slots, eq=False, repr=False)(cls)
            else:
                made = dataclasses.dataclass(slots=True, eq=False, repr=False, init=False)(cls)
                made.__init__, made.__setattr__, made.__delattr__ = _init(made), _refuse, _refuse
                made.__dataclass_params__.frozen = True
            made.__eq__, made.__hash__, made.__repr__ = _equal, _hash, _text
            made.__reduce__ = _reduced
            return made

        return make

    def _refuse(self, name, value=None):  # noqa: ARG001 - what Python gives to both methods
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _is_filled(value):
        """Tell whether a field is filled by the record itself: such records, and those with a base, are made as usual."""
        if not isinstance(value, dataclasses.Field):
            return False
        return value.default_factory is not dataclasses.MISSING or not (value.init or value.default is dataclasses.MISSING)

    def _init(cls):
        """Compile what makes a record: each slot is written by itself, not looked up by its name, in half the time."""
        given = [field for field in dataclasses.fields(cls) if field.init]
        known = {f"write_{field.name}": getattr(cls, field.name).__set__ for field in given}
        known |= {f"default_{field.name}": field.default for field in given}
        asked = (of.name if of.default is dataclasses.MISSING else f"{of.name}=default_{of.name}" for of in given)
        body = [f"write_{of.name}(self, {of.name})" for of in given]
        body += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
        lines = "\n    ".join(body or ["pass"])
        exec(f"def __init__({', '.join(('self', *asked))}):\n    {lines}", known)  # noqa: S102 - as the standard one
        made = known["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        return made

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
