# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a store: what was written is read again, and anything else is refused without showing it."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret.document import Document, Unusable

MADE = "2026-01-02T12:00:00+00:00"
CANARY = "canary-value"


def version(value: str = CANARY, state: str = "current", mark: str | None = None) -> dict[str, t.Any]:
    """One version as a document keeps it."""
    derived = {} if mark is None else {"of": "KEY", "source": 2, "mark": mark}
    return {"value": value, "state": state, "made": MADE, "kind": "url" if mark else "hex", **derived}


def written() -> Document:
    """A document with two secrets."""
    document = Document("")
    document.copied("/mnt for age1a", "s.json.1.age")
    document.add("KEY", 1, version("old", "accepted"))
    document.add("KEY", 2, version("älter ✓ \"'\\\n"))
    document.add("URL", 1, version("made", mark="0f" * 32))
    return document


def test_what_was_written_is_read_again() -> None:
    before = written()
    after = Document(before.text())
    assert (after.key, after.escrow, after.copy, after.names) == (before.key, "/mnt for age1a", "s.json.1.age", ["KEY", "URL"])
    assert after.versions("KEY") == {1: version("old", "accepted"), 2: version("älter ✓ \"'\\\n")}
    assert after.versions("URL") == {1: version("made", mark="0f" * 32)}
    assert after.text() == before.text()


def test_an_empty_text_begins_a_store_with_a_key_of_its_own() -> None:
    one, two = Document(""), Document("")
    assert (one.names, one.escrow, len(one.key)) == ([], None, 32)
    assert one.key != two.key


def test_a_text_cut_off_anywhere_is_no_document() -> None:
    text = written().text()
    read = []
    for length in range(1, len(text)):
        try:
            Document(text[:length])
        except Unusable as refused:
            assert "it ends or breaks at line" in str(refused)
        else:
            read.append(length)
    assert read == [len(text) - 1]  # the line end at the end says nothing


def test_every_text_is_counted() -> None:
    document = Document("")
    assert document.serial == 0
    for number in (1, 2):
        assert Document(document.text()).serial == document.serial == number


def test_a_store_of_before_it_was_counted_begins_with_0() -> None:
    data = json.loads(written().text())
    del data["serial"]
    assert Document(json.dumps(data)).serial == 0


def test_a_version_is_never_overwritten() -> None:
    document = written()
    with pytest.raises(AssertionError, match="version 2 of KEY is there"):
        document.add("KEY", 2, version("new"))
    assert Document(document.text()).versions("KEY")[2]["value"] != "new"


def test_what_is_taken_in_is_a_copy() -> None:
    document, given = Document(""), version()
    document.add("KEY", 1, given)
    document.move("KEY", 1, "retired")
    assert given["state"] == "current"
    assert document.versions("KEY")[1]["state"] == "retired"


@pytest.mark.parametrize(
    ("name", "which", "found"),
    [
        ("KEY", "current", (3, "v3")),
        ("KEY", "accepted", (10, "v10")),
        ("KEY", "next", None),
        ("NONE", "current", None),
        ("KEY", 9, (9, "v9")),
        ("KEY", 2, None),
        ("NONE", 3, None),
    ],
    ids=[
        "in use",
        "the newest of several, by number",
        "in no such state",
        "no such secret",
        "by its number, whatever its state",
        "no such number",
        "a number of no such secret",
    ],
)
def test_the_value_of_a_state_or_number(name: str, which: str | int, found: t.Tuple[int, str] | None) -> None:
    document = Document("")
    for number, its in ((9, "accepted"), (10, "accepted"), (3, "current")):
        document.add("KEY", number, version(f"v{number}", its))
    assert document.value(name, which) == found


def test_of_several_accepted_ones_it_is_the_last_in_use() -> None:
    document = Document("")
    for number in (1, 2, 3):
        document.add("KEY", number, version(f"v{number}", "current" if number == 1 else "accepted"))
    for left, now in ((1, 3), (3, 2), (2, 1), (1, 2)):  # back and forth, each written
        document.move("KEY", left, "accepted")
        document.move("KEY", now, "current")
        document = Document(document.text())
        assert document.value("KEY", "accepted") == (left, f"v{left}")


def test_only_what_leaves_use_is_remembered_as_left() -> None:
    document = Document("")
    document.add("KEY", 1, version())
    document.add("KEY", 2, version("other", "next"))
    document.move("KEY", 1, "current")
    document.move("KEY", 2, "retired")
    assert document.versions("KEY") == {1: version(), 2: version("other", "retired")}


