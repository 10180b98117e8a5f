# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""SQL text is cut where psql and the server cut it, however it arrives."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.splitter import Statement, statements

from .splits import chunks_of, refusal_of, split

# id: the statements that make up the text
SPLITS: dict[str, list[str]] = {
    "a semicolon ends a statement": ["SELECT 1;", " SELECT 2;", "\nSELECT 3;"],
    "the last one needs no semicolon": ["SELECT 1;", " SELECT 2\n"],
    "a semicolon alone is a statement": [";", " ;", "SELECT 1;", ";"],
    "comments before a statement belong to it": ["-- a;\n/* b; */ SELECT 1;", "-- c\nSELECT 2;"],
    "a string keeps its semicolon": ["SELECT 'a;b';", "SELECT 1;"],
    "a string goes over lines": ["SELECT 'a;\n;b\n';", "SELECT 1;"],
    "a doubled quote does not end a string": ["SELECT 'it''s; ''';", "SELECT 1;"],
    "a backslash ends no string": ["SELECT '\\';", "SELECT ';';"],
    "a backslash escapes in an E string": ["SELECT E'\\';';", "SELECT e'\\\\';", "SELECT e'a''\\';''';"],
    "an E string goes over lines": ["SELECT E'\\\n\\';\n;';", "SELECT 1;"],
    "an E string right behind a sign": ["SELECT(E'\\';'),-e'\\';',\"a\"e'\\';',E'\\';'||E'\\';';", "SELECT 1;"],
    "an E string right behind dollars and digits": ["SELECT $$a$$e'\\';', $a$b$a$E'\\';', $1e'\\';';", "SELECT 1;"],
    "an E string at the beginning of a line": ["SELECT\nE'\\';'\n;", "SELECT 1;"],
    "an E string goes on in the next line": ["SELECT E'a'\n'\\';';", "SELECT E'a' -- b\n\n  -- c\n '\\';'\n'\\';';", "SELECT 1;"],
    "an E string does not go on in its line": ["SELECT E'a' '\\';", "SELECT E'a' /*\n*/ '\\';", "SELECT 1;"],
    "an E string and the end of the text": ["SELECT E'\\'' -- b\n"],
    "an E string with many escapes in a list": ["SELECT (" + "E'\\'', " * 60 + f"E'{1200 * chr(92)}');", "SELECT 1;"],
    "a word that ends with e is no E string": ["SELECT date'\\';", "SELECT a1e'\\', a$e'\\', ée'\\', ee'\\';", "SELECT date'\\',';', 1;"],
    "a number that ends with e is no E string": ["SELECT 1e'\\';", "SELECT 1;"],
    "other prefixes know no backslash": ["SELECT U&'\\', b'\\', X'\\', n'\\', u&\"\\\";", "SELECT 1;"],
    "a quoted name keeps its semicolon": ['SELECT "a;""b;";', "SELECT 1;"],
    "a quoted name goes over lines": ['SELECT "a;\n";', "SELECT 1;"],
    "a quoted name keeps quotes": ['SELECT "it\'s;", "$$";', "SELECT 1;"],
    "dollars quote": ["DO $$BEGIN; 'a\" -- /* END;$$;", "SELECT 1;"],
    "dollars quote with a tag": ["DO $a$;$$;$A$;$a1$;$a $;$a$;", "DO $_é1$;$_é1$;", "SELECT 1;"],
    "dollars quote over lines": ["DO $a$;\n$a\n;$a$;", "SELECT 1;"],
    "a closing tag may begin with the dollar of another": ["DO $a$;$b$a$;", "SELECT 1;"],
    "dollars in a word quote nothing": [
        "SELECT a$b$c;",
        "SELECT a$$, é$$, _$$, a1$$;",
        "SELECT a, b, c, d, e, a$$, é1$$;",
        "SELECT a, b, c, d, e, 1a$$;",
    ],
    "dollars behind a number quote": ["SELECT 1$$;$$;", "SELECT a+12$$;$$;", "SELECT 1;"],
    "dollars behind a parameter quote": ["SELECT $1, $2$$;$$, $3;", "SELECT 1;"],
    "dollars behind a quote or sign quote": ["SELECT 'a'$$;$$, \"a\"$$;$$, ($$;$$), 'a1'$$;$$;", "SELECT 1;"],
    "a dollar alone is a sign": ["SELECT $ a $;", "SELECT $;", "SELECT $a;", "SELECT $1a$;", "SELECT 1;"],
    "a tag that begins with a digit is none": ["SELECT $1$ a;", "SELECT 1;"],
    "a comment to the end of the line": ["SELECT 1 -- it's; \" $$ /* (\n;", "SELECT 2 --;\n--;\n;", "SELECT 3;"],
    "a comment without anything": ["SELECT 1--\n;", "SELECT 2;"],
    "a comment in a comment": ["SELECT /* ; /* it's; */ ; */ 1;", "/*;/**;*/;*/ SELECT 2;", "SELECT 3;"],
    "a comment over lines": ["SELECT /* ;\n/*;\n*/;\n*/ 1;", "SELECT 2;"],
    "a slash does not close what it opens": ["/*/;*/ SELECT 1;", "SELECT 2;"],
    "a comment begins within an operator": ["SELECT 1 */* ; */ 2;", "SELECT 1 <-- ;\n 2;", "SELECT 1 +-/*;*/ 2;", "SELECT 3;"],
    "signs that only look like comments": ["SELECT 1 - - 2 / / 3 * / 4 - -5;", "SELECT */ 1;", "SELECT 1;"],
    "parentheses keep semicolons": ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT (2););", "SELECT 1;"],
    "parentheses over lines keep semicolons": ["SELECT (\n;\n(\n;'a)'\n)\n;\n);", "SELECT 1;"],
    "parentheses in quotes are none": ["SELECT '(', \"(\", $$($$, E'(\\'' /* ( */ -- (\n;", "SELECT (')');", "SELECT 1;"],
    "many levels of parentheses": [f"SELECT {'(;' * 20}1{')' * 20};", f"SELECT {'(' * 20}1{')' * 20};", "SELECT 1;"],
    "a closing parenthesis too many is ignored": ["SELECT 1));", "SELECT (2);", "SELECT );", "SELECT (;);"],
    "long lists": [f"INSERT INTO t VALUES {chr(10).join(['(1, now(), (E' + repr(chr(92)) + ')),'] * 90)} (2);", "SELECT 1;"],
    "white space of every kind": ["SELECT\t1\r\n\f\v;", "\t\r\n\f\vSELECT 2;"],
    "other white space is a letter": ["SELECT a\u00a0$$, b\u2028$$, c\u0085$$;", "SELECT 1;"],
    "a function with statements": [
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END;",
        "create or replace procedure f(a int default (case when 1 then 2 end)) begin/* ; */atomic; end;",
        "CREATE\nOR -- or\nREPLACE /* a */ FUNCTION f()\nBEGIN\nATOMIC\nSELECT CASE a WHEN CASE 1 WHEN 2 THEN 3 END THEN 1 END;\nEND\n;",
        "SELECT 1;",
    ],
    "words in parentheses end no function": ["CREATE FUNCTION f() BEGIN ATOMIC SELECT (a.end), (b.case); END;", "SELECT 1;"],
    "words in quotes begin and end no function": ["CREATE FUNCTION f() BEGIN ATOMIC SELECT 'end', \"end\", $$end$$; END;", "SELECT 1;"],
    "a function that is a string": ["CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1; END';", "SELECT 1;"],
    "BEGIN alone opens nothing": [
        "CREATE FUNCTION begin(begin int) AS 'a';",
        "CREATE FUNCTION atomic() AS 'a';",
        "BEGIN;",
        "SELECT 1;",
        "END;",
    ],
    "only a function has statements": ["CREATE TABLE begin (a int);", "CREATE VIEW v AS SELECT 1 begin atomic;", "SELECT 1;"],
    "CASE outside of a body opens nothing": ["CREATE FUNCTION f() AS 'a' SUPPORT case;", "SELECT CASE;", "SELECT 1;"],
}


