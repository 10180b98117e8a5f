-- Copyright (c) 2026 the golive.stack contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
ALTER TABLE phone_number_inventory DROP COLUMN is_manual, DROP COLUMN country, DROP COLUMN entered_by;
