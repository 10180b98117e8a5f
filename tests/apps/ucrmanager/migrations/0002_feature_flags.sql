-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE feature_flags (
  feature_key text PRIMARY KEY,
  is_enabled boolean NOT NULL DEFAULT false,
  description text,
  expires_on date,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE feature_flag_overrides (
  feature_key text NOT NULL REFERENCES feature_flags (feature_key),
  tenant_id text NOT NULL,
  is_enabled boolean NOT NULL,
  PRIMARY KEY (feature_key, tenant_id)
);
