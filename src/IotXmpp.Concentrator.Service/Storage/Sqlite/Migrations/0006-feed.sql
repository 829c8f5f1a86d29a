-- Stored readings on their way to those who pass them on, and how far each of those is.
CREATE TABLE feed (
    sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,   -- never given twice
    series   INTEGER NOT NULL,
    at       INTEGER NOT NULL,       -- the reading: (series, at)
    stored   INTEGER NOT NULL        -- UTC ticks of 100 ns
);

CREATE TABLE feed_follower (
    name         TEXT NOT NULL PRIMARY KEY,
    committed    INTEGER NOT NULL,   -- sequence
    skipped      INTEGER NOT NULL,   -- entries it did not get
    last_skipped INTEGER             -- UTC ticks of 100 ns
) WITHOUT ROWID;
