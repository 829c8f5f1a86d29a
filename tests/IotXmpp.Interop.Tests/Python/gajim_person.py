#!/usr/bin/python3
"""A person with Gajim: logs in, runs ad-hoc commands in its own dialogue and prints one JSON line per step with what stands on the screen.

usage: dbus-run-session -- gajim_person.py FOLDER JID PASSWORD PORT STEP...        (needs DISPLAY; FOLDER is the profile and gets the pictures)

Steps (each with a bound of 30 s; the first failure ends the program with exit code 1, and with a picture):
  commands JID         open the dialogue with the commands of JID
  run NAME             select that command and press Execute
  press BUTTON         press a button of the dialogue
  check LABEL          tick or untick a box of the form, which stands behind its label
  type LABEL TEXT      put a text into the entry behind its label
  until TEXT           wait until TEXT stands in the dialogue
  picture NAME         save the screen as FOLDER/NAME.png
Gajim is told what to show over D-Bus, by the action behind its menu; buttons, boxes and entries are worked by accessibility, as a screen reader does.
"""
import json
import os
import subprocess
import sys
import time

folder, jid, password, port = sys.argv[1:5]
os.environ.update(HOME=folder, XDG_CONFIG_HOME=folder + "/config", XDG_DATA_HOME=folder + "/data", XDG_CACHE_HOME=folder + "/cache", XDG_RUNTIME_DIR=folder + "/run",
                  GTK_MODULES="gail:atk-bridge", GDK_BACKEND="x11", LANGUAGE="en", GSETTINGS_BACKEND="memory")
os.makedirs(folder + "/run", mode=0o700, exist_ok=True)

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Atspi, Gdk, Gio, GLib  # noqa: E402

ACCOUNT = "owner"
LIMIT = 30
SHOWING = Atspi.StateType.SHOWING


def report(**what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


def until(what, condition):
    """Asks a condition until it gives something true; ends the program after LIMIT seconds."""
    end = time.monotonic() + LIMIT
    while True:
        try:
            found = condition()
        except GLib.Error:
            found = None  # a widget has gone while we looked at it
        if found:
            return found
        if time.monotonic() > end:
            picture("failure")
            report(error="timeout", waiting=what, screen=texts(dialogue()) if dialogue() else [])
            sys.exit(1)
        time.sleep(0.1)


def write_profile():
    """An account in Gajim's own settings store, written by Gajim's own code."""
    from gajim.common import app, configpaths
    configpaths.set_config_root(folder + "/gajim")
    configpaths.init()
    configpaths.create_paths()
    from gajim.common.settings import Settings
    app.settings = settings = Settings()
    settings.init()
    for name, value in {"use_keyring": False, "check_for_update": False, "update_prompt": False, "remote_control": False}.items():
        try:
            settings.set(name, value)
        except (KeyError, ValueError, AssertionError):
            pass  # not a setting of this version
    settings.add_account(ACCOUNT)
    local, domain = jid.split("@")
    for name, value in {"account_label": ACCOUNT, "name": local, "hostname": domain, "password": password, "savepass": True, "active": True, "autoconnect": True,
                        "use_custom_host": True, "custom_host": "127.0.0.1", "custom_port": int(port), "custom_type": "PLAIN", "use_plain_connection": True,
                        "confirm_unencrypted_connection": False}.items():
        settings.set_account_setting(ACCOUNT, name, value)
    settings.shutdown()


def children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def walk(node):
    """Everything below a widget that is on the screen."""
    yield node
    for child in children(node):
        if child.get_state_set().contains(SHOWING) or child.get_role() == Atspi.Role.TABLE_COLUMN_HEADER:
            yield from walk(child)


def dialogue():
    """The newest window beside the main one; its title is that of its page."""
    windows = [window for program in children(Atspi.get_desktop(0)) for window in children(program)
               if window.get_name() != "Gajim" and window.get_state_set().contains(SHOWING)]
    return windows[-1] if windows else None


def place(widget):
    """Middle of a widget on the screen: line, then column."""
    at = Atspi.Component.get_extents(widget, Atspi.CoordType.SCREEN)
    return at.y + at.height // 2, at.x


def texts(node):
    """What can be read in a widget, by lines, from left to right."""
    found = []
    for widget in walk(node):
        text = widget.get_name() or ""
        if not text and widget.get_text_iface() is not None:
            text = Atspi.Text.get_text(widget, 0, -1)
        if widget.get_role() == Atspi.Role.CHECK_BOX:
            text = f"{text}[{'x' if widget.get_state_set().contains(Atspi.StateType.CHECKED) else ' '}]"
        if text.strip() and widget != node:
            found.append((place(widget), text.strip()))
    return [text for _, text in sorted(found)]


def find(role, name):
    window = dialogue()
    return window and next((widget for widget in walk(window) if widget.get_role() == role and widget.get_name() == name), None)


def is_sensitive(widget):
    """Asks the widget itself: what is remembered of it may be of a moment ago."""
    widget.clear_cache()
    return widget.get_state_set().contains(Atspi.StateType.SENSITIVE)


def behind(label, roles):
    """The widget of these roles in the line of a label."""
    title = find(Atspi.Role.LABEL, label)
    if not title:
        return None
    line, column = place(title)
    return next((widget for widget in walk(dialogue()) if widget.get_role() in roles and abs(place(widget)[0] - line) < 12 and place(widget)[1] > column), None)


def picture(name):
    root = Gdk.get_default_root_window()
    path = f"{folder}/{name}.png"
    Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height()).savev(path, "png", [], [])
    return path


