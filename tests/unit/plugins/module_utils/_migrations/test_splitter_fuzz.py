# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL's own scanner and parser find the same statements, in SQL made of what is hard to read."""

from __future__ import annotations

import re
import string
import typing as t
from dataclasses import dataclass, field

from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from pglast import parser

from .splits import Piece, split

CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
LITERALS = ["'a;b'", "'it''s; '''", "'\\'", "'--'", "'/*'", "'$$'", "''", "'\n;\n'", "E'\\';'", "e'\\\\'", "E'a''\\';'", "E'a\\\n;'"]
LITERALS += [
    "E'a'\n'b\\';'",
    "E'a' -- '\n\n'\\'' --;\n '\\';'",
    "'a' -- ;\n '\\'",
    "b'01'",
    "X'af'",
    "N'a;\\'",
    "U&'a;'",
    "1",
    "1.5e3",
    "$1",
]
LITERALS += [
    "$$;$$",
    "$a$;$$'$a$",
    "$_é1$;\n$b$_é1$",
    "date'2020-01-01'",
    "type'\\'",
    "\"int4\"E'\\''",
    "int4 E'5;'",
    "U&'a!0061;' UESCAPE '!'",
]
NAMES = ["a", "e", "x1", "a$b$c", "é$$", "_$1", "begin", "ende", '"q;""r"', '"it\'s"', '"/*"', 'u&"x;y"', '"end"', "a.b", 'e."$$"']
GAPS = [" ", "\n", "\t\r\n\f ", " /* ;' */ ", '/*/* ; */ " $$ */', "/**/", "-- it's; /* $$\n", "--\n", " /*/;*/ "]
OPERATORS = ["+", "-", "*", "/", "<->", "||", "@-", "*/* ; */", "+-- ;'\n", "- -", "="]

