-- Pub-sub nodes (XEP-0060) with what was published and who is subscribed.
CREATE TABLE pubsub_node (
    id            INTEGER PRIMARY KEY,
    service       TEXT NOT NULL,       -- the things domain, or a board's bare JID
    name          TEXT NOT NULL,
    configuration TEXT NOT NULL,       -- JSON
    affiliations  TEXT NOT NULL,       -- JSON: bare JID to number of the affiliation
    created       INTEGER NOT NULL,    -- UTC ticks of 100 ns
    UNIQUE (service, name)
);

CREATE TABLE pubsub_item (
    node      INTEGER NOT NULL REFERENCES pubsub_node (id) ON DELETE CASCADE,
    id        TEXT NOT NULL,
    published INTEGER NOT NULL,        -- UTC ticks of 100 ns
    sequence  INTEGER NOT NULL,        -- order of those of one instant
    publisher TEXT NOT NULL,
    payload   TEXT,                    -- XML; NULL for none
    PRIMARY KEY (node, id)
) WITHOUT ROWID;
CREATE INDEX pubsub_item_order ON pubsub_item (node, published, sequence);

CREATE TABLE pubsub_subscription (
    node         INTEGER NOT NULL REFERENCES pubsub_node (id) ON DELETE CASCADE,
    subscriber   TEXT NOT NULL,        -- bare or full JID
    bare         TEXT NOT NULL,
    state        INTEGER NOT NULL,
    deliver      INTEGER NOT NULL,
    include_body INTEGER NOT NULL,
    expire       INTEGER,              -- UTC ticks of 100 ns; NULL: never
    PRIMARY KEY (node, subscriber)
) WITHOUT ROWID;
CREATE INDEX pubsub_subscription_bare ON pubsub_subscription (bare);
