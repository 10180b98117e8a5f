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


# What wants the whole checkout runs from its own environment.
STEPS = {
    "types": "mypy mypy-tests",
    "pylint": "pylint",
    "units": "units-2.19",
    "sanity": "sanity-2.17 sanity-2.22",
    "integration": "integration",
    "molecule": "molecule",
}


def add(name: str, steps: str) -> None:
    """Add a session that runs steps of `make test`."""

    @nox.session(name=name, default=False, venv_backend="none")
    def run(session: nox.Session) -> None:
        session.run("make", "test", f"STEP={steps}", external=True)

    run.__doc__ = f"Run make test STEP='{steps}'."


for session_name, its_steps in STEPS.items():
    add(session_name, its_steps)


if __name__ == "__main__":
    nox.main()
