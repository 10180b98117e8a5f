# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one road of every module: observe, plan, apply, prove."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ._errors import Missing, Moved, StackError
from ._plan import Change, Plan

D_contra = t.TypeVar("D_contra", contravariant=True)
ATTEMPTS = 3


def _silent(_text: str) -> None:
    """Say nothing: a module on a target has no live output."""


@dataclass(frozen=True)
class Run:
    """How this run was started; stands in for an AnsibleModule, which actions and jobs do not have."""

    check: bool = False
    diff: bool = False
    assume_missing: bool = False
    progress: t.Callable[[str], None] = _silent


class Reader(t.Protocol[D_contra]):
    """What a domain gives to those who only ask."""

    def read(self, desired: D_contra) -> t.Any:
        """Return what is there; never writes."""

    def nothing(self) -> t.Any:
        """Return the observation of a machine on which nothing was set up yet."""


class Backend(Reader[D_contra], t.Protocol[D_contra]):
    """What a domain gives: two ways to touch the machine (read, apply), one pure plan between them."""

    def plan(self, desired: D_contra, observed: t.Any) -> Plan:
        """Return what is to be done; pure."""

    def exclusive(self) -> t.ContextManager[None]:
        """Hold the object's lock; leaving makes what was applied durable, or undoes it on an error."""

    def apply(self, change: Change) -> None:
        """Carry out one change."""


@dataclass(frozen=True)
class Outcome:
    """What was (or, in check mode, would be) done, and the state the resource is in afterwards."""

    plan: Plan
    state: t.Any
    applied: bool
    assumed: t.Mapping[str, str] = field(default_factory=dict)

    def report(self, run: Run, resource: str) -> dict[str, t.Any]:
        """Return the result every module has: changed, actions, the resource, and the diff when asked for."""
        status = "done" if self.applied else "planned"
        result: dict[str, t.Any] = {
            "changed": self.plan.changed,
            "actions": [{"what": c.what, "id": c.id, "before": c.before, "after": c.after, "status": status} for c in self.plan.changes],
            resource: self.state,
            "warnings": self.plan.warnings,
        }
        if run.diff:
            result["diff"] = self.plan.diff
        return {**result, **self.assumed}


def execute(run: Run, backend: Backend[D_contra], desired: D_contra) -> Outcome:
    """Read and plan; when something is to change, do it under the lock and prove that it held."""
    observed, assumed = observe(run, backend, desired)
    plan = backend.plan(desired, observed)
    if plan.changed and not run.check:
        return _carry_out(run, backend, desired)
    return Outcome(plan, plan.state, applied=False, assumed=assumed)


def observe(run: Run, backend: Reader[D_contra], desired: D_contra) -> tuple[t.Any, dict[str, str]]:
    """Read; on a first deploy's check mode, what an earlier step provides is taken as empty, and said in ``assumed``."""
    try:
        return backend.read(desired), {}
    except Missing as missing:
        if not run.assume_missing:
            raise
        return backend.nothing(), {"assumed": missing.msg}


def _carry_out(run: Run, backend: Backend[D_contra], desired: D_contra) -> Outcome:
    """Apply under the lock to what is there now, then read a third time: the plan must be empty."""
    plan = _apply_current(run, backend, desired)
    proof = backend.plan(desired, backend.read(desired))
    if proof.changed:
        raise StackError(
            f"The change did not hold: after {plan.sentence() or 'reading it again'} there is still to do: {proof.sentence()};"
            " look for a trigger, a policy or another program that sets it back, then run again."
        )
    return Outcome(plan, proof.state, applied=True)


def _apply_current(run: Run, backend: Backend[D_contra], desired: D_contra) -> Plan:
    """Observe and plan again under the lock and apply; begin anew when somebody was faster."""
    for attempt in range(ATTEMPTS):
        try:
            with backend.exclusive():
                plan = backend.plan(desired, backend.read(desired))
                for change in plan.changes:
                    run.progress(f"{change.what} {change.id}")
                    backend.apply(change)
            return plan
        except Moved:
            if attempt + 1 == ATTEMPTS:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")
