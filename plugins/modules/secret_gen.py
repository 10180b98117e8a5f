#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: secret_gen
short_description: Make secrets once, keep them for ever, and rotate them in steps
version_added: 1.0.0
description:
  - Makes the named secrets by a policy, takes those that are supplied, and keeps every version of each in a private file on the host.
  - A secret that is there is kept, or refused when it breaks its policy; it is never made anew in silence.
  - Shows names, versions and fingerprints, never a value. M(golive.stack.secret_file) writes the values where they are used.
author:
  - The golive.stack contributors (@golive-stack)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.stack
  - golive.stack.secret_store
  - golive.stack.secret_store.vault
options:
  secrets:
    description:
      - The secrets. Nothing is changed unless all of them can be as wished.
      - All supplied secrets that lack a value are named in one failure.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The secret's name, such as the variable an application reads it from.
        type: str
        required: true
      kind:
        description:
          - Random bytes as V(base64url) (without padding), V(base64) or V(hex); random symbols, V(alphanumeric); words of 16 bits
            each, V(passphrase); a version 4 V(uuid).
          - A private key in PEM, V(ed25519) or V(rsa), for which the host needs openssl.
          - A verifier of another secret, V(bcrypt) (needs python3-bcrypt), V(argon2id) (needs python3-argon2) or V(scram) as PostgreSQL
            keeps it; a V(url) that holds another secret, percent-encoded. They follow the secret that they are made of; each of their
            versions is of one version of it, and is next, current, accepted, retired or compromised with that.
          - V(supplied) is a value of somebody else, such as a licence key; another value is its next version.
        type: str
        choices: [base64url, base64, hex, alphanumeric, passphrase, uuid, ed25519, rsa, bcrypt, argon2id, scram, url, supplied]
        default: base64url
      purpose:
        description: A value has at least 128 bits of entropy, for V(hmac) (keys of HMAC and JSON web tokens) 256.
        type: str
        choices: [general, hmac]
        default: general
      bytes:
        description: How many random bytes, 32 unless said. Counted in bytes, since 32 characters of hex are 16 bytes.
        type: int
      length:
        description: How many symbols of V(alphanumeric) or words of V(passphrase); unless said, as many as the purpose needs.
        type: int
      alphabet:
        description: The symbols of V(alphanumeric), at least 16 different ones of ASCII. Letters and digits unless said.
        type: str
      bits:
        description: The size of an RSA key, 2048, 3072 or 4096; 3072 unless said.
        type: int
      value:
        description:
          - The value of a V(supplied) secret, by your vault or any lookup.
          - For a kind that is made, a value to adopt as version 1. It must keep the policy.
          - A text; of everything else only a whole number is taken, as its digits.
        type: raw
      owner:
        description: Who is answerable for the secret, such as V(payments team); named where a value is missing or past its last day.
        type: str
      of:
        description: The secret that a verifier or URL is made of.
        type: str
      url:
        description: What a URL consists of, beside the secret.
        type: dict
        suboptions:
          scheme:
            description: The scheme.
            type: str
            default: postgresql
          user:
            description: The user.
            type: str
            required: true
          host:
            description: The host.
            type: str
            default: localhost
          port:
            description: The port, if it is to be named.
            type: int
          path:
            description: The path, such as a database's name.
            type: str
          query:
            description: The query, as it is.
            type: str
      version:
        description:
          - The version that is wished. Left out, the one in use.
          - The number after the newest makes a new one; an older one is put back in use, as a rollback needs.
        type: int
      phase:
        description:
          - V(next) makes the version, and nobody uses it yet. V(current) puts it in use, and the one before stays accepted.
            V(only) retires all others. Each is a step of a rotation, done once however often it is run.
          - A version is never deleted; an old key may be all that opens an old backup.
        type: str
        choices: [next, current, only]
        default: current
      compromised:
        description: Versions that somebody may have seen; they are never put in use again.
        type: list
        elements: int
      pattern:
        description: A regular expression that the whole value must match.
        type: str
      forbid:
        description: Regular expressions of which none may match anywhere in the value, such as C(^sk_live_) in a test environment.
        type: list
        elements: str
      expires:
        description: The last day of the secret, as 2027-01-31; later the task warns.
        type: str
      must_differ_from:
        description: Fingerprints of other environments' values, as this module returns them, or whole SHA-256 sums.
        type: list
        elements: str
  escrow:
    description:
      - A copy of the store off the host, encrypted with age for the holders of other keys, and read back before anything new is used.
        Whoever loses an encryption key loses every backup.
      - Each copy holds the whole store, and is named after the file, the store's own identity and how often the store was written; none
        is ever overwritten, so that a store that was begun anew, restored or cloned never costs another's copy. Remove old ones by hand.
        To use one, put what C(age --decrypt --identity KEY) prints back as the store.
      - A copy may hold a version that was never used, of a run that was killed. A copy that is gone is written again.
      - A store that has a copy is refused to change without one.
    type: dict
    suboptions:
      recipients:
        description: Public keys of age (C(age1...)) or SSH (C(ssh-ed25519 ...)); each of their holders can open the copy.
        type: list
        elements: str
        required: true
      folder:
        description: A folder that lies on another machine (mounted here) or is carried away from here.
        type: str
      remote:
        description: A place of rclone, such as V(offsite:escrow), by the configuration of the user that the task runs as.
        type: str
  refuse:
    description:
      - SHA-256 sums of values that were published or leaked and are refused as a secret, beside those that are known of samples and demos.
    type: list
    elements: str
