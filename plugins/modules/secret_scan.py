#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: secret_scan
short_description: Fail where secrets lie in files, archives or a git history
version_added: 1.0.0
description:
  - Searches a folder, a file, an archive or a git history for secrets, by gitleaks and its rules, and beside it for values that nobody may
    use since they are published, and for the values of a store of M(golive.stack.secret_gen).
  - Whatever is found and not accepted in O(allow) is a failure. No value is ever shown, only where it stands.
  - Who runs the task decides. Comments C(gitleaks:allow), and files C(.gitleaksignore) and C(.gitleaks.toml), of what is searched count for
    nothing, since gitleaks reads copies in a private temporary folder. C(TMPDIR) says where that is.
  - What can't be read is a failure, too. Links are not followed. Packed files in a folder or a history are not opened but named in a
    warning; search those that matter by their own path.
  - gitleaks itself passes over what it takes for binary, and over names such as lock files, pictures and C(node_modules), as its own rules
    say or O(config). Published values and those of the store are searched for there, too.
author:
  - The golive.stack contributors (@golive-stack)
requirements:
  - gitleaks 8.16 or later, which is Debian 13's package, on the host that searches
  - git, with O(history=true)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.attributes.info
  - golive.stack.stack
options:
  path:
    description:
      - What is searched, absolute. A name that ends in C(.tar), C(.tar.gz), C(.tgz), C(.tar.bz2), C(.tar.xz), C(.zip), C(.whl), C(.jar) or
        C(.war) is searched member by member, without being unpacked under names of its own; one that unpacks to more than 16 GiB or
        200,000 members is refused.
    type: str
    required: true
  history:
    description:
      - Search all that the git repository at O(path) holds, instead of the files as they lie there. That is every version of every file
        on every branch and on none, and every message. A clone that is shallow or partial is refused.
    type: bool
    default: false
  refuse:
    description: SHA-256 sums of further values that may stand nowhere, such as values that leaked, in 64 hexadecimal digits.
    type: list
    elements: str
  file:
    description:
      - A store of secrets on the same host. None of its values, of any version, may be found, neither plain nor in base64, percent-encoded
        or as in JSON. The store's own files are passed over.
      - A value of fewer than 8 characters is not searched for, and named in a warning.
    type: dict
    suboptions:
      path:
        description: The absolute path.
        type: str
        required: true
      lock_timeout:
        description: Taken so that the same store can be given to all modules; reading waits for nobody.
        type: int
        default: 10
  allow:
    description: Findings that are accepted. An entry that fits nothing any more is named in a warning.
    type: list
    elements: dict
    suboptions:
      file:
        description: The file as in RV(findings), or a pattern such as C(tests/*); C(*) fits slashes, too.
        type: str
        required: true
      rule:
        description: The rule as in RV(findings).
        type: str
        required: true
      reason:
        description: Why it is no secret, or no longer one.
        type: str
        required: true
  config:
    description: A configuration of gitleaks on the host, instead of its own rules; absolute.
    type: str
seealso:
  - module: golive.stack.secret_gen
"""

EXAMPLES = r"""
- name: No secret lies in what is going to be published
  golive.stack.secret_scan:
    path: /srv/build/app-1.4.0.tar.gz
  delegate_to: localhost

- name: No secret was ever committed
  golive.stack.secret_scan:
    path: /srv/app
    history: true
    allow:
      - {file: "tests/*", rule: private-key, reason: keys made for tests, which open nothing}

- name: No value of the store is in a log
  golive.stack.secret_scan:
    path: /var/log/app
    file: {path: /etc/app/secrets.json}
"""

RETURN = r"""
findings:
  description: What was found and is not accepted, sorted by file and line. When there is any the task fails.
  returned: always
  type: list
  elements: dict
  contains:
    file:
      description: The file, from O(path) on, or C((message)) of a commit or tag.
      type: str
    line:
      description: The line, 0 for the file's name. In a history, the line in the version of that commit.
      type: int
    rule:
      description: A rule of gitleaks, V(known-value) for what is published, or V(store-value).
      type: str
    commit:
      description: The oldest commit that has it under this name, with O(history=true).
      type: str
    named:
      description: For V(known-value) the first 8 digits of its SHA-256, for V(store-value) name and version of the secret.
      type: str
  sample:
    - {file: config/app.env, line: 4, rule: github-pat, commit: null, named: null}
accepted:
  description: What was found and is accepted, as RV(findings), with the C(reason).
  returned: always
  type: list
  elements: dict
scanned:
  description: How many files, or versions of files, and bytes were searched.
  returned: always
  type: dict
  sample: {files: 212, bytes: 1048576}
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
"""

from ansible_collections.golive.stack.plugins.module_utils._main import run_module
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.spec import ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.work import search


def main() -> None:
    """Run the module."""
    run_module(ARGUMENT_SPEC, ("findings", "accepted", "scanned"), search)


if __name__ == "__main__":
    main()
