-- The values of a field by minute, hour and day. Those of two units are two buckets.
CREATE TABLE rollup (
    series  INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    level   INTEGER NOT NULL,        -- RollUpLevel
    start   INTEGER NOT NULL,        -- UTC ticks of 100 ns
    unit    TEXT NOT NULL,
    min     REAL,                    -- NULL for booleans
    max     REAL,
    sum     REAL,
    count   INTEGER NOT NULL,
    first   INTEGER NOT NULL,        -- UTC ticks of the first value
    last_at INTEGER NOT NULL,        -- UTC ticks of the last value
    kind    INTEGER NOT NULL,        -- FieldValueKind of the last value
    last    TEXT NOT NULL,           -- the last value, lexical form
    PRIMARY KEY (series, level, start, unit)
) WITHOUT ROWID;

-- Of what is there: as RollUps.Counts has it. 31 is FieldTypes.Present, 3 is FieldQuality Missing and InProgress.
INSERT INTO rollup (series, level, start, unit, min, max, sum, count, first, last_at, kind, last)
SELECT b.series, b.level, b.start, b.unit, b.min, b.max, b.sum, b.count, b.first, b.last_at, r.kind, r.value
FROM (
    SELECT series, level, at / length * length AS start, unit,
      min(CASE WHEN kind <> 0 THEN CAST(value AS REAL) END) AS min,
      max(CASE WHEN kind <> 0 THEN CAST(value AS REAL) END) AS max,
      sum(CASE WHEN kind <> 0 THEN CAST(value AS REAL) END) AS sum,
      count(*) AS count, min(at) AS first, max(at) AS last_at
    FROM reading
    CROSS JOIN (SELECT 0 AS level, 600000000 AS length UNION ALL SELECT 1, 36000000000 UNION ALL SELECT 2, 864000000000)
    WHERE field_types & 31 <> 0 AND quality & 3 = 0
      AND (kind = 0 OR (kind IN (5, 6, 7) AND value GLOB '*[0-9]*' AND abs(CAST(value AS REAL)) <= 1.7976931348623157e308))
    GROUP BY series, level, start, unit) b
JOIN reading r ON r.series = b.series AND r.at = b.last_at;

-- Readings before this were forgotten, all of their days: UTC ticks; NULL if none.
ALTER TABLE series ADD COLUMN pruned INTEGER;

-- When nothing could be stored.
CREATE TABLE outage (
    since  INTEGER NOT NULL PRIMARY KEY,   -- UTC ticks of 100 ns
    until  INTEGER NOT NULL,
    reason INTEGER NOT NULL                -- GapReason
) WITHOUT ROWID;

-- When the history was last known to be writable: one row.
CREATE TABLE heartbeat (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL                    -- UTC ticks of 100 ns
) WITHOUT ROWID;
