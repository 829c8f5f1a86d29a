#!/usr/bin/python3
"""A person's program: a slixmpp client that carries out the steps given as arguments and prints one JSON line per step.

usage: client.py JID PASSWORD HOST PORT STEP...

Steps (all with a bound of 20 s; the first failure ends the program with exit code 1):
  presence JID            wait until JID (bare) is available; prints its full JID
  subscribe JID           ask for JID's presence and approve its own request
  read JID FIELD          XEP-0323 readout of one field, to the full JID that presence told (or JID itself)
  set JID NAME TYPE VALUE XEP-0325 control request
  history JID FIELD       XEP-0323 readout of one field's stored values from an hour ago to an hour ahead
  cancel JID FIELD        XEP-0323 readout an hour ahead, cancelled while it is queued
  form JID NAME VALUE     XEP-0325: get the control form, submit it with one field
  chat JID TEXT           send a chat message and wait for one answer
  refused-read JID FIELD  the same readout as a plain iq; prints the stanza error
  refused-set JID NAME V  a boolean control request as a plain iq; prints the stanza error
  commands JID            the ad-hoc commands of JID (XEP-0050)
  command JID NODE FORMS  run a command; FORMS are the submissions, stages apart by |, fields by ;, as in "period=PT1H|fields=Temperature"
  refused-command JID N   the same without a form; prints the stanza error
  await JID TEXT          wait for a chat message from JID whose body contains TEXT
  disco JID               identities and features
"""
import asyncio
import datetime
import json
import logging
import sys
from xml.etree import ElementTree as ET

import slixmpp
from slixmpp.exceptions import IqError

LIMIT = 20


