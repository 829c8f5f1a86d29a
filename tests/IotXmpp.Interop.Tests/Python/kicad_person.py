#!/usr/bin/python3
"""A person with KiCad 6's schematic editor, which has no command line: opens a sheet and takes steps through its menus.

usage: dbus-run-session -- kicad_person.py FOLDER SHEET.kicad_sch STEP...        (needs DISPLAY; FOLDER becomes the home directory)

Steps, each with a bound of 30 s; the first failure ends the program with exit code 1:
  netlist FILE     File > Export > Netlist, KiCad's own format
  erc FILE         Inspect > Electrical Rules Checker, with its report
  svg              File > Plot as SVG, beside the sheet
Menus and buttons are worked by accessibility, as a screen reader does.
"""
import os
import subprocess
import sys
import time

folder, sheet, steps = sys.argv[1], sys.argv[2], sys.argv[3:]
settings = folder + "/.config/kicad/6.0"
os.makedirs(settings, exist_ok=True)
os.makedirs(folder + "/run", mode=0o700, exist_ok=True)
# Settings and tables that are there keep the editor from asking how to begin; the sheets bring their own symbols.
for name, content in {"sym-lib-table": "(sym_lib_table\n)\n", "fp-lib-table": "(fp_lib_table\n)\n", "kicad_common.json": '{"meta": {"version": 3}}'}.items():
    with open(f"{settings}/{name}", "w", encoding="utf-8") as file:
        file.write(content)
os.environ.update(HOME=folder, XDG_CONFIG_HOME=folder + "/.config", XDG_CACHE_HOME=folder + "/cache", XDG_DATA_HOME=folder + "/data", XDG_RUNTIME_DIR=folder + "/run",
                  GTK_MODULES="gail:atk-bridge", GDK_BACKEND="x11", LANGUAGE="en", LIBGL_ALWAYS_SOFTWARE="1", GSETTINGS_BACKEND="memory")

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

LIMIT = 30
SHOWING = Atspi.StateType.SHOWING


def children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def windows():
    return [window for program in children(Atspi.get_desktop(0)) for window in children(program)]


def until(what, condition, limit=LIMIT, final=True):
    """Asks a condition until it gives something true; after the limit in seconds ends the program, or gives None."""
    end = time.monotonic() + limit
    while True:
        try:
            found = condition()
            wrong = not found and any(window.get_name() == "Error" for window in windows())
        except GLib.Error:
            found = wrong = False  # a widget has gone while we looked at it
        if found:
            return found
        if wrong:
            fail(f"KiCad reports an error before {what}")
        if editor.poll() is not None:
            fail(f"eeschema ended with {editor.returncode} before {what}")
        if time.monotonic() > end:
            if not final:
                return None
            fail(f"not within {limit} s: {what}")
        time.sleep(0.1)


def fail(reason):
    shown = [[widget.get_name() for widget in walk(window) if widget.get_name() and widget.get_state_set().contains(SHOWING)] for window in windows()]
    print(f"{reason}\nwindows: {shown}", flush=True)
    editor.kill()
    sys.exit(1)


def named(root, role, *names):
    for widget in walk(root):
        if widget.get_role_name() in role and widget.get_name().replace("_", "") in names:
            return widget
    return None


def opened(title):
    return next((w for w in windows() if w.get_name().startswith(title) and w.get_state_set().contains(SHOWING)), None)


def dialogue(title):
    """A window that is open beside the main one."""
    return until(f"a window '{title}'", lambda: opened(title))


def insist(action, title, present=True):
    """What a person does when nothing happens: it is tried again until a window is there, or gone."""
    for _ in range(LIMIT // 5):
        action()
        if until("", lambda: bool(opened(title)) == present, limit=5, final=False):
            return
    fail(f"'{title}' does not {'open' if present else 'close'}")


def click(what, find, event="b1c"):
    """With the mouse: an action by accessibility would not return before a modal window is closed."""
    def shown():
        widget = find()
        at = widget and widget.get_state_set().contains(SHOWING) and Atspi.Component.get_extents(widget, Atspi.CoordType.SCREEN)
        return (at.x + at.width // 2, at.y + at.height // 2) if at and at.width > 0 and at.x >= 0 and at.y >= 0 else None
    before = until(what, shown)
    time.sleep(0.3)  # a window that has just opened is still being laid out
    x, y = until(what, shown) or before
    Atspi.generate_mouse_event(x, y, event)


def menu(*path):
    for item in path:
        inner = item not in (path[0], path[-1])  # a menu within a menu opens when the pointer rests on it
        click(f"the menu item {item}", lambda item=item: next((found for w in windows() if (found := named(w, ("menu", "menu item"), item))), None), "abs" if inner else "b1c")


def press(title, *buttons):
    click(f"a button {buttons} in '{title}'", lambda: named(dialogue(title), ("push button", "button", "radio button"), *buttons))


def save_as(title, path):
    """GTK's own file dialogue: the whole path goes into its name entry."""
    if os.path.exists(path):
        os.remove(path)
    window = dialogue(title)
    entry = until(f"an entry in '{title}'", lambda: next((w for w in walk(window) if w.get_role_name() == "text" and w.get_state_set().contains(SHOWING)), None))
    Atspi.EditableText.set_text_contents(entry, path)
    press(title, "Save")
    until(f"{path} to be written", lambda: os.path.exists(path) and os.path.getsize(path) > 0)


def close(title):
    insist(lambda: press(title, "Close"), title, present=False)


editor = subprocess.Popen(["eeschema", sheet], stdout=sys.stdout, stderr=sys.stderr)
try:
    until("the sheet to open", lambda: any("Schematic Editor" in w.get_name() and os.path.basename(sheet)[:-10] in w.get_name() for w in windows()))
    at = iter(steps)
    for step in at:
        if step == "netlist":
            insist(lambda: menu("File", "Export", "Netlist..."), "Export Netlist")
            insist(lambda: press("Export Netlist", "Export Netlist"), "Save Netlist File")
            save_as("Save Netlist File", next(at))
        elif step == "erc":
            insist(lambda: menu("Inspect", "Electrical Rules Checker"), "Electrical Rules Checker")
            press("Electrical Rules Checker", "Run ERC")
            insist(lambda: press("Electrical Rules Checker", "Save…", "Save..."), "Save Report to File")
            save_as("Save Report to File", next(at))
            close("Electrical Rules Checker")
        elif step == "svg":
            insist(lambda: menu("File", "Plot..."), "Plot Schematic Options")
            press("Plot Schematic Options", "SVG")
            press("Plot Schematic Options", "Plot All Pages")
            close("Plot Schematic Options")
        else:
            fail(f"no step {step}")
finally:
    editor.kill()
