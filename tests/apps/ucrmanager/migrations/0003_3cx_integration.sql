-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE tenant_3cx_credentials (
  customer_tenant bigint PRIMARY KEY REFERENCES customer_tenants (id) ON DELETE CASCADE,
  server_url text NOT NULL CHECK (server_url LIKE 'https://%'),
  username text NOT NULL,
  -- AES-256-GCM as nonce:tag:text, each in hex
  encrypted_password text NOT NULL CHECK (encrypted_password ~ '^[0-9a-f]{24}:[0-9a-f]{32}:[0-9a-f]+$'),
  updated_at timestamptz NOT NULL DEFAULT now()
);