seealso:
  - module: golive.stack.secret_gen_info
"""

EXAMPLES = r"""
- name: The secrets of an application
  golive.stack.secret_gen:
    file: {path: /etc/app/secrets.json}
    secrets:
      - {name: DB_PASSWORD, kind: alphanumeric}
      - {name: ENCRYPTION_KEY, kind: base64, bytes: 32}
      - {name: JWT_SECRET, kind: hex, purpose: hmac}
      - {name: STRIPE_API_KEY, kind: supplied, value: "{{ vaulted_stripe_key }}", pattern: "(sk|rk)_live_\\w+"}
      - name: DATABASE_URL
        kind: url
        of: DB_PASSWORD
        url: {user: app, port: 5432, path: app}
    escrow: {recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p], folder: /mnt/escrow}

- name: Rotate a key, step 1, make the next version
  golive.stack.secret_gen:
    file: {path: /etc/app/secrets.json}
    secrets: [{name: JWT_SECRET, kind: hex, purpose: hmac, version: 2, phase: next}]

- name: Rotate a key, step 2, put it in use while the old one is still accepted
  golive.stack.secret_gen:
    file: {path: /etc/app/secrets.json}
    secrets: [{name: JWT_SECRET, kind: hex, purpose: hmac, version: 2}]

- name: Rotate a key, step 3, accept the new one only
  golive.stack.secret_gen:
    file: {path: /etc/app/secrets.json}
    secrets: [{name: JWT_SECRET, kind: hex, purpose: hmac, version: 2, phase: only}]
"""

RETURN = r"""
secrets:
  description:
    - The wished secrets with all their versions, in order; what is not made yet has no fingerprint.
    - What is derived says of which secret, and each version of which of its versions (C(source)).
  returned: success
  type: list
  elements: dict
  sample:
    - name: JWT_SECRET
      version: 2
      fingerprint: 5e884898
      made: "2026-11-21T12:00:00+00:00"
      kind: hex
      of: null
      owner: payments team
      versions:
        - {version: 1, state: accepted, fingerprint: 03ac6742, made: "2026-01-02T12:00:00+00:00", source: null}
        - {version: 2, state: current, fingerprint: 5e884898, made: "2026-11-21T12:00:00+00:00", source: null}
escrow_copy:
  description: The name of the copy that was written off the host, if one was.
  returned: success
  type: str
  sample: secrets.json.178ae1f7.2-9f86d081.age
actions:
  description: What was done to which secret, with the states of its versions before and after.
  returned: success
  type: list
  elements: dict
  sample:
    - what: rotate
      id: JWT_SECRET
      before: {versions: {"1": current}}
      after: {versions: {"1": accepted, "2": current}}
      status: done
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
"""

from ansible_collections.golive.stack.plugins.module_utils._main import run_module
from ansible_collections.golive.stack.plugins.module_utils._secret.spec import ARGUMENT_SPEC, CONSTRAINTS
from ansible_collections.golive.stack.plugins.module_utils._secret.work import make_secrets


def main() -> None:
    """Run the module."""
    run_module(ARGUMENT_SPEC, ("secrets", "escrow_copy"), make_secrets, **CONSTRAINTS)


if __name__ == "__main__":
    main()
