"""The plain way: boards publish JSON by MQTT, QoS 1, and a subscriber writes each value as a row of SQLite or PostgreSQL, a transaction for what has gathered.

usage: mqtt_ingest.py publish PORT BOARDS INTERVAL     INTERVAL: seconds between two messages of one board
       mqtt_ingest.py subscribe PORT DATABASE          DATABASE: a file for SQLite, or host=... for PostgreSQL
"""
import json
import queue
import sqlite3
import sys
import time

import paho.mqtt.client as mqtt

role, port = sys.argv[1], int(sys.argv[2])
FIELDS = {"Temperature": "°C", "Humidity": "%", "Pressure": "hPa"}


def publish(boards, interval):
    client = mqtt.Client("publisher")
    client.max_inflight_messages_set(1000)
    client.max_queued_messages_set(2000)
    client.connect("127.0.0.1", port)
    client.loop_start()
    number, begin = 0, time.monotonic()
    while True:
        number += 1
        time.sleep(max(0, begin + number * interval - time.monotonic()))
        for board in range(boards):
            payload = json.dumps({"time": time.time(), "values": {name: round(20 + number % 100 / 10, 1) for name in FIELDS}})
            info = client.publish(f"boards/board{board}", payload, qos=1)
            if number % 20 == 0:
                info.wait_for_publish()


def open_sqlite(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE reading (board TEXT, field TEXT, at REAL, value REAL, unit TEXT, PRIMARY KEY (board, field, at)) WITHOUT ROWID")

    def write(rows):
        db.executemany("INSERT OR IGNORE INTO reading VALUES (?, ?, ?, ?, ?)", rows)
        db.commit()
    return write


def open_postgres(database):
    import psycopg2
    from psycopg2.extras import execute_values
    db = psycopg2.connect(database)
    cursor = db.cursor()
    cursor.execute("CREATE TABLE reading (board TEXT, field TEXT, at DOUBLE PRECISION, value DOUBLE PRECISION, unit TEXT, PRIMARY KEY (board, field, at))")

    def write(rows):
        execute_values(cursor, "INSERT INTO reading VALUES %s ON CONFLICT DO NOTHING", rows, page_size=1000)
        db.commit()
    return write


def subscribe(path):
    messages = queue.Queue()
    write = open_postgres(path) if path.startswith("host=") else open_sqlite(path)
    client = mqtt.Client("subscriber", clean_session=False)
    client.on_message = lambda _, __, message: messages.put(message)
    client.on_subscribe = lambda *_: print("subscribed", flush=True)
    client.connect("127.0.0.1", port)
    client.subscribe("boards/#", qos=1)
    client.loop_start()
    rows, told = 0, 0
    while True:
        batch = [messages.get()]
        while len(batch) < 300 and not messages.empty():
            batch.append(messages.get())
        gathered = []
        for message in batch:
            board, body = message.topic.split("/")[1], json.loads(message.payload)
            gathered += [(board, name, body["time"], value, FIELDS[name]) for name, value in body["values"].items()]
        write(gathered)
        rows += len(gathered)
        if time.monotonic() - told > 0.2:
            told = time.monotonic()
            print(rows, flush=True)


publish(int(sys.argv[3]), float(sys.argv[4])) if role == "publish" else subscribe(sys.argv[3])
