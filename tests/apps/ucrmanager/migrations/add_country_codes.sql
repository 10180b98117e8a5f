-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- golive: kind=seed
-- It has no number, and belongs between 0004 and 0005: only the order that is declared says so.
COPY country_codes (iso_code, name, dial_code) FROM stdin;
AT	Österreich	+43
CH	Schweiz	+41
CI	Côte d’Ivoire	+225
DE	Deutschland	+49
ES	España	+34
FR	France	+33
GB	United Kingdom	+44
PL	Polska	+48
TR	Türkiye	+90
US	United States	+1
\.
