-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
ALTER TABLE phone_number_inventory
  ADD COLUMN is_manual boolean NOT NULL DEFAULT false,
  ADD COLUMN country char(2) REFERENCES country_codes (iso_code),
  ADD COLUMN entered_by bigint REFERENCES admin_users (id);
CREATE INDEX phone_number_inventory_country ON phone_number_inventory (country);
CREATE INDEX phone_number_inventory_entered_by ON phone_number_inventory (entered_by);
