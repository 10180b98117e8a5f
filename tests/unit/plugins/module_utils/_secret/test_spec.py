# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options become, and which of them are no wish at all."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret import spec
from ansible_collections.golive.stack.plugins.module_utils._secret.model import KINDS, Desired, Policy, Query, Wish
from ansible_collections.golive.stack.plugins.module_utils._secret.policy import LARGEST

CANARY = "canary"
SUM = "0f" * 32
URL = {"scheme": "postgresql", "user": "app", "host": "localhost", "port": None, "path": None, "query": None}
LEFT_OUT = {name: option.get("default") for name, option in spec.WISH.items()}


def desired(*items: dict[str, t.Any], refuse: list[str] | None = None) -> t.Tuple[Wish, ...]:
    """The wishes of options as core hands them over, with what was left out filled in."""
    params = {"secrets": [{**LEFT_OUT, "name": "KEY", **item} for item in items], "refuse": refuse}
    return spec.desired(params, None).wishes


def test_what_is_left_out_is_a_key_of_32_bytes_in_use() -> None:
    assert desired({}) == (Wish("KEY", Policy("base64url", "general"), phase="current"),)


# option: what makes sense of it, and a value that is not its default
OPTIONS: dict[str, t.Tuple[dict[str, t.Any], t.Any]] = {
    "kind": ({}, "hex"),
    "purpose": ({}, "hmac"),
    "bytes": ({}, 48),
    "length": ({"kind": "alphanumeric"}, 40),
    "alphabet": ({"kind": "alphanumeric"}, "0123456789abcdef"),
    "bits": ({"kind": "rsa"}, 4096),
    "value": ({"kind": "supplied"}, CANARY),
    "owner": ({}, "payments team"),
    "of": ({"kind": "scram", "of": "OTHER"}, "PW"),
    "url": ({"kind": "url", "of": "PW", "url": {**URL, "user": "other"}}, URL),
    "version": ({}, 2),
    "phase": ({}, "only"),
    "compromised": ({}, [1]),
    "pattern": ({}, ".*"),
    "forbid": ({}, ["x"]),
    "expires": ({}, "2027-01-31"),
    "must_differ_from": ({}, ["0f0f0f0f"]),
}


def test_no_option_does_nothing() -> None:
    assert set(OPTIONS) == set(spec.WISH) - {"name"}, "every option of a wish has a row"
    for option, (base, value) in OPTIONS.items():
        assert desired(base) != desired({**base, option: value}), f"{option} is lost on its way into the wish"


@pytest.mark.parametrize(("value", "text"), [("7", "7"), (7, "7"), (None, None), ("", "")])
def test_a_value_is_a_text(value: t.Any, text: str | None) -> None:
    assert desired({"kind": "supplied", "value": value})[0].value == text


@pytest.mark.parametrize(
    ("value", "kind"), [({"x": CANARY}, "mapping"), ([CANARY], "list"), (True, "bool"), (1.5, "float")], ids=lambda value: str(type(value))
)
def test_a_value_that_is_no_text_is_refused_unseen(value: t.Any, kind: str) -> None:
    with pytest.raises(StackError) as refused:
        desired({"kind": "supplied", "value": value})
    assert refused.value.msg == f"The value of secret KEY is a {kind}; give a text, between quotes."


def test_every_option_becomes_its_part_of_the_wish() -> None:
    policy = {"pattern": "[0-9a-f]+", "forbid": ["x"], "must_differ_from": ["0f0f0f0f"]}
    (wish,) = desired(
        {
            "kind": "hex",
            "purpose": "hmac",
            "bytes": 48,
            "version": 2,
            "phase": "only",
            "compromised": [1],
            "expires": "2027-01-31",
            **policy,
        },
        refuse=[SUM],
    )
    assert wish == Wish(
        "KEY",
        Policy("hex", "hmac", bytes=48, pattern="[0-9a-f]+", forbid=("x",), must_differ_from=("0f0f0f0f",), refuse=(SUM,)),
        version=2,
        phase="only",
        compromised=(1,),
        expires="2027-01-31",
    )


@pytest.mark.parametrize(
    ("item", "part"),
    [
        ({"kind": "alphanumeric", "length": 64, "alphabet": "0123456789abcdef"}, "alphabet"),
        ({"kind": "alphanumeric", "length": 30}, "length"),
        ({"kind": "rsa", "bits": 4096}, "bits"),
    ],
)
def test_sizes_become_parts_of_the_policy(item: dict[str, t.Any], part: str) -> None:
    assert getattr(desired(item)[0].policy, part) == item[part]


