-- What owners have said about who may do what.
CREATE TABLE access_rule (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    device       TEXT NOT NULL,
    owner        TEXT NOT NULL,
    subject_kind INTEGER NOT NULL,    -- AccessSubjectKind
    subject      TEXT NOT NULL,
    action       INTEGER NOT NULL,    -- AccessAction
    allowed      INTEGER NOT NULL,
    node         TEXT,                -- NULL: all nodes
    name         TEXT,                -- NULL: all fields or parameters
    until        INTEGER,             -- UTC ticks of 100 ns; NULL: for good
    once         INTEGER NOT NULL,
    used         INTEGER,             -- UTC ticks
    created      INTEGER NOT NULL     -- UTC ticks
);
CREATE INDEX access_rule_of ON access_rule (device, id);
CREATE INDEX access_rule_until ON access_rule (until) WHERE until IS NOT NULL;

-- What owners were asked.
CREATE TABLE access_question (
    owner     TEXT NOT NULL,
    number    INTEGER NOT NULL,
    device    TEXT NOT NULL,
    requester TEXT NOT NULL,
    action    INTEGER NOT NULL,       -- AccessAction
    node      TEXT,
    names     TEXT NOT NULL,          -- JSON array of strings
    asked     INTEGER NOT NULL,       -- UTC ticks
    closed    INTEGER,                -- UTC ticks; NULL: open
    answer    TEXT,
    PRIMARY KEY (owner, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX access_question_open ON access_question (device, requester, action) WHERE closed IS NULL;

-- Log of decisions.
CREATE TABLE access_audit (
    id     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,          -- UTC ticks
    device TEXT NOT NULL,
    who    TEXT NOT NULL,
    event  INTEGER NOT NULL,          -- AuditEvent
    what   TEXT NOT NULL,
    rules  TEXT NOT NULL              -- JSON array of numbers
);
CREATE INDEX access_audit_of ON access_audit (device, id);

-- Tokens given out, hashed.
CREATE TABLE token (
    hash        TEXT NOT NULL PRIMARY KEY,
    holder      TEXT NOT NULL,
    certificate BLOB NOT NULL,
    issued      INTEGER NOT NULL      -- UTC ticks
) WITHOUT ROWID;
CREATE INDEX token_of ON token (holder, issued);
