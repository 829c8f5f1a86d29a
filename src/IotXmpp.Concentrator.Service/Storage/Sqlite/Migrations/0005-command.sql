-- Commands to boards and what became of them.
CREATE TABLE command (
    id            TEXT NOT NULL PRIMARY KEY,
    device        TEXT NOT NULL,
    requester     TEXT NOT NULL,     -- full JID
    address       TEXT NOT NULL,
    parameters    TEXT NOT NULL,     -- JSON array of [name, number of the ControlParameterKind or null, text]
    created       INTEGER NOT NULL,  -- UTC ticks of 100 ns
    expires       INTEGER NOT NULL,
    tells_by_chat INTEGER NOT NULL,
    state         INTEGER NOT NULL,  -- CommandState; up to 2 it is not over
    changed       INTEGER NOT NULL,
    reason        TEXT
);
CREATE INDEX command_changed ON command (changed);
CREATE INDEX command_pending ON command (state) WHERE state <= 2;