@pytest.mark.parametrize("parts", SPLITS.values(), ids=SPLITS)
def test_is_split_into(parts: list[str]) -> None:
    assert [piece.text for piece in split("".join(parts))] == parts


@pytest.mark.parametrize("tail", ["", "\n", " -- a;\n", "/* ; /* a */ */\n-- b", "\n\n \t"], ids=ascii)
def test_white_space_and_comments_at_the_end_are_no_statement(tail: str) -> None:
    assert [piece.text for piece in split(f"SELECT 1;{tail}")] == ["SELECT 1;"]
    assert split(tail) == []


# id: a statement, its words
WORDS = {
    "six words and no more": ("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);", "CREATE UNIQUE INDEX CONCURRENTLY I ON"),
    "capitals": ("Create Table if NOT exists T;", "CREATE TABLE IF NOT EXISTS T"),
    "comments are left out": ("/* a */ ALTER -- b\n TABLE/* c */t;", "ALTER TABLE T"),
    "signs, numbers and parameters are left out": ("SELECT 1e5, (a.b) + $1::int - 0x1f, .5e3, 1.e5, _c;", "SELECT A B INT _C"),
    "literals and quoted names are left out": ("UPDATE \"a\" SET b = E'c\\'', U&\"d\" = N'e', f = $g$h$g$;", "UPDATE SET B F"),
    "a literal of a named type": ("SELECT date'2020-01-01', e 'x', u & 'y';", "SELECT DATE E U"),
    "a name with a dollar": ("DROP TABLE a$b$c, d$1;", "DROP TABLE A$B$C D$1"),
    "only the letters of ASCII get capitals": ('DROP TABLE größe, ſelect, "x";', "DROP TABLE GRößE ſELECT"),
    "words behind a long list": (f"INSERT INTO t VALUES ({'1, ' * 700}now(), x);", "INSERT INTO T VALUES NOW X"),
    "no words behind a long list": (f"INSERT INTO t VALUES ({'1, ' * 700}-- a b\n'c');", "INSERT INTO T VALUES"),
    "no words between many numbers": (f"SELECT -- a b c d e f\n{'12e4, ' * 700}1;\n", "SELECT"),
    "words behind a long string": (f"INSERT INTO t VALUES ('{'a ' * 700}', now());", "INSERT INTO T VALUES NOW"),
    "words of a function": ("CREATE OR REPLACE FUNCTION f() BEGIN ATOMIC; END;", "CREATE OR REPLACE FUNCTION F BEGIN"),
    "a semicolon": ("-- a\n;", ""),
    "nothing but signs": ("(1 + 'a');", ""),
}


