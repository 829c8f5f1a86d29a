-- name: Add
INSERT INTO rollup (series, level, start, unit, min, max, sum, count, first, last_at, kind, last)
VALUES ($series, $level, $start, $unit, $min, $max, $sum, $count, $first, $lastAt, $kind, $last)
ON CONFLICT (series, level, start, unit) DO UPDATE SET
  min = CASE WHEN excluded.min IS NULL OR min <= excluded.min THEN min ELSE excluded.min END,
  max = CASE WHEN excluded.max IS NULL OR max >= excluded.max THEN max ELSE excluded.max END,
  sum = CASE WHEN excluded.sum IS NULL THEN sum ELSE coalesce(sum, 0) + excluded.sum END,
  count = count + excluded.count,
  first = min(first, excluded.first),
  kind = CASE WHEN excluded.last_at >= last_at THEN excluded.kind ELSE kind END,
  last = CASE WHEN excluded.last_at >= last_at THEN excluded.last ELSE last END,
  last_at = max(last_at, excluded.last_at);

-- name: RemoveBucket
DELETE FROM rollup WHERE series = $series AND level = $level AND start = $start;

-- name: Readings
SELECT at, kind, value, data_type, unit, field_types, quality FROM reading WHERE series = $series AND at >= $from AND at < $to;

-- name: Query
SELECT start, unit, min, max, sum, count, first, last_at, kind, last FROM rollup
WHERE series = $series AND level = $level AND start >= $from AND start < $to
ORDER BY start, unit
LIMIT $limit;

-- name: Newest
SELECT start, unit, min, max, sum, count, first, last_at, kind, last FROM rollup
WHERE series = $series AND level = $level AND start >= $from AND start < $to
ORDER BY start DESC, unit DESC
LIMIT $limit;

-- name: Outages
SELECT since, until, reason FROM outage WHERE until > $from AND since < $to ORDER BY since;

-- name: AddOutage
INSERT OR REPLACE INTO outage (since, until, reason) VALUES ($since, $until, $reason);

-- name: LastBeat
SELECT at FROM heartbeat WHERE id = 1;

-- name: Beat
INSERT INTO heartbeat (id, at) VALUES (1, $at) ON CONFLICT (id) DO UPDATE SET at = excluded.at;

-- name: AllSeries
SELECT id, device, field, coalesce(pruned, 0) FROM series;

-- name: ForgetReadings
DELETE FROM reading WHERE series = $series AND at IN (
  SELECT at FROM reading
  WHERE series = $series AND at < $horizon
    AND at <> coalesce((SELECT max(at) FROM reading WHERE series = $series AND field_types & $present <> 0), -1)
  ORDER BY at LIMIT $limit);

-- name: SetPruned
UPDATE series SET pruned = $horizon WHERE id = $series;

-- name: ForgetBuckets
DELETE FROM rollup WHERE series = $series AND level = $level AND (start, unit) IN (
  SELECT start, unit FROM rollup WHERE series = $series AND level = $level AND start < $horizon ORDER BY start LIMIT $limit);
