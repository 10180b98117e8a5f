# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""For contributors who like nox: ``nox -l`` lists the checkers; ``make test`` runs the same ones from one locked environment."""

# /// script
# dependencies = ["nox>=2025.02.09", "antsibull-nox"]
# ///

import sys

import nox

try:
    import antsibull_nox
except ImportError:
    print("Install antsibull-nox in the same environment as nox.")
    sys.exit(1)

antsibull_nox.load_antsibull_nox_toml()


@nox.session(default=False)
def units(session: nox.Session) -> None:
    """Run the unit tests in the environment of the checkout."""
    session.run("make", "test", "STEP=units-2.19", external=True)


if __name__ == "__main__":
    nox.main()