@pytest.mark.parametrize(("text", "words"), WORDS.values(), ids=WORDS)
def test_words(text: str, words: str) -> None:
    assert [piece.words for piece in split(text)] == [words]


def test_lines_are_those_of_the_first_words() -> None:
    text = "\n-- a\nSELECT 1; SELECT '\n\n';\n/* b\n*/ SELECT 3\n;;\nCOPY t FROM stdin;\n1\n2\n\\.\n\nSELECT 4;"
    assert [piece.line for piece in split(text)] == [3, 3, 7, 8, 9, 14]
    assert [piece.line for piece in split(text, first_line=10)] == [12, 12, 16, 17, 18, 23]


# id: a text, the text, line and name of the command in it, what stands behind it
COMMANDS = {
    "where a statement could begin": ("SELECT 1;\n\\i it's.sql\nSELECT 2;", ("\n\\i it's.sql\n", 2, "\\i"), ["SELECT 2;"]),
    "within a statement": ("SELECT (1 \\gset a_ ;\nSELECT 2;", ("SELECT (1 \\gset a_ ;\n", 1, "\\gset"), ["SELECT 2;"]),
    "in the line of its statement": ("SELECT\n 1\n\\gexec", ("SELECT\n 1\n\\gexec", 3, "\\gexec"), []),
    "right behind another": ("\\dt\\di;\n", ("\\dt\\di;\n", 1, "\\dt"), []),
    "a semicolon that does not end": ("SELECT 1\\;SELECT 2;\n", ("SELECT 1\\;SELECT 2;\n", 1, "\\;"), []),
    "without a name": ("\\ a\n;", ("\\ a\n", 1, "\\"), [";"]),
    "of a dump": ("\\restrict kE'y\n\n", ("\\restrict kE'y\n", 1, "\\restrict"), []),
    "capitals are kept": ("\\C title", ("\\C title", 1, "\\C"), []),
}


