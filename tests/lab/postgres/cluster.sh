# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Make this host's PostgreSQL cluster; its settings are in /etc/postgresql-common/createcluster.d/lab.conf.
set -eu

chown -R postgres: /etc/postgresql/lab
version=$(ls /usr/lib/postgresql)
pg_createcluster "$version" main >/dev/null
echo 'host all,replication all samenet scram-sha-256' >>"/etc/postgresql/$version/main/pg_hba.conf"
systemctl start "postgresql@$version-main"
