-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- golive: contract=down
CREATE TABLE connectwise_credentials (
  customer_tenant bigint PRIMARY KEY REFERENCES customer_tenants (id) ON DELETE CASCADE,
  company_id text NOT NULL,
  public_key text NOT NULL,
  encrypted_private_key text NOT NULL CHECK (encrypted_private_key ~ '^[0-9a-f]{24}:[0-9a-f]{32}:[0-9a-f]+$'),
  work_role_id integer,
  work_type_id integer,
  updated_at timestamptz NOT NULL DEFAULT now()
);
