-- name: Add
INSERT INTO rollup AS r (series, level, start, unit, min, max, sum, count, first, last_at, kind, last)
SELECT * FROM unnest(@series, @level, @start, @unit, @min, @max, @sum, @count, @first, @lastAt, @kind, @last)
ON CONFLICT (series, level, start, unit) DO UPDATE SET
  min = least(r.min, excluded.min),
  max = greatest(r.max, excluded.max),
  sum = CASE WHEN excluded.sum IS NULL THEN r.sum ELSE coalesce(r.sum, 0) + excluded.sum END,
  count = r.count + excluded.count,
  first = least(r.first, excluded.first),
  kind = CASE WHEN excluded.last_at >= r.last_at THEN excluded.kind ELSE r.kind END,
  last = CASE WHEN excluded.last_at >= r.last_at THEN excluded.last ELSE r.last END,
  last_at = greatest(r.last_at, excluded.last_at);

-- name: RemoveBucket
DELETE FROM rollup WHERE series = @series AND level = @level AND start = @start;

-- name: Readings
SELECT at, kind, value, data_type, unit, field_types, quality FROM reading WHERE series = @series AND at >= @from AND at < @to;

-- name: Query
SELECT start, unit, min, max, sum, count, first, last_at, kind, last FROM rollup
WHERE series = @series AND level = @level AND start >= @from AND start < @to
ORDER BY start, unit;

-- name: Newest
SELECT start, unit, min, max, sum, count, first, last_at, kind, last FROM rollup
WHERE series = @series AND level = @level AND start >= @from AND start < @to
ORDER BY start DESC, unit DESC
LIMIT @limit;

-- name: Outages
SELECT since, until, reason FROM outage WHERE until > @from AND since < @to ORDER BY since;

-- name: AddOutage
INSERT INTO outage (since, until, reason) VALUES (@since, @until, @reason) ON CONFLICT (since) DO UPDATE SET until = excluded.until, reason = excluded.reason;

-- name: LastBeat
SELECT at FROM heartbeat WHERE id = 1;

-- name: Beat
INSERT INTO heartbeat (id, at) VALUES (1, @at) ON CONFLICT (id) DO UPDATE SET at = excluded.at;

-- name: AllSeries
SELECT id, device, field, coalesce(pruned, 0) FROM series;

-- name: ForgetReadings
DELETE FROM reading WHERE series = @series AND at IN (
  SELECT at FROM reading
  WHERE series = @series AND at < @horizon
    AND at <> coalesce((SELECT max(at) FROM reading WHERE series = @series AND field_types & @present <> 0), -1)
  ORDER BY at LIMIT @limit);

-- name: SetPruned
UPDATE series SET pruned = @horizon WHERE id = @series;

-- name: ForgetBuckets
DELETE FROM rollup WHERE series = @series AND level = @level AND start < @horizon;
