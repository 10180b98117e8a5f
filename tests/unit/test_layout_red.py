# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout rules, shown red: a half-made collection, and the sentences that name all it lacks."""

from __future__ import annotations

import shutil
import textwrap
import typing as t
from pathlib import Path

import pytest

from tests.unit.layout import code, modules, roles, tasks

RETURN = "\n".join(["RETURN = '''", "door: {description: The door.}", "window: {description: No window.}", "'''"])
FILES = {
    "README.md": """
        Modules: door, bell, door_info, all but in a table.

        | module | what it does |
        | --- | --- |
        | `bell_tower` | rings |
        """,
    "meta/runtime.yml": "{action_groups: {stack: [bell, chimney]}}",
    "plugins/doc_fragments/stack.py": "class ModuleDocFragment:\n    DOCUMENTATION = 'options: {on_missing: {}}'\n",
    "plugins/modules/bell.py": "DOCUMENTATION = 'module: bell'\ndef main():\n    pass\n",
    "plugins/modules/door.py": f'''
        DOCUMENTATION = """
        extends_documentation_fragment: [golive.stack.stack, golive.stack.attributes.info]
        options:
          width: {{}}
          height: {{}}
          lock: {{suboptions: {{pins: {{}}, key: {{}}}}}}
          colour: {{}}
        """
        {textwrap.indent(RETURN, " " * 8).lstrip()}
        from ansible_collections.golive.stack.plugins.module_utils._main import run_module

        SPEC = {{"height": {{}}, "width": {{}}, "lock": {{"options": {{"key": {{}}, "ring": {{}}}}}}, "hinge": {{}}}}


        def main():
            run_module(SPEC, ["door", "knob"], None)
        ''',
    "plugins/action/window.py": "class ActionModule: pass\n",
    "plugins/module_utils/_door/plan.py": """
        import json, os
        from ansible.module_utils.basic import AnsibleModule
        from .._host import Host
        from .latch import lift
        from .model import Door

        def plan_door(run, module):
            if run.check:
                return module.check_mode
        """,
    "plugins/module_utils/_door/latch.py": "import subprocess\n",
    "plugins/module_utils/_door/spec.py": "def long():\n" + "    x = 1\n" * 41 + "\n\ndef main():\n" + "    x = 1\n" * 25,
    "plugins/module_utils/_door/store.py": '"""Long, but documentation."""\n# comment\n\n' + "x = 1\n" * 251,
    "plugins/module_utils/_execute.py": "def execute(run, plan):\n    if plan.changed and not run.check:\n        pass\n",
    "roles/house/defaults/main.yml": "{house_doors: 2, house_windows: 4, cellar: true, house_roof: flat}",
    "roles/house/meta/argument_specs.yml": """
        argument_specs:
          main:
            options:
              house_windows: {type: int, default: 4}
              house_doors: {type: int, default: 3}
              house_roof: {type: str}
              house_garden: {type: str, default: big}
        """,
    "roles/house/vars/main.yml": "{__house_ok: 1, attic: 2}",
    "roles/house/tasks/main.yml": """
        - name: Knock
          ansible.builtin.shell: knock {{ house_doors }}
          ignore_errors: true
          changed_when: false
          failed_when: "'thief' in heard.stdout"
          register: heard
          vars: {loudness: 3, __house_hand: left, ansible_become: true}
        - name: Build
          block:
            - name: Paint
              ansible.builtin.copy: {src: paint, destination: wall}
            - name: Ring
              bell: {}
            - name: Fetch
              golive.stack.nosuch: {}
          rescue:
            - name: Note
              ansible.builtin.set_fact: {tired: true}
        - name: Switch
          golive.stack.feature_flag:
            database: {name: app, server: db1}
            flags: [{key: ui}, {enabled: true}]
          loop: [1]
          loop_control: {loop_var: brick}
        """,
    "roles/house/tasks/long.yml": "- name: Wait\n  ansible.builtin.debug:\n"
    + "    # comment\n" * 70
    + "    msg: [\n"
    + "      wait,\n" * 61
    + "    ]\n",
    "tests/unit/allowed_when.yml": """
        - {file: roles/house/tasks/main.yml, task: Knock, changed_when: false}
        - {file: roles/house/tasks/main.yml, task: Sleep, changed_when: false, reason: It only rests.}
        """,
    "molecule/house/converge.yml": """
        - hosts: all
          tasks:
            - name: Look
              ansible.builtin.command: {argv: [ls]}
              changed_when: true
        """,
}

