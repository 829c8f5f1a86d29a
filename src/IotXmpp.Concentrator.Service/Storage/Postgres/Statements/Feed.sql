-- name: LastSequence
SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('feed', 'sequence')::regclass), 0);

-- name: Open
INSERT INTO feed_follower AS f (name, committed, skipped) VALUES (@name, @last, 0)
ON CONFLICT (name) DO UPDATE SET skipped = f.skipped
RETURNING committed;

-- name: IsFollowed
SELECT EXISTS (SELECT 1 FROM feed_follower);

-- name: Append
INSERT INTO feed (series, at, stored)
SELECT n.series, n.at, @stored FROM unnest(@series, @at) WITH ORDINALITY AS n(series, at, place) ORDER BY n.place
RETURNING sequence;

-- name: Read
SELECT s.node_id, s.source_id, s.partition, s.field, r.at, r.zone, r.kind, r.value, r.data_type, r.unit, r.field_types, r.quality, r.writable, r.module, r.string_ids,
  s.device, f.sequence
FROM feed f
JOIN series s ON s.id = f.series
JOIN reading r ON r.series = f.series AND r.at = f.at
WHERE f.sequence > @after
ORDER BY f.sequence
LIMIT @limit;

-- name: HasMore
SELECT EXISTS (SELECT 1 FROM feed WHERE sequence > @after);

-- name: Commit
UPDATE feed_follower SET committed = greatest(committed, least(@sequence, coalesce(pg_sequence_last_value(pg_get_serial_sequence('feed', 'sequence')::regclass), 0)))
WHERE name = @name;

-- name: Close
DELETE FROM feed_follower WHERE name = @name;

-- name: Prune
DELETE FROM feed WHERE sequence <= coalesce((SELECT min(committed) FROM feed_follower), 9223372036854775807);

-- name: LastTooOld
SELECT max(sequence) FROM feed WHERE stored < @horizon;

-- name: Skip
UPDATE feed_follower w SET
  skipped = w.skipped + (SELECT count(*) FROM feed WHERE sequence > w.committed AND sequence <= @cut),
  last_skipped = @now,
  committed = @cut
WHERE committed < @cut;

-- name: RemoveDevice
DELETE FROM feed WHERE series IN (SELECT id FROM series WHERE device = @device);

-- name: CountForgotten
UPDATE feed_follower SET skipped = skipped + lost.count, last_skipped = @now
FROM (
  SELECT w.name, count(*) AS count
  FROM feed_follower w
  JOIN feed f ON f.sequence > w.committed
  WHERE NOT EXISTS (SELECT 1 FROM reading r WHERE r.series = f.series AND r.at = f.at)
  GROUP BY w.name) lost
WHERE lost.name = feed_follower.name;

-- name: RemoveForgotten
DELETE FROM feed WHERE NOT EXISTS (SELECT 1 FROM reading r WHERE r.series = feed.series AND r.at = feed.at);

-- name: Figures
SELECT w.name, (SELECT count(*) FROM feed WHERE sequence > w.committed), w.skipped, w.last_skipped FROM feed_follower w ORDER BY w.name;