@pytest.mark.parametrize(("text", "command", "behind"), COMMANDS.values(), ids=COMMANDS)
def test_command_of_psql(text: str, command: t.Tuple[str, int, str], behind: list[str]) -> None:
    found = [piece for piece in split(text) if piece.text != "SELECT 1;"]
    assert (found[0].text, found[0].line, found[0].words) == command
    assert [piece.text for piece in found[1:]] == behind


@pytest.mark.parametrize("text", ["SELECT '\\i';", 'SELECT "\\i";', "SELECT $$\\i$$;", "SELECT 1 /* \\i */;", "SELECT 1 -- \\i\n;"])
def test_a_backslash_in_quotes_and_comments_is_no_command(text: str) -> None:
    assert [piece.words for piece in split(text)] == ["SELECT"]


# id: a text, what is said of it
REFUSED = {
    "a string": ("SELECT 1;\n\nSELECT '\n;", "The string that begins in line 3 is not closed"),
    "a string with backslashes": ("SELECT\nE'\\';\n", "The string that begins in line 2 is not closed"),
    "a string that ends with a backslash": ("E'\\", "The string that begins in line 1 is not closed"),
    "a string that goes on": ("SELECT E'a'\n'b\\'", "The string that begins in line 1 is not closed"),
    "a quoted name": ('SELECT (\n"a;\n', "The quoted name that begins in line 2 is not closed"),
    "dollars": ("DO $a$\n$$;\n$a $;", "The dollar-quoted string that begins in line 1 is not closed"),
    "a comment": ("SELECT 1;\n/* /*\n*/", "The comment that begins in line 2 is not closed"),
    "a comment within a statement": ("SELECT 1\n+ /* *\n/", "The comment that begins in line 2 is not closed"),
    "a parenthesis": ("SELECT 1;\nSELECT (2;\nSELECT 3;", "The statement that begins in line 2 lacks a closing parenthesis"),
    "a body": (
        "SELECT 1;\nCREATE FUNCTION f() BEGIN ATOMIC SELECT CASE a; END;\nSELECT 3;",
        "The statement that begins in line 2 lacks the END of its BEGIN ATOMIC",
    ),
    "data": ("SELECT 1;\nCOPY t FROM stdin;\n1\n\\.x\n", "The data of the COPY in line 2 are not closed"),
    "data without a line end": ("COPY t FROM stdin;", "The data of the COPY in line 1 are not closed"),
    "data without a semicolon": ("COPY t FROM stdin", "The data of the COPY in line 1 are not closed"),
    "more in the line of a COPY": ("COPY t\nFROM stdin; SELECT 1;\n1\n\\.\n", "Behind the COPY that ends in line 2 stands more"),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_is_refused(text: str, said: str) -> None:
    error = refusal_of(text)
    assert error.msg.startswith(said)
    assert f"line {error.details['line']} " in error.msg


def test_what_comes_before_is_handed_out_first() -> None:
    found = statements(["SELECT 1;", "SELECT 'a"])
    assert next(found) == Statement("SELECT 1;", 1, "SELECT")


def test_no_text_stands_in_what_is_printed() -> None:
    assert [repr(one) for one in statements(["COPY t FROM stdin;\nkey\n\\.\n"])] == [
        "Statement(line=1, words='COPY T FROM STDIN', begins=1, closed=True)"
    ]


def test_empty_chunks_are_nothing() -> None:
    assert [one.text for one in statements(["", "SELECT", "", " 1;\n", "", "", "SELECT 2", ""])] == ["SELECT 1;", "\nSELECT 2"]
    assert chunks_of("", 1) == [] and list(statements([])) == []


def test_where_a_text_begins_and_whether_it_is_closed() -> None:
    found = list(statements(["SELECT 1;\n-- a comment\n\nSELECT\n 2;\nSELECT 3 -- no end;"], 7))
    assert [(one.begins, one.line, one.closed) for one in found] == [(7, 7, True), (7, 10, True), (11, 12, False)]
