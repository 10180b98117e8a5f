# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one question that reads the whole catalog of some schemas.

It is asked with a pinned search_path, so that the server writes every name of the user's with its schema. What belongs to an
extension is left out: the extension stands for it.
"""

from __future__ import annotations

import typing as t

from .._database import sql

_COLUMNS = """
SELECT jsonb_object_agg(a.attname, jsonb_build_object(
  'type', format_type(a.atttypid, a.atttypmod),
  'nullable', NOT a.attnotnull,
  'default', pg_get_expr(d.adbin, d.adrelid),
  'generated', CASE concat(a.attidentity, a.attgenerated) WHEN 'a' THEN 'always as identity' WHEN 'd' THEN 'by default as identity'
    WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END,
  'collation', (SELECT l.collname FROM pg_collation AS l JOIN pg_type AS y ON y.oid = a.atttypid
    WHERE l.oid = a.attcollation AND l.oid <> y.typcollation)))
FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = tab.oid AND a.attnum > 0 AND NOT a.attisdropped
"""

_PRIMARY_KEY = """
SELECT jsonb_agg(a.attname ORDER BY k.place)
FROM pg_constraint AS p CROSS JOIN unnest(p.conkey) WITH ORDINALITY AS k (attnum, place)
JOIN pg_attribute AS a ON a.attrelid = p.conrelid AND a.attnum = k.attnum
WHERE p.conrelid = tab.oid AND p.contype = 'p'
"""

# NOT NULL is a constraint of its own from PostgreSQL 18 on; here it stands with its column.
_CONSTRAINTS = """
SELECT jsonb_object_agg(p.conname, pg_get_constraintdef(p.oid)) FROM pg_constraint AS p
WHERE p.conrelid = tab.oid AND p.contype IN ('p', 'u', 'f', 'c', 'x') AND p.conparentid = 0
"""

_INDEX = "concat(pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid THEN ' -- invalid' END)"

_INDEXES = f"""
SELECT jsonb_object_agg(x.relname, {_INDEX}) FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid
WHERE i.indrelid = tab.oid
"""

_TRIGGERS = """
SELECT jsonb_object_agg(g.tgname, concat(pg_get_triggerdef(g.oid), CASE g.tgenabled WHEN 'D' THEN ' -- disabled'
  WHEN 'R' THEN ' -- on a replica' WHEN 'A' THEN ' -- always' END))
FROM pg_trigger AS g WHERE g.tgrelid = tab.oid AND NOT g.tgisinternal
"""

_POLICIES = """
SELECT jsonb_object_agg(y.polname, concat_ws(' ', CASE WHEN y.polpermissive THEN 'permissive' ELSE 'restrictive' END,
  CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
  'TO', (SELECT string_agg(CASE r.oid WHEN 0 THEN 'public' ELSE pg_get_userbyid(r.oid)::text END, ', ' ORDER BY r.oid)
    FROM unnest(y.polroles) AS r (oid)),
  'USING (' || pg_get_expr(y.polqual, y.polrelid) || ')', 'WITH CHECK (' || pg_get_expr(y.polwithcheck, y.polrelid) || ')'))
FROM pg_policy AS y WHERE y.polrelid = tab.oid
"""

_TABLES = f"""
SELECT jsonb_object_agg(tab.title, jsonb_build_object(
  'schema', tab.nspname,
  'sql', tab.oid::regclass::text,
  'partition', tab.relispartition,
  'owner', pg_get_userbyid(tab.relowner),
  'row_level_security', CASE WHEN NOT tab.relrowsecurity THEN 'disabled' WHEN tab.relforcerowsecurity THEN 'forced' ELSE 'enabled' END,
  'columns', ({_COLUMNS}),
  'primary_key', ({_PRIMARY_KEY}),
  'constraints', ({_CONSTRAINTS}),
  'indexes', ({_INDEXES}),
  'triggers', ({_TRIGGERS}),
  'policies', ({_POLICIES})))
FROM tab
"""

# The operators of the key itself decide what is an orphan: citext knows others than text.
_PAIRS = """
SELECT jsonb_agg(jsonb_build_array(quote_ident(a.attname), quote_ident(b.attname), format('OPERATOR(%I.%s)', s.nspname, o.oprname))
  ORDER BY k.place)
FROM unnest(p.conkey, p.confkey, p.conpfeqop) WITH ORDINALITY AS k (ours, theirs, operator, place)
JOIN pg_attribute AS a ON a.attrelid = p.conrelid AND a.attnum = k.ours
JOIN pg_attribute AS b ON b.attrelid = p.confrelid AND b.attnum = k.theirs
JOIN pg_operator AS o ON o.oid = k.operator JOIN pg_namespace AS s ON s.oid = o.oprnamespace
"""

# An index of all rows serves, and one of the rows in which the column says something, since no key looks for NULL.
_IS_INDEXED = """
SELECT FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS m ON m.oid = x.relam
WHERE i.indrelid = p.conrelid AND i.indisvalid AND m.amname IN ('btree', 'hash') AND i.indnkeyatts >= cardinality(p.conkey)
  AND (i.indkey::int2[])[0:cardinality(p.conkey) - 1] @> p.conkey
  AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) IN (
    SELECT format('(%I IS NOT NULL)', a.attname) FROM pg_attribute AS a WHERE a.attrelid = p.conrelid AND a.attnum = ANY (p.conkey)))
