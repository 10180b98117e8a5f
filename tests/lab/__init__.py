# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab of real hosts: systemd containers with SSH on one Docker engine."""
