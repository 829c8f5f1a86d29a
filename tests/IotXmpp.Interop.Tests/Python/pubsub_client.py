#!/usr/bin/python3
"""A subscriber's program: a slixmpp client that carries out the steps given as arguments and prints one JSON line per step.

usage: pubsub_client.py JID PASSWORD HOST PORT STEP...

  interest NODE           the client says in its capabilities that it wants events of NODE (before it logs in)
  befriend JID            ask for JID's presence, approve its own request, and wait until it is available
  subscribe SERVICE NODE  subscribe, trying again for 20 s while the node is not there or not for us
  heard NODE COUNT        wait for COUNT items of NODE; prints sender, ids and fields
  watch SECONDS           say every second how many items of any node have come
  items SERVICE NODE      all items in pages of 20
  nodes SERVICE NODE      the nodes below NODE; - for those of the service
"""
import asyncio
import json
import logging
import sys
from xml.etree import ElementTree as ET

import slixmpp
from slixmpp.exceptions import IqError
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

LIMIT = 40
PUBSUB = "{http://jabber.org/protocol/pubsub}"
EVENT = "{http://jabber.org/protocol/pubsub#event}"
RSM = "{http://jabber.org/protocol/rsm}"
DATA = "{urn:xmpp:iot:sensordata}"


def describe(item):
    fields = {f.get("name"): f.get("value") for timestamp in item.iter(DATA + "timestamp") for f in timestamp}
    return {"id": item.get("id"), "fields": fields}


class Client(slixmpp.ClientXMPP):
    def __init__(self, jid, password, steps):
        super().__init__(jid, password)
        self.steps = steps
        self.exit_code = 1
        self.events = asyncio.Queue()
        self.there = {}
        for plugin in ("xep_0030", "xep_0059", "xep_0060", "xep_0115", "xep_0163"):
            self.register_plugin(plugin)
        self["feature_mechanisms"].unencrypted_scram = True
        self.auto_authorize = True
        self.auto_subscribe = False
        while self.steps[:1] == ["interest"]:
            self["xep_0163"].add_interest(self.steps[1])
            self.steps = self.steps[2:]
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("presence_available", lambda presence: self.there.setdefault(presence["from"].bare, asyncio.Event()).set())
        self.register_handler(Callback("pubsub events", MatchXPath("{jabber:client}message/" + EVENT + "event"), self.on_event))

    def report(self, **what):
        print(json.dumps(what, ensure_ascii=False), flush=True)

    def on_event(self, message):
        for items in message.xml.find(EVENT + "event").findall(EVENT + "items"):
            for item in items.findall(EVENT + "item"):
                self.events.put_nowait((items.get("node"), message["from"].bare, describe(item)))

    async def start(self, _):
        try:
            # Capabilities go out with the first presence that comes after they are known.
            await self["xep_0115"].update_caps()
            self.send_presence()
            await self.get_roster()
            self.report(step="login", jid=self.boundjid.full)
            while self.steps:
                name = self.steps.pop(0)
                count = {"befriend": 1, "watch": 1}.get(name, 2)
                arguments, self.steps = self.steps[:count], self.steps[count:]
                await asyncio.wait_for(getattr(self, "step_" + name)(*arguments), LIMIT + (int(arguments[0]) if name == "watch" else 0))
            self.exit_code = 0
        except asyncio.TimeoutError:
            self.report(error="timeout", step=name, arguments=arguments)
        except IqError as e:
            self.report(error=e.condition, step=name, arguments=arguments, text=e.text)
        await self.disconnect()

    async def step_befriend(self, jid):
        self.send_presence(pto=jid, ptype="subscribe")
        await self.there.setdefault(jid, asyncio.Event()).wait()
        self.report(step="befriend", jid=jid)

    async def step_subscribe(self, service, node):
        for attempt in range(100):
            try:
                answer = await self["xep_0060"].subscribe(service, node)
                self.report(step="subscribe", node=node, state=answer.xml.find(f".//{PUBSUB}subscription").get("subscription"))
                return
            except IqError as e:
                # Not there yet, or there and we not yet on its list.
                if e.condition not in ("item-not-found", "not-allowed", "forbidden") or attempt == 99:
                    raise
                await asyncio.sleep(0.2)

    async def step_heard(self, node, count):
        heard = []
        while len(heard) < int(count):
            where, sender, item = await self.events.get()
            if where == node:
                heard.append(dict(item, sender=sender))
        self.report(step="heard", node=node, items=heard)

    async def step_watch(self, seconds):
        heard = 0
        for _ in range(int(seconds)):
            await asyncio.sleep(1)
            while not self.events.empty():
                self.events.get_nowait()
                heard += 1
            self.report(step="watch", items=heard)

    async def step_items(self, service, node):
        items, after = [], ""
        while True:
            iq = self.make_iq_get(ito=service)
            iq.append(ET.fromstring(f"<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{node}'/>"
                                    f"<set xmlns='http://jabber.org/protocol/rsm'><max>20</max>{after}</set></pubsub>"))
            answer = (await iq.send(timeout=LIMIT)).xml
            page = [describe(item) for item in answer.iter(PUBSUB + "item")]
            known = {item["id"] for item in items}
            items.extend(item for item in page if item["id"] not in known)
            last = answer.find(f".//{RSM}last")
            # A service without pages sends everything at once.
            if not page or last is None or last.text in known:
                break
            after = f"<after>{last.text}</after>"
        self.report(step="items", node=node, items=items)

    async def step_nodes(self, service, node):
        found = await self["xep_0030"].get_items(jid=service, node=None if node == "-" else node, timeout=LIMIT)
        self.report(step="nodes", nodes=[name for _, name, _ in found["disco_items"]["items"] if name])


def main():
    jid, password, host, port = sys.argv[1:5]
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    client = Client(jid, password, sys.argv[5:])
    client.connect((host, int(port)), disable_starttls=True, force_starttls=False)
    client.loop.run_until_complete(asyncio.wait_for(client.disconnected, 720 if "watch" in sys.argv else 120))
    sys.exit(client.exit_code)


if __name__ == "__main__":
    main()
