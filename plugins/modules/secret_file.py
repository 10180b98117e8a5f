#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: secret_file
short_description: Write a file that holds secrets, filled in on the host
version_added: 1.0.0
description:
  - Writes a text whose places, such as C(@@secret:DB_PASSWORD@@), are filled in on the host from the store of M(golive.stack.secret_gen),
    so that no value passes through the controller, its logs or its variables.
  - The file has mode 0600 from its first moment and is replaced whole. One that is there keeps its owner; give a new one its owner by
    M(ansible.builtin.file) after it.
  - What stood in the file before it was replaced for the first time is kept beside it as C(.NAME.golive-before), mode 0600. It may be the
    only place of a key that was made by hand; remove it when you have looked.
  - A value is encoded so that the format's own reader gives it back exactly. Where readers disagree about a value it is refused.
author:
  - The golive.stack contributors (@golive-stack)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.stack
options:
  file:
    description: The store of M(golive.stack.secret_gen) on the host.
    type: dict
    required: true
    suboptions:
      path:
        description: The absolute path.
        type: str
        required: true
      lock_timeout:
        description: How many seconds to wait for another run that writes the same file.
        type: int
        default: 10
  path:
    description: The file to be written, absolute; its folder must exist.
    type: str
    required: true
  content:
    description:
      - The text. C(@@secret:NAME@@) is the version in use, C(@@secret:NAME:2@@) the second one. C(@@secret:NAME:next@@) and
        C(@@secret:NAME:accepted@@) are those that are there while a rotation lasts, else nothing; of several accepted ones the last in use.
    type: str
    required: true
  format:
    description:
      - V(dotenv) for python-dotenv and Docker Compose, V(systemd) for C(EnvironmentFile=); a place that is all that stands behind C(=) gets
        the quotes it needs, amid other text it takes only values that need none.
        V(json), a place stands between double quotes. V(url), percent-encoded. V(pgpass), a password file.
        V(raw), as it is, for one file per secret.
    type: str
    choices: [dotenv, systemd, json, url, pgpass, raw]
    required: true
  pending:
    description:
      - Secrets that an earlier task of the same check mode run would change. A file with a place for one of them is then foretold as
        changed, since its values can't be known.
    type: list
    elements: str
seealso:
  - module: golive.stack.secret_gen
"""

EXAMPLES = r"""
- name: The environment of the application
  golive.stack.secret_file:
    file: {path: /etc/app/secrets.json}
    path: /etc/app/app.env
    format: dotenv
    content: |
      NODE_ENV=production
      DATABASE_URL=@@secret:DATABASE_URL@@
      JWT_SECRET=@@secret:JWT_SECRET@@
      JWT_SECRET_PREVIOUS=@@secret:JWT_SECRET:accepted@@

- name: The password file of a backup
  golive.stack.secret_file:
    file: {path: /etc/app/secrets.json}
    path: /root/.pgpass
    format: pgpass
    content: "localhost:5432:app:app:@@secret:DB_PASSWORD@@\n"
"""

RETURN = r"""
written:
  description: The file, the fingerprint of its content, and which version stands in which place.
  returned: success
  type: dict
  sample: {path: /etc/app/app.env, fingerprint: 9f86d081, secrets: {DATABASE_URL: 1, JWT_SECRET: 2}}
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
"""

from ansible_collections.golive.stack.plugins.module_utils._main import run_module
from ansible_collections.golive.stack.plugins.module_utils._secret_file.spec import ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._secret_file.work import fill_file


def main() -> None:
    """Run the module."""
    run_module(ARGUMENT_SPEC, ("written",), fill_file)


if __name__ == "__main__":
    main()
