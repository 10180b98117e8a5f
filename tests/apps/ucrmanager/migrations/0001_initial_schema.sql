-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE admin_users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username text NOT NULL UNIQUE,
  password_hash text NOT NULL CHECK (password_hash ~ '^\$2[aby]\$1[0-9]\$'),
  is_local_admin boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE customer_tenants (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id text NOT NULL UNIQUE,
  name text NOT NULL,
  is_pilot boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE phone_number_inventory (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_tenant bigint NOT NULL REFERENCES customer_tenants (id),
  line_uri text NOT NULL UNIQUE CHECK (line_uri ~ '^tel:\+[0-9]{5,15}(;ext=[0-9]+)?$'),
  status text NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'used', 'reserved', 'aging')),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX phone_number_inventory_customer_tenant ON phone_number_inventory (customer_tenant);

CREATE TABLE audit_logs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  happened_at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}'
);

-- Whoever changes a number is written down with it; a semicolon in here ends no statement.
CREATE FUNCTION phone_number_inventory_audit() RETURNS trigger LANGUAGE plpgsql AS $audit$
BEGIN
  INSERT INTO audit_logs (actor, action, details)
  VALUES (current_user, lower(TG_OP) || ' phone number', jsonb_build_object('line_uri', coalesce(NEW.line_uri, OLD.line_uri)));
  RETURN NULL;
END
$audit$;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON phone_number_inventory
  FOR EACH ROW EXECUTE FUNCTION phone_number_inventory_audit();
