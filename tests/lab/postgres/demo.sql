-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sample data, loaded once when a database host is made: the demo's database, which has nothing yet, and one with an application's flags.

CREATE ROLE app_owner LOGIN;
CREATE DATABASE ucrmanager OWNER app_owner;
CREATE DATABASE flags OWNER app_owner;

\connect flags
SET ROLE app_owner;

CREATE TABLE public.feature_flags (
    feature_key text PRIMARY KEY,
    is_enabled  boolean NOT NULL DEFAULT false,
    description text,
    expires_on  date,
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE public.feature_flag_overrides (
    feature_key text,
    tenant_id   text,
    is_enabled  boolean NOT NULL,
    PRIMARY KEY (feature_key, tenant_id)
);
