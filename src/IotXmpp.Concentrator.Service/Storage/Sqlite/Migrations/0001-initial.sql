-- Boards.
CREATE TABLE device (
    name         TEXT NOT NULL PRIMARY KEY,
    owner        TEXT NOT NULL,      -- bare JID; empty until claimed
    kind         TEXT NOT NULL,
    description  TEXT,
    scram_sha256 TEXT,               -- salt,iterations,StoredKey,ServerKey; never a password
    scram_sha1   TEXT,
    created      INTEGER NOT NULL    -- UTC ticks of 100 ns
) WITHOUT ROWID;

-- What boards report. A series is one field of one node of one board.
CREATE TABLE series (
    id        INTEGER NOT NULL PRIMARY KEY,
    device    TEXT NOT NULL,
    node_id   TEXT NOT NULL,
    source_id TEXT,
    partition TEXT,
    field     TEXT NOT NULL
);
-- NULL is no part of a unique key for SQLite: char(0) stands for it, which XML cannot carry.
CREATE UNIQUE INDEX series_key ON series (device, node_id, coalesce(source_id, char(0)), coalesce(partition, char(0)), field);

CREATE TABLE reading (
    series      INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    at          INTEGER NOT NULL,    -- UTC ticks of 100 ns
    zone        INTEGER NOT NULL,    -- minutes east of UTC the board gave
    kind        INTEGER NOT NULL,    -- FieldValueKind
    value       TEXT NOT NULL,       -- lexical form, decimals kept
    data_type   TEXT,
    unit        TEXT NOT NULL,
    field_types INTEGER NOT NULL,    -- FieldTypes
    quality     INTEGER NOT NULL,    -- FieldQuality
    writable    INTEGER,
    module      TEXT,
    string_ids  TEXT,
    PRIMARY KEY (series, at)         -- a reading sent twice is one row
) WITHOUT ROWID;

-- Presence subscriptions of the things domain.
CREATE TABLE friendship (
    thing   TEXT NOT NULL,
    contact TEXT NOT NULL,
    state   INTEGER NOT NULL,        -- FriendshipState
    PRIMARY KEY (thing, contact)
) WITHOUT ROWID;

-- People of the local domain.
CREATE TABLE account (
    username     TEXT NOT NULL PRIMARY KEY,
    scram_sha256 TEXT,
    scram_sha1   TEXT,
    created      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE roster (
    username TEXT NOT NULL REFERENCES account (username) ON DELETE CASCADE,
    contact  TEXT NOT NULL,
    state    INTEGER NOT NULL,       -- FriendshipState
    listed   INTEGER NOT NULL,
    name     TEXT,
    groups   TEXT NOT NULL,          -- JSON array of strings
    PRIMARY KEY (username, contact)
) WITHOUT ROWID;

CREATE TABLE offline_message (
    id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL REFERENCES account (username) ON DELETE CASCADE,
    xml      TEXT NOT NULL
);
CREATE INDEX offline_message_of ON offline_message (username, id);

CREATE TABLE vcard (
    username TEXT NOT NULL PRIMARY KEY REFERENCES account (username) ON DELETE CASCADE,
    xml      TEXT NOT NULL
) WITHOUT ROWID;
