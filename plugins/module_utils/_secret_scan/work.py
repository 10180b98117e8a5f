# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module does, wherever it runs."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .._execute import Run, observe
from .._host import Host
from . import spec
from .model import Seen
from .plan import complaint, judge, warnings_of
from .scan import Search


def search(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """Search for secrets; what is found and not accepted is a failure."""
    wish = spec.wish(params)
    looking = Search(host, wish.path, params["file"])
    observed, assumed = observe(run, looking, wish)
    seen = t.cast(Seen, observed)
    verdict = judge(seen, wish.allow)
    # What the task says of accepted findings is told again, and may hold what it is about.
    shown = {
        "findings": [finding.shown for finding in verdict.findings],
        "accepted": [{**finding.shown, "reason": entry.reason} for finding, entry in verdict.accepted],
        "scanned": {"files": seen.files, "bytes": seen.bytes},
        "warnings": warnings_of(seen, verdict),
    }
    shown = looking.masker.structure(shown)
    if verdict.findings:
        raise StackError(complaint(seen.title, verdict.findings), **shown)
    return {"changed": False, **shown, **assumed}
