-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE country_codes (
  iso_code char(2) PRIMARY KEY,
  name text NOT NULL UNIQUE,
  dial_code text NOT NULL CHECK (dial_code ~ '^\+[0-9]{1,4}$')
);