gap = st.sampled_from(GAPS)
some = st.sampled_from(["", *GAPS])
name = st.sampled_from(NAMES)


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """Parts of a statement with a gap between each two."""
    return st.tuples(*[gap | st.just(" ") if at % 2 else _part(parts[at // 2]) for at in range(2 * len(parts) - 1)]).map("".join)


def _part(part: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    return st.just(part) if isinstance(part, str) else part


def listed(part: st.SearchStrategy[str], between: str, most: int = 3) -> st.SearchStrategy[str]:
    """One part or some."""
    return st.tuples(some, st.lists(part, min_size=1, max_size=most)).map(lambda drawn: f"{drawn[0]}{between}".join(drawn[1]))


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An expression around others."""
    return st.one_of(
        st.tuples(inner, some, st.sampled_from(OPERATORS), some, inner).map(lambda drawn: f"({drawn[0]} {''.join(drawn[1:])})"),
        st.tuples(some, listed(inner, ","), some).map(lambda drawn: f"f({''.join(drawn)})"),
        joined("CASE WHEN", inner, "THEN", inner, "END"),
        joined("case", inner, "when", inner, "then", inner, "else", inner, "end"),
        joined("(SELECT", inner, ")"),
        inner.map(lambda text: f"({text})::text"),
    )


expression = st.recursive(st.sampled_from([*LITERALS, *NAMES]), larger, max_leaves=6)
select = joined("SELECT", listed(expression, ",")) | joined("select", expression, "AS", name.filter(lambda text: "." not in text))
insert = joined("INSERT INTO", name, "VALUES", listed(expression.map("({})".format), ","))
rule = joined("CREATE RULE r AS ON INSERT TO t DO ALSO (", listed(select, ";"), ";", ")")
do = joined("DO", st.sampled_from(["$$BEGIN; END;$$", "$a$;'$$$a$", "E'\\';'"]))
signature = joined(
    "CREATE", st.sampled_from(["FUNCTION", "function", "OR REPLACE FUNCTION", "or/**/replace\nfunction"]), "f()", "RETURNS int"
)
body = joined("BEGIN", "ATOMIC", st.lists(select.map("{};".format), max_size=3).map(" ".join), "END")
function = joined(signature, "LANGUAGE sql AS", st.sampled_from(["$$SELECT 1; END$$", "'SELECT ''\\;'''"])) | joined(signature, body)
procedure = joined("CREATE PROCEDURE", st.sampled_from(["f()", "f(a int)", "begin(a text DEFAULT ';')"]), body)
statement = st.one_of(select, insert, rule, do, function, procedure, st.just(""))
script = st.tuples(
    st.lists(st.tuples(some, statement, some).map("".join), min_size=1, max_size=4).map(";".join), st.sampled_from(["", ";"])
)

FRAGMENTS = [
    *LITERALS,
    *NAMES,
    *GAPS,
    *OPERATORS,
    *"(((())));;;;;;;;;;;;,.[]<>=",
    "0x1e",
    "12",
    ".5",
    "SELECT",
    "CASE",
    "END",
    "BEGIN",
    "ATOMIC",
]
FRAGMENTS += ["CREATE", "FUNCTION", "OR REPLACE", "PROCEDURE", *["CREATE FUNCTION f() BEGIN ATOMIC", "END;"] * 3]
# What opens a quote, and what may close one.
FRAGMENTS += ["'", "E'", '"', "$$", "$a$", "$", "/*", "*/", "\n'"]
soup = st.lists(st.sampled_from([*FRAGMENTS, *[" "] * len(FRAGMENTS)]), max_size=30).map("".join)


class Token(t.NamedTuple):
    """A token as the server reads it, with its word if it is a bare one."""

    begin: int
    text: str
    word: str | None


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, comments left out."""
    found = []
    for token in parser.scan(text):
        said = text[token.start : token.end + 1]
        bare = token.kind != "NO_KEYWORD" or (token.name == "IDENT" and said[0] != '"')
        # Of N'a' the scanner makes two tokens.
        word = said.translate(CAPITALS) if bare and not (token.name == "NCHAR" and len(said) == 1) else None
        if "COMMENT" not in token.name:
            found.append(Token(token.start, said, word))
    return found


@dataclass
class Reading:
    """Where psql would be, token by token."""

    begin: int | None = None
    words: list[str] = field(default_factory=list)
    before: str | None = None
    depth: int = 0
    ends: int = 0

    def read(self, token: Token) -> bool:
        """Go on by a token; True when it ends the statement."""
        self.begin = token.begin if self.begin is None else self.begin
        self.depth = max(0, self.depth + (token.text == "(") - (token.text == ")"))
        if token.word:
            self.words.append(token.word)
            said = " ".join(self.words[:4])
            if not self.depth and re.match("CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)\\b", said):
                self.count(token.word)
        return token.text == ";" and not self.depth and not self.ends

    def count(self, word: str) -> None:
        """Count the words that want an END."""
        if self.ends:
            self.ends += (word == "CASE") - (word == "END")
        else:
            self.ends = int(word == "ATOMIC" and self.before == "BEGIN")
        self.before = word


def read_as_psql(text: str) -> list[Piece] | None:
    """The statements as psql would send them if it had the server's scanner; None if the last one can't end."""
    found = []
    now, taken = Reading(), 0
    tokens = tokens_of(text)
    for token in tokens:
        if now.read(token) or (token is tokens[-1]):
            if now.depth or now.ends:
                return None
            end = token.begin + 1 if token.text == ";" else len(text)
            found.append(Piece(text[taken:end], text.count("\n", 0, now.begin) + 1, " ".join(now.words[:6])))
            now, taken = Reading(), end
    return found


@given(script.map("".join), st.integers(1, 9))
def test_the_parser_finds_the_same_statements(text: str, size: int) -> None:
    try:
        slices = parser.split(text, only_slices=True)
    except parser.ParseError:
        reject()  # a gap has made a comment of an operator
    wanted = [[token.text for token in tokens_of(text[one])] for one in slices]
    found = [[token.text for token in tokens_of(piece.text)] for piece in split(text, (size,))]
    assert [tokens[:-1] if tokens[-1] == ";" else tokens for tokens in found if tokens != [";"]] == wanted


@settings(max_examples=1000)
@given(soup, st.integers(1, 9))
def test_the_scanner_finds_the_same_ends_words_and_lines(text: str, size: int) -> None:
    try:
        # Behind a backslash psql reads a command, which the server knows nothing of.
        assume("\\" not in [token.text for token in tokens_of(text)])
        wanted = read_as_psql(text)
    except parser.ParseError as error:
        assume("unterminated" in str(error))
        wanted = None
    try:
        found = split(text, (size,))
    except StackError:
        assert wanted is None
    else:
        assume(not any(piece.words.startswith("\\") for piece in found))
        assert found == wanted
