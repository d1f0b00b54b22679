"""Workbooks that want to do harm: each is refused in a real child, in under a second and with little memory."""

import io
import resource
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest

from figures import limited
from figures.container import Way
from figures.limited import Failure, opened
from figures.reading import Reading
from figures.zipped import is_plain
from tests.figures_builders import refusal
from tests.workbooks import JUNE, changed, ods, read_file, xls, xlsx, zipped

SHEET = "xl/worksheets/sheet1.xml"
BOOK = xlsx({"Luvut": JUNE})
MEGABYTE = 1_000_000
BOMB = 210 * MEGABYTE


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return changed(BOOK, SHEET, change)


def with_part(name: str, part: bytes = b"<a/>") -> bytes:
    made = io.BytesIO(BOOK)
    with zipfile.ZipFile(made, "a") as package:
        package.writestr(name, part)
    return made.getvalue()


def lying() -> bytes:
    """210 MB that the package calls one kilobyte."""
    whole = with_sheet(lambda xml: xml + b" " * BOMB)
    return whole.replace(struct.pack("<I", BOMB + len(_part(SHEET))), struct.pack("<I", 1000))


def _part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as package:
        return package.read(name)


def laughs(xml: bytes) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE worksheet [<!ENTITY a0 "ha">{entities}]>'.encode() + xml.replace(b"Koulut", b"&a9;", 1)


def locked_flag(data: bytes) -> bytes:
    """The same package, its parts marked as encrypted."""
    found = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(mark)
        while at >= 0:
            found[at + flags] |= 1
            at = found.find(mark, at + 4)
    return bytes(found)


