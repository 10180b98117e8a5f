-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sample data of the demo, loaded once when a database host is made.

CREATE ROLE app_owner LOGIN;
CREATE DATABASE ucrmanager OWNER app_owner;

\connect ucrmanager
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