# rule: the sentences that it must say, each by its beginning
EXPECTED: dict[t.Callable[[Path], t.Iterator[str]], list[str]] = {
    code.sizes: [
        "plugins/module_utils/_door/spec.py: long() has 42 lines of code, more than 40",
        "plugins/module_utils/_door/spec.py: main() has 26 lines of code, more than 25",
        "plugins/module_utils/_door/store.py has 251 lines of code, more than 250",
    ],
    code.inward_imports: [
        "plugins/module_utils/_door/latch.py imports subprocess: a plan or model is pure",
        "plugins/module_utils/_door/plan.py imports .._host: a plan or model is pure",
        "plugins/module_utils/_door/plan.py imports ansible.module_utils.basic: only _main.py and _secrets.py may",
        "plugins/module_utils/_door/plan.py imports os: a plan or model is pure",
    ],
    code.one_guard: [
        "plugins/module_utils/_door/plan.py:10 reads check_mode: only _main.py and _action.py do",
        "Check mode is decided at plugins/module_utils/_door/plan.py:9, plugins/module_utils/_execute.py:2: it must be one place",
    ],
    code.mirror: [
        "plugins/action/window.py has no unit tests: write tests/unit/plugins/action/test_window.py.",
        "plugins/module_utils/_door/latch.py has no unit tests",
        "plugins/module_utils/_door/plan.py has no unit tests: write tests/unit/plugins/module_utils/_door/test_plan.py.",
        "plugins/module_utils/_door/spec.py has no unit tests",
        "plugins/module_utils/_door/store.py has no unit tests",
        "plugins/module_utils/_execute.py has no unit tests: write tests/unit/plugins/module_utils/test_execute.py.",
        "plugins/modules/bell.py has no unit tests",
        "plugins/modules/door.py has no unit tests",
    ],
    modules.neighbours: [
        "Module bell has no integration tests: write tests/integration/bell/test_….py.",
        "Module bell has no row in README.md",
        "Module door has no integration tests: write tests/integration/door/test_….py.",
        "Module door has no row in README.md",
        "Module door is not in the action group stack",
        "The action group stack of meta/runtime.yml names chimney, which is no module",
        "Action plugin window has no module: write plugins/modules/window.py",
    ],
    modules.attributes: [
        "Module bell does not extend the documentation fragment golive.stack.attributes:",
        "Module bell does not extend the documentation fragment golive.stack.stack:",
        *(f"Module bell says nothing about the attribute {name}" for name in modules.ATTRIBUTES),
        "Module door does not extend the documentation fragment golive.stack.attributes:",
        "Module door extends golive.stack.attributes.info and is no _info module",
        *(f"Module door says nothing about the attribute {name}" for name in modules.ATTRIBUTES),
    ],
    modules.options: [
        "Module bell does not call run_module of _main.py",
        "Module door takes hinge, which its documentation does not name.",
        "Module door documents colour, which its spec does not take.",
        "Module door documents width, height, lock, colour in another order than its spec has.",
        "Module door, option lock, takes ring, which its documentation does not name.",
        "Module door, option lock, documents pins, which its spec does not take.",
        "Module door returns knob, which RETURN does not describe.",
        "Module door describes window in RETURN and never returns it.",
    ],
    roles.contract: [
        "Role house has no README.md: write it.",
        "Role house, entry point main, takes house_roof, which is neither required nor has a default",
        "Role house, entry point main, does not specify cellar, which defaults/main.yml has.",
        "Role house, entry point main, gives house_garden a default, which defaults/main.yml does not have.",
        "Role house, entry point main, says that house_doors is 3 by default, defaults/main.yml says 2.",
        "Role house, entry point main, specifies its options in another order",
    ],
    roles.names_looked_at: [
        "Role house, entry point main, takes any name for an option: import ../../../playbooks/tasks/known_options.yml first."
    ],
    roles.prefixes: [
        "Role house: defaults/main.yml sets cellar: call it house_cellar or __house_cellar.",
        "Role house: vars/main.yml sets attic",
        "Role house: roles/house/tasks/main.yml sets loudness",
        "Role house: roles/house/tasks/main.yml sets heard",
        "Role house: roles/house/tasks/main.yml sets tired",
        "Role house: roles/house/tasks/main.yml sets brick",
    ],
    roles.plain_tasks: [
        "roles/house/tasks/long.yml has 65 lines, more than 60",
        "roles/house/tasks/main.yml, task 'Knock', says ignore_errors",
        "roles/house/tasks/main.yml, task 'Knock', uses ansible.builtin.shell",
    ],
    tasks.exceptions: [
        "roles/house/tasks/main.yml, task 'Knock', says failed_when: \"'thief' in heard.stdout\": add it",
        "tests/unit/allowed_when.yml allows 'Knock' of roles/house/tasks/main.yml without a reason",
        "tests/unit/allowed_when.yml allows 'Sleep' of roles/house/tasks/main.yml, which is not there any more",
    ],
    tasks.known_options: [
        "roles/house/tasks/main.yml, task 'Paint', module ansible.builtin.copy has no option destination.",
        "roles/house/tasks/main.yml, task 'Paint', module ansible.builtin.copy needs the option dest.",
        "roles/house/tasks/main.yml, task 'Ring', names the module bell: write its full name.",
        "roles/house/tasks/main.yml, task 'Fetch', names the module golive.stack.nosuch, which does not exist.",
        "roles/house/tasks/main.yml, task 'Switch', module golive.stack.feature_flag, database, has no option server.",
        "roles/house/tasks/main.yml, task 'Switch', module golive.stack.feature_flag, flags, needs the option key.",
    ],
}


@pytest.fixture(scope="module")
def half_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection that somebody has begun."""
    root = tmp_path_factory.mktemp("collection")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return root


@pytest.mark.parametrize("rule", EXPECTED, ids=lambda rule: rule.__name__)
def test_what_is_missing_is_named_by(rule: t.Callable[[Path], t.Iterator[str]], half_made: Path) -> None:
    said = list(rule(half_made))
    expected = EXPECTED[rule]
    assert [sentence for sentence in expected if not any(found.startswith(sentence) for found in said)] == []
    assert [found for found in said if not any(found.startswith(sentence) for sentence in expected)] == []


def test_every_rule_is_shown_red() -> None:
    assert set(EXPECTED) == {*code.RULES, *modules.RULES, *roles.RULES, *tasks.RULES}


def test_a_role_and_its_readme_that_differ_are_named(half_made: Path, tmp_path: Path) -> None:
    root = shutil.copytree(half_made, tmp_path / "collection")
    (root / "roles/house/README.md").write_text("| `house_doors` | 2 |\n\nEntry points: `main` builds,\n`settle` rests.\n")
    said = "\n".join(roles.contract(root))
    assert "Role house: its README lists the options house_doors, defaults/main.yml house_doors, house_windows, cellar, house_roof." in said
    assert "Role house: settle is an entry point in only one of its README and its argument specs." in said