"""

_FOREIGN_KEYS = f"""
SELECT jsonb_agg(jsonb_build_object(
  'table', rel.title,
  'name', p.conname,
  'columns', (SELECT jsonb_agg(a.attname ORDER BY k.place) FROM unnest(p.conkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute AS a ON a.attrelid = p.conrelid AND a.attnum = k.attnum),
  'validated', p.convalidated,
  'indexed', EXISTS ({_IS_INDEXED}),
  'source', concat(CASE WHEN rel.relkind <> 'p' THEN 'ONLY ' END, rel.oid::regclass),
  'target', concat(CASE WHEN f.relkind <> 'p' THEN 'ONLY ' END, f.oid::regclass),
  'pairs', ({_PAIRS}),
  'full', p.confmatchtype = 'f',
  'period', coalesce((to_jsonb(p)->>'conperiod')::bool, false)) ORDER BY rel.title, p.conname)
FROM pg_constraint AS p JOIN rel ON rel.oid = p.conrelid JOIN pg_class AS f ON f.oid = p.confrelid
WHERE p.contype = 'f' AND p.conparentid = 0
"""

# Of what may be long, and may hold anything, only a sum is told.
_SUM = "encode(sha256(convert_to({}, 'UTF8')), 'hex')"
_IS_THEIRS = "EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = '{}'::regclass AND d.objid = {}.oid AND d.deptype = 'e')"

_VIEWS = f"""
SELECT jsonb_object_agg(rel.title, {_SUM.format("concat_ws(' ', rel.relkind, rel.reloptions, pg_get_viewdef(rel.oid))")})
FROM rel WHERE rel.relkind IN ('v', 'm')
"""

_INDEXES_OF_VIEWS = f"""
SELECT jsonb_object_agg(x.title, {_INDEX}) FROM pg_index AS i JOIN rel ON rel.oid = i.indrelid JOIN rel AS x ON x.oid = i.indexrelid
WHERE rel.relkind = 'm'
"""

_FUNCTIONS = f"""
SELECT jsonb_object_agg(format('%s.%s(%s)', ns.nspname, f.proname, oidvectortypes(f.proargtypes)),
  {_SUM.format("CASE f.prokind WHEN 'a' THEN pg_get_function_result(f.oid) ELSE pg_get_functiondef(f.oid) END")})
FROM pg_proc AS f JOIN ns ON ns.oid = f.pronamespace WHERE NOT {_IS_THEIRS.format("pg_proc", "f")}
"""

_TYPES = f"""
SELECT jsonb_object_agg(concat(ns.nspname, '.', y.typname), CASE y.typtype
  WHEN 'e' THEN concat('enum: ', (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e
    WHERE e.enumtypid = y.oid))
  WHEN 'd' THEN concat_ws(' ', 'domain:', format_type(y.typbasetype, y.typtypmod), CASE WHEN y.typnotnull THEN 'not null' END,
    'default ' || y.typdefault, (SELECT string_agg(pg_get_constraintdef(p.oid), ' ' ORDER BY p.conname) FROM pg_constraint AS p
    WHERE p.contypid = y.oid AND p.contype = 'c'))
  WHEN 'c' THEN concat('composite: ', (SELECT string_agg(concat(a.attname, ' ', format_type(a.atttypid, a.atttypmod)), ', '
    ORDER BY a.attnum) FROM pg_attribute AS a WHERE a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
  ELSE 'range' END)
FROM pg_type AS y JOIN ns ON ns.oid = y.typnamespace LEFT JOIN pg_class AS c ON c.oid = y.typrelid
WHERE y.typtype IN ('e', 'd', 'c', 'r') AND coalesce(c.relkind, 'c') = 'c' AND NOT {_IS_THEIRS.format("pg_type", "y")}
"""

_SEQUENCES = """
SELECT jsonb_object_agg(rel.title, format('%s from %s by %s between %s and %s%s', format_type(q.seqtypid, NULL), q.seqstart,
  q.seqincrement, q.seqmin, q.seqmax, CASE WHEN q.seqcycle THEN ' in a cycle' END))
FROM rel JOIN pg_sequence AS q ON q.seqrelid = rel.oid
"""

_REST = f"""
), rel AS (
  SELECT c.*, ns.nspname, concat(ns.nspname, '.', c.relname) AS title FROM pg_class AS c JOIN ns ON ns.oid = c.relnamespace
  WHERE NOT {_IS_THEIRS.format("pg_class", "c")}
), tab AS (
  SELECT * FROM rel WHERE relkind IN ('r', 'p', 'f')
)
SELECT jsonb_build_object(
  'version', current_setting('server_version_num')::int / 10000,
  'schemas', (SELECT jsonb_agg(ns.nspname) FROM ns),
  'tables', ({_TABLES}),
  'foreign_keys', ({_FOREIGN_KEYS}),
  'indexes', ({_INDEXES_OF_VIEWS}),
  'views', ({_VIEWS}),
  'functions', ({_FUNCTIONS}),
  'types', ({_TYPES}),
  'sequences', ({_SEQUENCES}),
  'extensions', (SELECT jsonb_object_agg(x.extname, 'installed') FROM pg_extension AS x))
"""


def catalog_question(schemas: t.Sequence[str]) -> str:
    """Return the statement that gives the catalog of these schemas as one JSON value."""
    named = f"(SELECT jsonb_array_elements_text({sql.document(list(schemas))}))"
    return f"WITH ns AS (\n  SELECT n.oid, n.nspname FROM pg_namespace AS n WHERE n.nspname IN {named}{_REST}"