def compound(name: str) -> bytes:
    """An OLE compound file with one stream of that name, as a workbook that a password locks has."""

    def entry(text: str, kind: int, start: int, size: int) -> bytes:
        raw = text.encode("utf-16-le") + b"\0\0"
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw), kind, 1)
            + b"\xff" * 12
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + struct.pack("<8I", *range(3, 10), 0xFFFFFFFE) + b"\xff" * (512 - 40)
    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, 4096)
    return head + fat + directory.ljust(512, b"\0") + bytes(4096)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb that tells its size": (lambda: with_sheet(lambda xml: xml + b" " * BOMB), "raja on 200 Mt"),
    "a bomb that lies": (lying, "katkennut tai vioittunut"),
    "a bomb in many parts": (lambda: zipped({f"xl/{n}.xml": bytes(30 * MEGABYTE) for n in range(8)}), "raja on 200 Mt"),
    "entities that grow": (lambda: with_sheet(laughs), "XML-määrittelyjä"),
    "entities in an ods": (lambda: ods({"L": JUNE}, lambda xml: xml.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>')), "määrittelyjä"),
    "a hidden encoding": (lambda: with_sheet(lambda xml: xml.decode().encode("utf-16")), "ei ole UTF-8"),
    "a name that leads out": (lambda: with_part("../../etc/passwd.xml"), "johtaa sen ulkopuolelle"),
    "a name from the root": (lambda: with_part("/etc/passwd.xml"), "johtaa sen ulkopuolelle"),
    "a name of Windows": (lambda: with_part("..\\evil.xml"), "johtaa sen ulkopuolelle"),
    "a drive": (lambda: with_part("C:/evil.xml"), "johtaa sen ulkopuolelle"),
    "the same part twice": (lambda: with_part(SHEET.upper()), "sama osa kahdesti"),
    "a locked package": (lambda: locked_flag(BOOK), "salasanalla"),
    "a locked workbook": (lambda: compound("EncryptedPackage"), "salasanalla"),
    "an old Word document": (lambda: compound("WordDocument"), "Word-asiakirja"),
    "a Word document": (lambda: zipped({"word/document.xml": b"<a/>"}), "Word-asiakirja (docx)"),
    "a presentation": (lambda: zipped({"ppt/presentation.xml": b"<a/>"}), "PowerPoint"),
    "a binary workbook": (lambda: zipped({"xl/workbook.bin": b"", "xl/styles.xml": b"<a/>"}), "binäärityökirja"),
    "any zip": (lambda: zipped({"a.csv": b"1"}), "zip-pakattu tiedosto, ei työkirja"),
    "an empty zip": (lambda: zipped({}), "zip-pakattu tiedosto, ei työkirja"),
    "a cut package": (lambda: BOOK[: len(BOOK) // 2], "katkennut tai vioittunut"),
    "a package cut at its end": (lambda: BOOK[:-10], "katkennut tai vioittunut"),
    "a cut old workbook": (lambda: xls({"L": JUNE})[:3000], "katkennut tai vioittunut"),
    "an old workbook of zeros": (lambda: b"\xd0\xcf\x11\xe0" + bytes(5000), "katkennut tai vioittunut"),
    "broken XML": (lambda: with_sheet(lambda xml: xml[: len(xml) // 2]), "katkennut tai vioittunut"),
    "a cell far away": (
        lambda: with_sheet(lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')),
        "",
    ),
    "an error far away that no library sees": (
        lambda: with_sheet(lambda xml: xml.replace(b"</sheetData>", b'<!-- <c r="XFD1048576" t="e"><v>#REF!</v></c> --></sheetData>')),
        "liikaa soluja",
    ),
    "tags without an end": (lambda: with_sheet(lambda xml: xml.replace(b"<sheetData>", b"<c <c t=\"e\" " * 100_000 + b'hidden <f"e"')), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_in_under_a_second(name: str) -> None:
    make, words = CASES[name]
    data = make()
    before = time.perf_counter()
    found = read_file(data)
    spent = time.perf_counter() - before
    (of,) = found
    assert words in refusal(of)
    assert spent < 1
    assert memory() < 700 * MEGABYTE


def memory() -> int:
    """The most that any child of this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


@pytest.mark.parametrize(
    ("name", "data", "plain"),
    [
        ("a package as it should be", BOOK, True),
        ("something before it", b"PK" + BOOK, False),
        ("a remark after its list of parts", BOOK[:-2] + b"\x04\0abcd", False),
        ("something after it", BOOK + b"abcd", False),
        ("two lists of parts, the first one well hidden", with_part("xl/a.xml", b"PK\x05\x06"), False),
        ("the big form of a list", BOOK[:-22] + b"PK\x06\x06" + BOOK[-22:], False),
        ("a cut one", BOOK[:-10], False),
    ],
)
def test_only_a_package_with_one_list_of_parts_at_its_end_goes_on_as_it_is(name: str, data: bytes, plain: bool) -> None:
    assert is_plain(data) is plain, name


def test_a_package_with_something_after_it_is_read_like_any_other() -> None:
    (plain,), (of,) = read_file(BOOK), read_file(BOOK + b"\n")
    assert list(of.figures) == list(plain.figures)


def test_a_child_that_says_nothing_sensible_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "_START", "print('nothing')")
    assert opened(BOOK, Way.WORKBOOK) is Failure.BROKEN


def test_a_file_of_another_kind_under_the_name_of_a_workbook() -> None:
    assert "verkkosivu (HTML)" in refusal(read_file(b"<html><table><tr><td>TA</td></tr></table></html>")[0])


def test_the_time_of_the_child_is_bounded() -> None:
    assert opened(BOOK, Way.WORKBOOK, seconds=0.001) is Failure.TIME
    assert isinstance(opened(BOOK, Way.WORKBOOK), tuple)


@pytest.mark.parametrize(
    "harm",
    [
        "import socket; socket.socket()",
        "open('/etc/passwd')",
        "import subprocess; subprocess.run(['true'])",
        "bytes(2_000_000_000)",
    ],
)
def test_the_child_has_no_network_no_files_no_processes_and_little_memory(harm: str) -> None:
    imports, _, act = harm.rpartition("; ")
    program = f"{imports or 'pass'}\nfrom figures.unpack import limit\nlimit()\ntry:\n    {act}\nexcept (OSError, MemoryError):\n    print('held')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "held\n", done.stderr


def test_a_reading_of_a_refused_workbook_keeps_its_source() -> None:
    (of,) = read_file(BOOK[:100])
    assert isinstance(of, Reading)
    assert of.refused
    assert (of.file, of.origin) == ("raportti.xlsx", "data/*")