def test_what_is_derived_and_supplied() -> None:
    url, other = desired({"name": "URL", "kind": "url", "of": "PW", "url": URL}, {"kind": "supplied", "value": "x"})[::-1]
    assert (url.of, url.url, other.value) == ("PW", URL, "x")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("URL<PW PW", "PW URL"),
        ("B A", "B A"),
        ("V<PW U<PW X PW", "X PW V U"),
        ("C<B B<A A", "A B C"),
        ("C<B B<A Z", "Z B C"),
    ],
    ids=["after its source", "as they come", "beside others", "after what is derived itself", "of what is there already"],
)
def test_what_is_derived_comes_after_what_it_is_made_of(order: str, expected: str) -> None:
    items = [word.partition("<") for word in order.split()]
    wishes = desired(*({"name": name, "kind": "scram" if of else "hex", "of": of or None} for name, _, of in items))
    assert " ".join(wish.name for wish in wishes) == expected


class Clock(datetime.datetime):
    """Half past midnight in Berlin, still the day before in UTC."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
        berlin = datetime.timezone(datetime.timedelta(hours=2))
        return cls(2026, 6, 15, 0, 30, tzinfo=berlin).astimezone(tz)


def test_today_is_a_day_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datetime, "datetime", Clock)
    assert spec.desired({"secrets": [], "refuse": None}, "/mnt") == Desired((), "2026-06-14", "/mnt")


NO_NAME = "The name of a secret is none; begin with a letter, "
NO_DAY = "Secret KEY has no day in expires; write it as 2027-01-31"

# id: the item, what the sentence must say
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "an empty name": ({"name": ""}, NO_NAME),
    "a name with a blank": ({"name": f"{CANARY} KEY"}, NO_NAME),
    "a name with a slash": ({"name": f"{CANARY}/b"}, NO_NAME),
    "a name that begins with a digit": ({"name": f"1{CANARY}"}, NO_NAME),
    "a name that begins with a dash": ({"name": f"-{CANARY}"}, NO_NAME),
    "a name with a line end": ({"name": f"{CANARY}\n"}, NO_NAME),
    "a name in other letters": ({"name": f"{CANARY}É"}, NO_NAME),
    "a name that is too long": ({"name": CANARY + "K" * 122}, NO_NAME),
    "bytes of symbols": (
        {"kind": "alphanumeric", "bytes": 32},
        "Secret KEY of kind alphanumeric says bytes, which is for hex, base64, base64url",
    ),
    "a length of bytes": ({"kind": "hex", "length": 64}, "says length, which is for alphanumeric, passphrase; leave it out"),
    "an alphabet of words": ({"kind": "passphrase", "alphabet": "0123456789abcdef"}, "says alphabet, which is for alphanumeric"),
    "bits of bytes": ({"kind": "hex", "bits": 256}, "says bits, which is for rsa"),
    "a size of something supplied": ({"kind": "supplied", "bytes": 32}, "of kind supplied says bytes"),
    "no bytes": ({"bytes": 0}, "Secret KEY has bytes: 0; give 1 to 8192"),
    "bytes below none": ({"bytes": -1}, "Secret KEY has bytes: -1; give 1 to"),
    "too many bytes": ({"bytes": 8193}, "Secret KEY has bytes: 8193; give 1 to"),
    "too few bytes": ({"bytes": 15}, "Secret KEY would have 120 bits"),
    "a verifier of nothing": ({"kind": "scram"}, "Secret KEY of kind scram names no secret in of; of is for bcrypt"),
    "a key of something": ({"of": "PW"}, "Secret KEY of kind base64url is made of nothing, and says of; of is for"),
    "something supplied of something": ({"kind": "supplied", "of": "PW"}, "is made of nothing, and says of"),
    "a URL without its parts": (
        {"kind": "url", "of": "PW"},
        "Secret KEY of kind url and its option url don't belong together; url is for kind url",
    ),
    "a verifier with a URL": ({"kind": "scram", "of": "PW", "url": URL}, "Secret KEY of kind scram and its option url don't belong"),
    "a version of what is derived": (
        {"kind": "scram", "of": "PW", "version": 2},
        "Secret KEY follows PW, so it has no version, next phase or value",
    ),
    "a phase of what is derived": ({"kind": "scram", "of": "PW", "phase": "next"}, "Secret KEY follows PW"),
    "a value of what is derived": ({"kind": "scram", "of": "PW", "value": CANARY}, "Secret KEY follows PW"),
    "a version of something supplied": (
        {"kind": "supplied", "value": CANARY, "version": 2},
        "Secret KEY is supplied: another value is its next",
    ),
    "version 0": ({"version": 0}, "Secret KEY has version: 0; the first is 1"),
    "a version that no store is read with": ({"version": 1_000_000_000}, "version: 1000000000; the first is 1, and the last 999999999"),
    "a next version without its number": (
        {"phase": "next"},
        "Secret KEY says phase: next without a version, so there is nothing to be made; say which version comes next",
    ),
    "a verifier as a key": ({"kind": "bcrypt", "of": "PW", "purpose": "hmac"}, "Secret KEY of kind bcrypt is no key; leave purpose out"),
    "made of itself": ({"kind": "scram", "of": "KEY"}, "Secrets would be made of themselves: KEY; correct their of"),
    "a pattern that is none": ({"pattern": f"{CANARY}("}, "Secret KEY has a pattern that is no regular expression; correct it"),
    "a forbidden pattern that is none": ({"forbid": ["x", f"*{CANARY}"]}, "Secret KEY has a pattern that is no regular expression"),
    "another's value instead of its fingerprint": ({"must_differ_from": [CANARY]}, "Secret KEY must differ from what is no fingerprint; "),
    "a fingerprint that is too short": ({"must_differ_from": ["0f0f0f0"]}, "what is no fingerprint; give 8 to 64 hexadecimal digits"),
    "NUL in the value": ({"kind": "supplied", "value": f"{CANARY}\0"}, "The option value of secret KEY holds NUL or broken Unicode"),
    "half a pair in the value": ({"kind": "supplied", "value": f"{CANARY}\ud83d"}, "The option value of secret KEY holds NUL or broken"),
    "NUL in a URL": ({"kind": "url", "of": "PW", "url": {**URL, "query": "\0"}}, "The option url.query of secret KEY holds NUL or broken"),
    "a day in words": ({"expires": "tomorrow"}, NO_DAY),
    "a day of another order": ({"expires": "31.01.2027"}, NO_DAY),
    "a day without dashes": ({"expires": "20270131"}, NO_DAY),
    "a day of the week": ({"expires": "2027-W05-1"}, NO_DAY),
    "a day that does not exist": ({"expires": "2027-02-29"}, NO_DAY),
    "a point in time": ({"expires": "2027-01-31T00:00:00"}, NO_DAY),
    "a day with a line end": ({"expires": "2027-01-31\n"}, NO_DAY),
    "digits of another script": ({"expires": "٢٠٢٧-٠١-٣١"}, NO_DAY),
    "an empty day": ({"expires": ""}, NO_DAY),
}


@pytest.mark.parametrize(("item", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(item: dict[str, t.Any], said: str) -> None:
    with pytest.raises(StackError) as refused:
        desired(item)
    assert said in refused.value.msg
    assert "; " in refused.value.msg, "the sentence must say what to do next"
    assert CANARY not in refused.value.msg
    refused.value.msg.encode()  # can be printed


@pytest.mark.parametrize("digest", [CANARY, SUM[1:], SUM.upper(), SUM + "\n"])
def test_refuses_to_refuse_what_is_no_sum(digest: str) -> None:
    with pytest.raises(StackError) as refused:
        desired({}, refuse=[digest])
    assert "The option refuse holds something else than SHA-256 in 64 hexadecimal digits; give the sum" in refused.value.msg
    assert digest not in refused.value.msg


def test_refuses_a_secret_twice() -> None:
    with pytest.raises(StackError, match="The task names A, B more than once; name each secret once"):
        desired({"name": "B"}, {"name": "A"}, {"name": "C"}, {"name": "A"}, {"name": "B"}, {"name": "B"})


def test_refuses_secrets_that_are_made_of_each_other() -> None:
    items = [{"name": name, "kind": "scram", "of": of} for name, of in (("A", "B"), ("B", "A"), ("C", "D"))]
    with pytest.raises(StackError, match="made of themselves: A, B; "):
        desired(*items)


@pytest.mark.parametrize("name", ["A", "_a", "DB_PASSWORD", "app.key-2", "K" * 127])
def test_takes_as_name(name: str) -> None:
    assert desired({"name": name})[0].name == name


@pytest.mark.parametrize("expires", ["2027-01-31", "2028-02-29", "1999-12-31", None])
def test_takes_as_last_day(expires: str | None) -> None:
    assert desired({"expires": expires})[0].expires == expires


@pytest.mark.parametrize("item", [{"version": 2}, {"kind": "supplied", "value": "x"}], ids=["a numbered one", "a supplied one"])
def test_takes_as_next(item: dict[str, t.Any]) -> None:
    assert desired({**item, "phase": "next"})[0].phase == "next"


def test_the_largest_size_is_no_larger_than_a_value_may_be() -> None:
    hexadecimal, words = 2 * spec.LARGEST_SIZE, 6 * spec.LARGEST_SIZE
    assert max(hexadecimal, words) <= LARGEST


@pytest.mark.parametrize(("names", "asked"), [(None, Query(None)), ([], Query(())), (["b", "a", "b"], Query(("a", "b")))])
def test_a_question_names_each_secret_once(names: list[str] | None, asked: Query) -> None:
    assert spec.query({"names": names}) == asked


def test_of_all_options_the_value_alone_is_kept_out_of_sight() -> None:
    assert [name for name, option in spec.WISH.items() if option.get("no_log")] == ["value"]
    assert spec.WISH["kind"]["choices"] == list(KINDS)


def test_what_can_be_no_name_is_not_repeated() -> None:
    with pytest.raises(StackError) as refused:
        spec.query({"names": ["KEY", "hunter 2"]})
    assert refused.value.msg.startswith("The name of a secret is none; ") and "hunter" not in refused.value.msg