# id: where, what stands there instead, what must be said
DAMAGED: dict[str, t.Tuple[t.Tuple[str, ...], t.Any, str]] = {
    "another format": (("format",), CANARY, "it is no store of golive.stack"),
    "a newer edition": (("edition",), 2, "it has edition 2, and this golive.stack knows 1"),
    "an edition in words": (("edition",), CANARY, "its head is damaged"),
    "an edition that is true": (("edition",), True, "its head is damaged"),
    "no edition": (("edition",), None, "its head is damaged"),
    "a count in words": (("serial",), CANARY, "its head is damaged"),
    "no key": (("key",), None, "its head is damaged"),
    "a short key": (("key",), "0f" * 31, "its head is damaged"),
    "a key with a line end": (("key",), "0f" * 32 + "\n", "its head is damaged"),
    "a copy at a number": (("escrow",), 1, "its head is damaged"),
    "secrets in a list": (("secrets",), [CANARY], "its list of secrets is damaged"),
    "a name with a blank": (("secrets", "two words"), {"1": version()}, "the name or the versions of a secret are damaged"),
    "an empty name": (("secrets", ""), {"1": version()}, "the name or the versions of a secret are damaged"),
    "a secret without versions": (("secrets", "KEY"), {}, "the name or the versions of a secret are damaged"),
    "a secret that is a text": (("secrets", "KEY"), CANARY, "the name or the versions of a secret are damaged"),
    "version 0": (("secrets", "KEY", "0"), version(), "version 0 of secret KEY is damaged"),
    "version 01": (("secrets", "KEY", "01"), version(), "version 01 of secret KEY is damaged"),
    "a version in words": (("secrets", "KEY", CANARY), version(), "version ? of secret KEY is damaged"),
    "a version that is a text": (("secrets", "KEY", "1"), CANARY, "version 1 of secret KEY is damaged"),
    "an empty value": (("secrets", "KEY", "1", "value"), "", "version 1 of secret KEY is damaged"),
    "a value that is a number": (("secrets", "KEY", "1", "value"), 1, "version 1 of secret KEY is damaged"),
    "a value with half a pair": (("secrets", "KEY", "1", "value"), CANARY + "\ud83d", "version 1 of secret KEY is damaged"),
    "a value with NUL": (("secrets", "KEY", "1", "value"), CANARY + "\0", "version 1 of secret KEY is damaged"),
    "a state of its own": (("secrets", "KEY", "1", "state"), CANARY, "version 1 of secret KEY is damaged"),
    "no day": (("secrets", "KEY", "1", "made"), None, "version 1 of secret KEY is damaged"),
    "a copy that is a number": (("copy",), 1, "its head is damaged"),
    "a kind that nobody knows": (("secrets", "KEY", "1", "kind"), "guess", "version 1 of secret KEY is damaged"),
    "a source without a number": (("secrets", "URL", "1", "source"), "2", "version 1 of secret URL is damaged"),
    "a source without a name": (("secrets", "URL", "1", "of"), 2, "version 1 of secret URL is damaged"),
    "a mark that is a number": (("secrets", "URL", "1", "mark"), 1, "version 1 of secret URL is damaged"),
    "a time of leaving in words": (("secrets", "KEY", "1", "left"), CANARY, "version 1 of secret KEY is damaged"),
}


def damaged(where: t.Sequence[str], instead: t.Any) -> str:
    """The text of a document in which something else stands there."""
    data: t.Any = json.loads(written().text())
    place = data
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = instead
    return json.dumps(data)


@pytest.mark.parametrize(("where", "instead", "said"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_part_is_named_and_nothing_is_quoted(where: t.Sequence[str], instead: t.Any, said: str) -> None:
    with pytest.raises(Unusable) as refused:
        Document(damaged(where, instead))
    assert str(refused.value).startswith(said)
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [CANARY, f'["{CANARY}"]', f'{{"{CANARY}": 1}}', f'{{"a": "{CANARY}', "1" * 5000, '"' + CANARY + '"', f'{{"key": "{CANARY}\n"}}'],
    ids=["a text", "a list", "another object", "half an object", "a long number", "a JSON text", "a raw line end"],
)
def test_what_is_no_document_is_not_quoted(text: str) -> None:
    with pytest.raises(Unusable) as refused:
        Document(text)
    assert str(refused.value).startswith("it ")
    assert CANARY not in str(refused.value)
    assert refused.value.__context__ is None or refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("where", "instead", "advice"),
    [
        (("format",), "another", "name the right file, or put its escrow copy back"),
        (("edition",), 2, "use the newer one that wrote it"),
        (("key",), None, "put its escrow copy back"),
    ],
    ids=["another file", "a newer edition", "damage"],
)
def test_the_advice_fits_what_is_wrong(where: t.Sequence[str], instead: t.Any, advice: str) -> None:
    with pytest.raises(Unusable) as refused:
        Document(damaged(where, instead))
    assert refused.value.advice == advice


def test_a_store_in_a_vault_is_named_as_one() -> None:
    with pytest.raises(Unusable, match="it is encrypted by ansible-vault") as found:
        Document("$ANSIBLE_VAULT;1.1;AES256\n3030\n")
    assert found.value.advice == "name it by vault instead of file"
