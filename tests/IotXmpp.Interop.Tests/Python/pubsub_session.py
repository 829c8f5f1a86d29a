#!/usr/bin/python3
"""A pub-sub session of two slixmpp clients, the same for every service: what each step gave is printed as one JSON line.

usage: pubsub_session.py HOST PORT SERVICE OWNER PASSWORD READER PASSWORD

The owner makes a node on a white list, publishes, configures, retracts, purges and deletes; the reader is let in, subscribes, reads in pages, pauses and is put out.
"""
import asyncio
import json
import logging
import sys
from xml.etree import ElementTree as ET

import slixmpp
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

LIMIT = 20
NODE = "session"
PUBSUB = "{http://jabber.org/protocol/pubsub}"
OWNER = "{http://jabber.org/protocol/pubsub#owner}"
EVENT = "{http://jabber.org/protocol/pubsub#event}"
RSM = "{http://jabber.org/protocol/rsm}"
FORM = "{jabber:x:data}"


class Client(slixmpp.ClientXMPP):
    def __init__(self, jid, password):
        super().__init__(jid, password)
        self.ready = asyncio.get_event_loop().create_future()
        self.events = asyncio.Queue()
        for plugin in ("xep_0004", "xep_0030", "xep_0059", "xep_0060"):
            self.register_plugin(plugin)
        self["feature_mechanisms"].unencrypted_scram = True
        self.add_event_handler("session_start", self.start)
        # The plugin's own events come without ids of retracted items and without subscriptions.
        self.register_handler(Callback("pubsub events", MatchXPath("{jabber:client}message/" + EVENT + "event"), self.on_event))

    async def start(self, _):
        self.send_presence()
        await self.get_roster()
        self.ready.set_result(None)

    def on_event(self, message):
        for what in message.xml.find(EVENT + "event"):
            name = what.tag.rpartition("}")[2]
            if name == "items":
                for item in what:
                    self.events.put_nowait(f"{item.tag.rpartition('}')[2]} {item.get('id')}")
            elif name == "subscription":
                self.events.put_nowait(f"subscription {what.get('subscription')}")
            else:
                self.events.put_nowait(name)

    async def heard(self, count):
        """The next events; a last line says what was missed."""
        try:
            return [await asyncio.wait_for(self.events.get(), 5) for _ in range(count)]
        except asyncio.TimeoutError:
            return ["silence"]

    async def ask(self, service, kind, xml, ns="pubsub"):
        """A request as it stands; the answer's element, or the condition of the error."""
        iq = self.make_iq(ito=service, itype=kind)
        full = {"pubsub": "http://jabber.org/protocol/pubsub", "owner": "http://jabber.org/protocol/pubsub#owner"}[ns]
        iq.append(ET.fromstring(f"<pubsub xmlns='{full}'>{xml}</pubsub>"))
        try:
            return (await iq.send(timeout=5)).xml
        except IqError as e:
            return e.condition
        except IqTimeout:
            return "no answer"


def form(kind, **fields):
    inner = "".join(f"<field var='pubsub#{name}'><value>{value}</value></field>" for name, value in fields.items())
    return (f"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
            f"<value>http://jabber.org/protocol/pubsub#{kind}</value></field>{inner}</x>")


def ids(answer):
    return answer if isinstance(answer, str) else [item.get("id") for item in answer.iter(PUBSUB + "item")]


def done(answer):
    return answer if isinstance(answer, str) else "done"


