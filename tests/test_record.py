"""The dataclass of this house behaves as the standard one."""

import dataclasses
import pickle

import pytest

from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    name: str
    hidden: str = dataclasses.field(default="x", repr=False)
    ignored: int = dataclasses.field(default=0, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    name: str
    hidden: str = dataclasses.field(default="x", repr=False)
    ignored: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Other:
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Ordered:
    number: int


@pytest.mark.parametrize("kind", [Ours, Standard])
class TestBoth:
    def test_it_is_made_by_position_by_name_and_by_default(self, kind: type[Ours]) -> None:
        assert kind("a", "x", 0) == kind(name="a") == dataclasses.replace(kind("b"), name="a")
        with pytest.raises(TypeError, match=r"__init__.*name"):
            kind()  # type: ignore[call-arg]

    def test_equal_by_the_compared_fields(self, kind: type[Ours]) -> None:
        assert kind("a") == kind("a", ignored=7)
        assert kind("a") != kind("b")
        assert kind("a", "y") != kind("a", "z")

    def test_records_of_two_classes_are_never_equal(self, kind: type[Ours]) -> None:
        others: list[object] = [Other("a"), ("a", "x", 0)]
        assert kind("a") not in others

    def test_equal_records_have_one_place_in_a_set(self, kind: type[Ours]) -> None:
        assert len({kind("a"), kind("a", ignored=7), kind("b")}) == 2

    def test_the_text_leaves_out_what_is_hidden(self, kind: type[Ours]) -> None:
        assert repr(kind("a", "secret")) == f"{kind.__name__}(name='a', ignored=0)"

    def test_it_is_frozen_and_has_no_other_attributes(self, kind: type[Ours]) -> None:
        record = kind("a")
        with pytest.raises(dataclasses.FrozenInstanceError):
            record.name = "b"  # type: ignore[misc]
        with pytest.raises(dataclasses.FrozenInstanceError):
            del record.name
        assert not hasattr(record, "__dict__")

    def test_it_comes_whole_out_of_a_pickle(self, kind: type[Ours]) -> None:
        record = pickle.loads(pickle.dumps(kind("a", "y", 7)))  # noqa: S301 - our own
        assert (record.name, record.hidden, record.ignored, type(record)) == ("a", "y", 7, kind)

    def test_replace_and_match_work(self, kind: type[Ours]) -> None:
        assert dataclasses.replace(kind("a"), name="b") == kind("b")
        match kind("a"):
            case Ours("a", "x", 0) | Standard("a", "x", 0):
                pass
            case other:
                pytest.fail(repr(other))


def test_order_is_the_standard_one() -> None:
    assert sorted([Ordered(2), Ordered(1)]) == [Ordered(1), Ordered(2)]
    assert len({Ordered(1), Ordered(1)}) == 1


@dataclass(frozen=True, slots=True)
class WithMade:
    name: str
    made: str = dataclasses.field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "made", self.name.upper())


def test_what_a_record_makes_of_itself_is_made_anew_from_a_pickle() -> None:
    assert pickle.loads(pickle.dumps(WithMade("a"))).made == "A"  # noqa: S301 - our own
