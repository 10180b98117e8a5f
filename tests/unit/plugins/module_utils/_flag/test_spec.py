# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options become, and which of them are no wish at all."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._flag import spec
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Query, Wish

from tests.unit.plugins.module_utils._database.options import database

LEFT_OUT = {**dict.fromkeys(spec.WISH), "state": "present"}


def params(*flags: dict[str, t.Any]) -> dict[str, t.Any]:
    """The options as core hands them over, with what was left out filled in."""
    return {"flags": [{**LEFT_OUT, **flag} for flag in flags], "on_expired": "fail"}


def test_each_item_is_a_wish_in_its_order() -> None:
    desired = spec.desired(params({"key": "b", "enabled": False}, {"key": "a", "tenant": "t", "state": "absent"}))
    assert desired.wishes == (Wish("b", enabled=False), Wish("a", "t", state="absent"))
    assert desired.on_expired == "fail"


class Clock(datetime.datetime):
    """Half past midnight in Berlin, still the day before in UTC."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
        berlin = datetime.timezone(datetime.timedelta(hours=2))
        return cls(2026, 6, 15, 0, 30, tzinfo=berlin).astimezone(tz)


def test_today_is_a_day_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datetime, "datetime", Clock)
    assert spec.today() == "2026-06-14"


# id: the item, what the sentence must say
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "an empty key": ({"key": "", "enabled": True}, "A flag has an empty key"),
    "present without on or off": ({"key": "ui"}, "Flag ui does not say enabled"),
    "a day in words": ({"key": "ui", "enabled": True, "expires": "tomorrow"}, "Flag ui has no day in expires"),
    "a day of another order": ({"key": "ui", "enabled": True, "expires": "31.01.2027"}, "has no day in expires"),
    "a day without dashes": ({"key": "ui", "enabled": True, "expires": "20270131"}, "has no day in expires"),
    "a day without zeros": ({"key": "ui", "enabled": True, "expires": "2027-1-31"}, "has no day in expires"),
    "a day of the week": ({"key": "ui", "enabled": True, "expires": "2027-W05"}, "has no day in expires"),
    "a day that does not exist": ({"key": "ui", "enabled": True, "expires": "2027-02-29"}, "has no day in expires"),
    "a point in time": ({"key": "ui", "enabled": True, "expires": "2027-01-31T00:00:00"}, "has no day in expires"),
    "a day with a line end": ({"key": "ui", "enabled": True, "expires": "2027-01-31\n"}, "has no day in expires"),
    "digits of another script": ({"key": "ui", "enabled": True, "expires": "٢٠٢٧-٠١-٣١"}, "has no day in expires"),
    "an empty day": ({"key": "ui", "enabled": True, "expires": ""}, "has no day in expires"),
    "absent and on": ({"key": "ui", "state": "absent", "enabled": True}, "Flag ui is wished absent and says enabled, too"),
    "a limit below none": ({"key": "ui", "enabled": True, "max_tenants": -1}, "Flag ui has max_tenants -1"),
    "NUL in the key": ({"key": "u\0i", "enabled": True}, r"The key 'u\x00i' of a flag holds NUL"),
    "NUL in the tenant": ({"key": "ui", "tenant": "\0", "enabled": True}, "The tenant "),
    "half a pair in the description": ({"key": "ui", "enabled": True, "description": "\ud83d"}, "The description "),
}


@pytest.mark.parametrize(("item", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(item: dict[str, t.Any], said: str) -> None:
    with pytest.raises(StackError) as refused:
        spec.desired(params(item))
    assert said in refused.value.msg
    assert "; " in refused.value.msg, "the sentence must say what to do next"
    refused.value.msg.encode()  # can be printed


@pytest.mark.parametrize("expires", ["2027-01-31", "2028-02-29", "1999-12-31", "never", None])
def test_takes_as_last_day(expires: str | None) -> None:
    assert spec.desired(params({"key": "ui", "enabled": True, "expires": expires})).wishes[0].expires == expires


@pytest.mark.parametrize("key", ["key with space", "ключ", "a'b\"c", "-", "0", "$$", "😀"])
def test_takes_as_key(key: str) -> None:
    assert spec.desired(params({"key": key, "enabled": True})).wishes[0].key == key


def test_the_place_tells_stores_apart_and_opens_none() -> None:
    option = database(host="db1", user="deploy", password="canary", sslrootcert="/etc/ca.pem")
    place = spec.place({"database": option, "table": {"name": "flags"}, "file": None})
    assert place == {"database": {"name": "app", "host": "db1", "port": 5432}, "table": {"name": "flags"}, "file": None}
    assert spec.place({"database": None, "table": None, "file": {"path": "/etc/app/flags"}})["file"] == {"path": "/etc/app/flags"}


@pytest.mark.parametrize(("keys", "asked"), [(None, Query(None)), ([], Query([])), (["b", "a", "b"], Query(["a", "b"]))])
def test_a_question_names_each_key_once(keys: list[str] | None, asked: Query) -> None:
    assert spec.query({"keys": keys}) == asked