async def session(owner, reader, service):
    def report(step, result):
        print(json.dumps({"step": step, "result": result}), flush=True)

    info = (await owner["xep_0030"].get_info(jid=service, timeout=LIMIT))["disco_info"]
    report("service", "pubsub/service" in ["/".join(identity[:2]) for identity in info["identities"]])
    report("features", sorted(f.rpartition("#")[2] for f in info["features"] if f.startswith("http://jabber.org/protocol/pubsub#")))

    config = form("node_config", access_model="whitelist", max_items="10", persist_items="1", deliver_payloads="1", notify_retract="1", send_last_published_item="never")
    report("create", done(await owner.ask(service, "set", f"<create node='{NODE}'/><configure>{config}</configure>")))
    report("create again", done(await owner.ask(service, "set", f"<create node='{NODE}'/>")))

    # Services differ in what they say to one who is not let in; none lets him in.
    me = reader.boundjid.bare
    subscribe = f"<subscribe node='{NODE}' jid='{me}'/>"
    report("stranger is kept out", isinstance(await reader.ask(service, "set", subscribe), str))
    report("stranger reads nothing", isinstance(await reader.ask(service, "get", f"<items node='{NODE}'/>"), str))
    report("make a member", done(await owner.ask(service, "set", f"<affiliations node='{NODE}'><affiliation jid='{me}' affiliation='member'/></affiliations>", "owner")))
    answer = await owner.ask(service, "get", f"<affiliations node='{NODE}'/>", "owner")
    report("members", sorted(a.get("jid") + " " + a.get("affiliation") for a in answer.iter(OWNER + "affiliation") if a.get("jid").endswith("@localhost")))
    answer = await reader.ask(service, "set", subscribe)
    report("subscribe", answer if isinstance(answer, str) else answer.find(f".//{PUBSUB}subscription").get("subscription"))
    answer = await reader.ask(service, "get", "<subscriptions/>")
    report("own subscriptions", [s.get("node") for s in answer.iter(PUBSUB + "subscription") if s.get("node") == NODE])
    answer = await owner.ask(service, "get", f"<subscriptions node='{NODE}'/>", "owner")
    report("subscribers", [s.get("jid") for s in answer.iter(OWNER + "subscription") if s.get("subscription") == "subscribed"])

    for number in range(1, 6):
        payload = f"<fields xmlns='urn:xmpp:iot:sensordata' seqnr='{number}'/>"
        await owner.ask(service, "set", f"<publish node='{NODE}'><item id='a{number}'>{payload}</item></publish>")
    report("published", await reader.heard(5))
    report("reader publishes", done(await reader.ask(service, "set", f"<publish node='{NODE}'><item id='x'><x xmlns='urn:test'/></item></publish>")))

    # The order of the answer is not the same everywhere.
    report("items", sorted(ids(await reader.ask(service, "get", f"<items node='{NODE}'/>"))))
    report("newest items", sorted(ids(await reader.ask(service, "get", f"<items node='{NODE}' max_items='2'/>"))))
    report("one item", ids(await reader.ask(service, "get", f"<items node='{NODE}'><item id='a2'/></items>")))
    seen, after = [], ""
    for _ in range(10):
        answer = await reader.ask(service, "get", f"<items node='{NODE}'/><set xmlns='http://jabber.org/protocol/rsm'><max>2</max>{after}</set>")
        page = ids(answer)
        last = None if isinstance(answer, str) else answer.find(f".//{RSM}last")
        seen.extend(page)
        if last is None or not page or len(seen) >= 5:
            break
        after = f"<after>{last.text}</after>"
    report("items in pages", sorted(seen))

    report("retract", done(await owner.ask(service, "set", f"<retract node='{NODE}' notify='true'><item id='a3'/></retract>")))
    report("retracted", await reader.heard(1))
    answer = await owner.ask(service, "get", f"<configure node='{NODE}'/>", "owner")
    shown = {f.get("var"): f.findtext(FORM + "value") for f in answer.iter(FORM + "field")}
    report("configuration", {name: shown.get("pubsub#" + name) for name in ("access_model", "max_items")})
    report("configure", done(await owner.ask(service, "set", f"<configure node='{NODE}'>{form('node_config', title='A session', access_model='whitelist', max_items='3')}</configure>", "owner")))
    info = (await owner["xep_0030"].get_info(jid=service, node=NODE, timeout=LIMIT))["disco_info"]
    report("node", "pubsub/leaf" in ["/".join(identity[:2]) for identity in info["identities"]])
    items = await owner["xep_0030"].get_items(jid=service, timeout=LIMIT)
    report("found", [node for _, node, _ in items["disco_items"]["items"] if node == NODE])

    options = await reader.ask(service, "get", f"<options node='{NODE}' jid='{me}'/>")
    report("options", options if isinstance(options, str) else "form" if options.find(f".//{FORM}x") is not None else "nothing")
    report("pause", done(await reader.ask(service, "set", f"<options node='{NODE}' jid='{me}'>{form('subscribe_options', deliver='0')}</options>")))
    report("go on", done(await reader.ask(service, "set", f"<options node='{NODE}' jid='{me}'>{form('subscribe_options', deliver='1')}</options>")))

    report("purge", done(await owner.ask(service, "set", f"<purge node='{NODE}'/>", "owner")))
    report("purged", await reader.heard(1))
    report("items left", ids(await reader.ask(service, "get", f"<items node='{NODE}'/>")))
    report("unsubscribe", done(await reader.ask(service, "set", f"<unsubscribe node='{NODE}' jid='{me}'/>")))
    await owner.ask(service, "set", f"<publish node='{NODE}'><item id='unheard'><x xmlns='urn:test'/></item></publish>")
    await reader.ask(service, "set", subscribe)
    await owner.ask(service, "set", f"<publish node='{NODE}'><item id='heard'><x xmlns='urn:test'/></item></publish>")
    report("heard again", await reader.heard(1))
    report("put out", done(await owner.ask(service, "set", f"<subscriptions node='{NODE}'><subscription jid='{me}' subscription='none'/></subscriptions>", "owner")))
    answer = await owner.ask(service, "get", f"<subscriptions node='{NODE}'/>", "owner")
    report("subscribers left", [s.get("jid") for s in answer.iter(OWNER + "subscription") if s.get("subscription") == "subscribed"])
    report("reader deletes", done(await reader.ask(service, "set", f"<delete node='{NODE}'/>", "owner")) != "done")
    report("delete", done(await owner.ask(service, "set", f"<delete node='{NODE}'/>", "owner")))
    report("gone", done(await owner.ask(service, "get", f"<items node='{NODE}'/>")))


async def run(host, port, service, accounts):
    clients = [Client(jid, password) for jid, password in accounts]
    for client in clients:
        client.connect((host, port), disable_starttls=True, force_starttls=False)
    await asyncio.wait_for(asyncio.gather(*(client.ready for client in clients)), LIMIT)
    await session(*clients, service)
    for client in clients:
        await client.disconnect()


def main():
    host, port, service, owner, owner_password, reader, reader_password = sys.argv[1:]
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(asyncio.wait_for(run(host, int(port), service, [(owner, owner_password), (reader, reader_password)]), 120))


if __name__ == "__main__":
    main()