class Client(slixmpp.ClientXMPP):
    def __init__(self, jid, password, steps):
        super().__init__(jid, password)
        self.steps = steps
        self.exit_code = 1
        self.seen = {}
        self.changed = asyncio.Event()
        self.inbox = asyncio.Queue()
        for plugin in ("xep_0004", "xep_0030", "xep_0050", "xep_0199", "xep_0323", "xep_0325"):
            self.register_plugin(plugin)
        self.auto_authorize = True
        self.auto_subscribe = False
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("presence_available", self.on_available)
        self.add_event_handler("presence_unavailable", self.on_unavailable)
        self.add_event_handler("message", self.on_message)
        self.add_event_handler("failed_auth", lambda _: self.fail("authentication failed"))
        self.add_event_handler("connection_failed", lambda why: self.fail(f"no connection: {why}"))

    def report(self, **what):
        print(json.dumps(what, ensure_ascii=False), flush=True)

    def fail(self, why):
        self.report(error=why)
        self.abort()
        sys.exit(1)

    def on_available(self, presence):
        self.seen[presence["from"].bare] = (presence["from"].full, presence["status"])
        self.changed.set()

    def on_unavailable(self, presence):
        self.seen.pop(presence["from"].bare, None)
        self.changed.set()

    def on_message(self, message):
        self.inbox.put_nowait(message)

    async def start(self, _):
        try:
            self.send_presence()
            await self.get_roster()
            self.report(step="login", jid=self.boundjid.full)
            steps = list(self.steps)
            while steps:
                name = steps.pop(0)
                count = {"presence": 1, "subscribe": 1, "read": 2, "history": 2, "cancel": 2, "form": 3, "set": 4, "chat": 2, "disco": 1, "refused-read": 2, "commands": 1, "command": 3, "refused-command": 2, "refused-set": 3, "await": 2}[name]
                arguments, steps = steps[:count], steps[count:]
                await asyncio.wait_for(getattr(self, "step_" + name.replace("-", "_"))(*arguments), LIMIT)
            self.exit_code = 0
        except asyncio.TimeoutError:
            self.report(error="timeout", step=name, arguments=arguments)
        except IqError as e:
            self.report(error=e.condition, step=name, arguments=arguments, text=e.text)
        await self.disconnect()

    def full(self, jid):
        return self.seen.get(jid, (jid, ""))[0]

    async def step_presence(self, jid):
        while jid not in self.seen:
            self.changed.clear()
            await self.changed.wait()
        self.report(step="presence", jid=self.seen[jid][0], status=self.seen[jid][1])

    async def step_subscribe(self, jid):
        self.send_presence(pto=jid, ptype="subscribe")
        self.report(step="subscribe", jid=jid)

    async def step_read(self, jid, field):
        done = asyncio.get_running_loop().create_future()
        fields = []

        def callback(from_jid, result, nodeId=None, timestamp=None, error_msg=None, **more):
            # The plugin passes the fields by a keyword of the same name as the list here.
            if result == "fields":
                fields.extend(dict(item, node=nodeId, timestamp=timestamp) for item in more["fields"])
            elif result in ("done", "failure", "rejected") and not done.done():
                done.set_result((result, error_msg))

        self["xep_0323"].request_data(self.boundjid.full, self.full(jid), callback, fields=[field], flags={"momentary": "true"})
        # The plugin has no handler for RFC errors: see its sessions leak; wait for either.
        result, text = await done
        self.report(step="read", jid=jid, result=result, fields=fields, text=text)

    def readout(self, jid, field, flags):
        """Starts a readout by the plugin; returns its session and a queue of (result, more)."""
        results = asyncio.Queue()

        def callback(from_jid, result, **more):
            results.put_nowait((result, more))

        return self["xep_0323"].request_data(self.boundjid.full, self.full(jid), callback, fields=[field], flags=flags), results

    async def step_history(self, jid, field):
        def at(hours):
            return (datetime.datetime.utcnow() + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")

        _, results = self.readout(jid, field, {"historical": "true", "from": at(-1), "to": at(1)})
        fields = []
        while True:
            result, more = await results.get()
            if result == "fields":
                fields.extend(dict(item, timestamp=more["timestamp"]) for item in more["fields"])
            elif result in ("done", "failure", "rejected"):
                self.report(step="history", jid=jid, result=result, fields=fields)
                return

    async def step_cancel(self, jid, field):
        when = (datetime.datetime.utcnow() + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
        session, results = self.readout(jid, field, {"momentary": "true", "when": when})
        seen = [(await results.get())[0]]
        self["xep_0323"].cancel_request(session)
        seen.append((await results.get())[0])
        self.report(step="cancel", jid=jid, results=seen)

    async def step_form(self, jid, name, value):
        iq = self.make_iq_get(ito=self.full(jid))
        iq.append(ET.fromstring("<getForm xmlns='urn:xmpp:iot:control'/>"))
        form = (await iq.send(timeout=LIMIT)).xml.find("{jabber:x:data}x")
        session = next(f for f in form.findall("{jabber:x:data}field") if f.get("var") == "xdd session").find("{jabber:x:data}value").text
        shown = [f.get("var") for f in form.findall("{jabber:x:data}field") if f.get("type") != "hidden"]
        iq = self.make_iq_set(ito=self.full(jid))
        iq.append(ET.fromstring(
            "<set xmlns='urn:xmpp:iot:control'><x xmlns='jabber:x:data' type='submit'>"
            f"<field var='xdd session'><value>{session}</value></field><field var='{name}'><value>{value}</value></field></x></set>"))
        answer = await iq.send(timeout=LIMIT)
        self.report(step="form", jid=jid, shown=shown, result=answer["type"])

    async def step_set(self, jid, name, kind, value):
        done = asyncio.get_running_loop().create_future()

        def callback(from_jid, result, nodeIds=None, fields=None, error_msg=None):
            if not done.done():
                done.set_result((result, error_msg))

        self["xep_0325"].set_request(self.boundjid.full, self.full(jid), callback, [(name, kind, value)])
        result, text = await done
        self.report(step="set", jid=jid, result=result, text=text)

    async def step_chat(self, jid, text):
        while not self.inbox.empty():
            self.inbox.get_nowait()
        self.send_message(mto=jid, mbody=text, mtype="chat")
        while True:
            message = await self.inbox.get()
            if message["from"].bare == jid and message["body"]:
                self.report(step="chat", jid=jid, sent=text, answer=message["body"])
                return

    async def refused(self, kind, jid, payload):
        iq = self.make_iq(ito=self.full(jid), itype=kind)
        iq.append(ET.fromstring(payload))
        try:
            await iq.send(timeout=LIMIT)
            self.report(step="refused", jid=jid, type="none", condition="none")
        except IqError as e:
            self.report(step="refused", jid=jid, type=e.etype, condition=e.condition, text=e.text)

    async def step_refused_read(self, jid, field):
        await self.refused("get", jid, f"<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' momentary='true'><field name='{field}'/></req>")

    async def step_refused_set(self, jid, name, value):
        await self.refused("set", jid, f"<set xmlns='urn:xmpp:iot:control'><boolean name='{name}' value='{value}'/></set>")

    async def step_commands(self, jid):
        items = await self["xep_0050"].get_commands(self.full(jid), timeout=LIMIT)
        self.report(step="commands", jid=jid, commands=[{"node": node, "name": name} for _, node, name in items["disco_items"]["items"]])

    async def step_command(self, jid, node, forms):
        commands = self["xep_0050"]
        answer = await commands.send_command(self.full(jid), node)
        for fields in filter(None, forms.split("|")):
            form = self["xep_0004"].make_form(ftype="submit")
            for field in fields.split(";"):
                name, value = field.split("=", 1)
                form.add_field(var=name, value=value)
            command = answer["command"]
            # What the stage says that execute stands for.
            action = command.xml.find("{%s}actions" % command.namespace).attrib["execute"]
            answer = await commands.send_command(self.full(jid), node, action=action, payload=form, sessionid=command["sessionid"])
        command = answer["command"]
        form = [{"name": field["var"], "type": field["type"], "value": field["value"]} for field in command["form"]] if command.xml.find("{jabber:x:data}x") is not None else []
        self.report(step="command", jid=jid, node=node, status=command["status"], notes=[text for _, text in command["notes"]], form=form)

    async def step_refused_command(self, jid, node):
        try:
            await self["xep_0050"].send_command(self.full(jid), node)
            self.report(step="refused", jid=jid, type="none", condition="none")
        except IqError as e:
            self.report(step="refused", jid=jid, type=e.etype, condition=e.condition, text=e.text)

    async def step_await(self, jid, text):
        while True:
            message = await self.inbox.get()
            if message["from"].bare == jid and text in message["body"]:
                self.report(step="await", jid=jid, body=message["body"])
                return

    async def step_disco(self, jid):
        info = await self["xep_0030"].get_info(jid=self.full(jid), timeout=LIMIT)
        info = info["disco_info"]
        self.report(step="disco", jid=jid, identities=sorted("/".join(i[:2]) for i in info["identities"]), features=sorted(info["features"]))


def main():
    jid, password, host, port = sys.argv[1:5]
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    client = Client(jid, password, sys.argv[5:])
    client.connect((host, int(port)), disable_starttls=True, force_starttls=False)
    client.loop.run_until_complete(asyncio.wait_for(client.disconnected, 120))
    sys.exit(client.exit_code)


if __name__ == "__main__":
    main()
