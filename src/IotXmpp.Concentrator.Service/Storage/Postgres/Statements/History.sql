-- name: FindSeries
SELECT id, coalesce(pruned, 0) FROM series
WHERE device = @device AND node_id = @nodeId AND coalesce(source_id, E'\x01') = coalesce(@sourceId, E'\x01')
  AND coalesce(partition, E'\x01') = coalesce(@partition, E'\x01') AND field = @field;

-- name: AddSeries
INSERT INTO series (device, node_id, source_id, partition, field) VALUES (@device, @nodeId, @sourceId, @partition, @field) RETURNING id;

-- name: Append
INSERT INTO reading (series, at, zone, kind, value, data_type, unit, field_types, quality, writable, module, string_ids)
SELECT * FROM unnest(@series, @at, @zone, @kind, @value, @dataType, @unit, @fieldTypes, @quality, @writable, @module, @stringIds)
ON CONFLICT (series, at) DO NOTHING
RETURNING series, at;

-- name: Known
SELECT r.series, r.at, r.field_types, r.quality FROM unnest(@series, @at) AS n(series, at) JOIN reading r ON r.series = n.series AND r.at = n.at;

-- name: Overwrite
UPDATE reading r SET zone = n.zone, kind = n.kind, value = n.value, data_type = n.data_type, unit = n.unit, field_types = r.field_types | n.field_types,
  quality = n.quality, writable = n.writable, module = n.module, string_ids = n.string_ids
FROM unnest(@series, @at, @zone, @kind, @value, @dataType, @unit, @fieldTypes, @quality, @writable, @module, @stringIds)
  AS n(series, at, zone, kind, value, data_type, unit, field_types, quality, writable, module, string_ids)
WHERE r.series = n.series AND r.at = n.at;

-- name: UniteTypes
UPDATE reading r SET field_types = r.field_types | n.field_types
FROM unnest(@series, @at, @fieldTypes) AS n(series, at, field_types)
WHERE r.series = n.series AND r.at = n.at;

-- name: Last
SELECT s.node_id, s.source_id, s.partition, s.field, r.at, r.zone, r.kind, r.value, r.data_type, r.unit, r.field_types, r.quality, r.writable, r.module, r.string_ids
FROM series s
CROSS JOIN LATERAL (SELECT * FROM reading WHERE series = s.id AND field_types & @present <> 0 ORDER BY at DESC LIMIT 1) r
WHERE s.device = @device
ORDER BY s.node_id, s.field;

-- name: Query
SELECT * FROM (
  SELECT s.node_id, s.source_id, s.partition, s.field, r.at, r.zone, r.kind, r.value, r.data_type, r.unit, r.field_types, r.quality, r.writable, r.module, r.string_ids
  FROM series s
  JOIN reading r ON r.series = s.id
  WHERE s.device = @device
    AND (cardinality(@fields) = 0 OR s.field = ANY (@fields))
    AND r.field_types & @fieldTypes <> 0
    AND r.at BETWEEN @from AND @to
  ORDER BY r.at DESC, s.node_id DESC, s.field DESC
  LIMIT @limit) newest
ORDER BY at, node_id, field;

-- name: RemoveSeries
DELETE FROM series WHERE device = @device;