class Steps:
    def __init__(self, actions):
        self.actions = actions

    def commands(self, address):
        self.actions.Activate("(sava{sv})", ACCOUNT + "-execute-command", [GLib.Variant("s", address)], {})
        until("the list of commands", lambda: find(Atspi.Role.PUSH_BUTTON, "Execute"))
        report(step="commands", jid=address, screen=texts(dialogue()))

    def run(self, name):
        cell = until(name, lambda: find(Atspi.Role.TABLE_CELL, name))
        table = cell.get_parent()
        Atspi.Selection.select_child(table, cell.get_index_in_parent())
        self.press("Execute")

    def press(self, name):
        # After an edit Gajim checks the form 200 ms later, and breaks if it has been sent off by then. Its buttons are insensitive meanwhile, though perhaps
        # not yet when we look first: a button counts as ready when it has been so for longer than that.
        ready_since = None

        def ready():
            nonlocal ready_since
            button = find(Atspi.Role.PUSH_BUTTON, name)
            if not button or not is_sensitive(button):
                ready_since = None
                return None
            ready_since = ready_since or time.monotonic()
            return button if time.monotonic() - ready_since > 0.8 else None

        Atspi.Action.do_action(until(name, ready), 0)
        report(step="press", button=name)

    def check(self, label):
        Atspi.Action.do_action(until(label, lambda: behind(label, {Atspi.Role.CHECK_BOX}) or find(Atspi.Role.CHECK_BOX, label)), 0)
        report(step="check", label=label)

    def type(self, label, text):
        Atspi.EditableText.set_text_contents(until(label, lambda: behind(label, {Atspi.Role.TEXT, Atspi.Role.SPIN_BUTTON})), text)
        report(step="type", label=label, text=text)

    def until(self, text):
        until(text, lambda: dialogue() and any(text in line for line in texts(dialogue())))
        report(step="until", text=text, screen=texts(dialogue()))

    def picture(self, name):
        report(step="picture", file=picture(name))


def main():
    write_profile()
    gajim = subprocess.Popen(["gajim", "-c", folder + "/gajim"], stdout=open(folder + "/gajim.log", "w"), stderr=subprocess.STDOUT)
    try:
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        actions = Gio.DBusProxy.new_sync(bus, Gio.DBusProxyFlags.NONE, None, "org.gajim.Gajim", "/org/gajim/Gajim", "org.gtk.Actions")
        # The action is there as soon as the account is, and can be used while the account is online.
        until("the account is online", lambda: gajim.poll() is not None or actions.Describe("(s)", ACCOUNT + "-execute-command")[0])
        if gajim.poll() is not None:
            report(error=open(folder + "/gajim.log").read())
            sys.exit(1)
        report(step="login", jid=jid)
        steps, rest = Steps(actions), sys.argv[5:]
        while rest:
            name = rest.pop(0)
            count = {"type": 2}.get(name, 1)
            getattr(steps, name)(*rest[:count])
            rest = rest[count:]
    finally:
        gajim.kill()
        gajim.wait()


if __name__ == "__main__":
    main()
