-- What boards report: as in the SQLite migrations 0001, 0006 and 0008. Instants are UTC ticks of 100 ns, which timestamptz cannot hold; names and units
-- compare by code point.
CREATE TABLE series (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device    text COLLATE "C" NOT NULL,
    node_id   text COLLATE "C" NOT NULL,
    source_id text COLLATE "C",
    partition text COLLATE "C",
    field     text COLLATE "C" NOT NULL,
    pruned    bigint                   -- readings before this were forgotten, all of their days
);
-- NULL is no part of a unique key: U+0001 stands for it, which XML cannot carry.
CREATE UNIQUE INDEX series_key ON series (device, node_id, coalesce(source_id, E'\x01'), coalesce(partition, E'\x01'), field);

CREATE TABLE reading (
    series      bigint NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    at          bigint NOT NULL,
    zone        integer NOT NULL,      -- minutes east of UTC the board gave
    kind        integer NOT NULL,      -- FieldValueKind
    value       text NOT NULL,         -- lexical form, decimals kept
    data_type   text,
    unit        text COLLATE "C" NOT NULL,
    field_types integer NOT NULL,      -- FieldTypes
    quality     integer NOT NULL,      -- FieldQuality
    writable    boolean,
    module      text,
    string_ids  text,
    PRIMARY KEY (series, at)           -- a reading sent twice is one row
);

CREATE TABLE rollup (
    series  bigint NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    level   integer NOT NULL,          -- RollUpLevel
    start   bigint NOT NULL,
    unit    text COLLATE "C" NOT NULL,
    min     double precision,          -- NULL for booleans
    max     double precision,
    sum     double precision,
    count   bigint NOT NULL,
    first   bigint NOT NULL,
    last_at bigint NOT NULL,
    kind    integer NOT NULL,          -- FieldValueKind of the last value
    last    text NOT NULL,
    PRIMARY KEY (series, level, start, unit)
);

CREATE TABLE outage (
    since  bigint NOT NULL PRIMARY KEY,
    until  bigint NOT NULL,
    reason integer NOT NULL            -- GapReason
);

CREATE TABLE heartbeat (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    at bigint NOT NULL
);

CREATE TABLE feed (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    series   bigint NOT NULL,
    at       bigint NOT NULL,
    stored   bigint NOT NULL
);

CREATE TABLE feed_follower (
    name         text COLLATE "C" NOT NULL PRIMARY KEY,
    committed    bigint NOT NULL,      -- sequence
    skipped      bigint NOT NULL,      -- entries it did not get
    last_skipped bigint
);
