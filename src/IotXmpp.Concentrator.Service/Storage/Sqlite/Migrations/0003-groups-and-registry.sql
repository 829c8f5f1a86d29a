-- Everybody's groups of boards, one tree each.
CREATE TABLE group_node (
    owner        TEXT NOT NULL,
    position     INTEGER NOT NULL,
    node_id      TEXT NOT NULL,
    parent_id    TEXT,               -- NULL: below the root
    reference_id TEXT,               -- NULL: a group
    changed      INTEGER NOT NULL,   -- UTC ticks of 100 ns
    PRIMARY KEY (owner, position)
) WITHOUT ROWID;

-- The thing registry (XEP-0347).
CREATE TABLE registry (
    thing       TEXT NOT NULL,
    domain      TEXT NOT NULL,
    node_id     TEXT NOT NULL,       -- empty: the thing itself
    source_id   TEXT NOT NULL,
    partition   TEXT NOT NULL,
    resource    TEXT,                -- full JID it registered from
    tags        TEXT NOT NULL,       -- JSON: name, value, name, value ...; KEY only until it is claimed
    fingerprint TEXT NOT NULL,
    owner       TEXT,                -- NULL: not claimed
    public      INTEGER NOT NULL,
    registered  INTEGER NOT NULL,    -- UTC ticks of 100 ns
    PRIMARY KEY (thing, node_id, source_id, partition)
) WITHOUT ROWID;
CREATE INDEX registry_fingerprint ON registry (fingerprint);
CREATE INDEX registry_domain ON registry (domain);
