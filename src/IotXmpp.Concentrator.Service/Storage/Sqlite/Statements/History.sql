-- name: ForeignVersion
PRAGMA data_version;

-- name: FindSeries
SELECT id, coalesce(pruned, 0) FROM series
WHERE device = $device AND node_id = $nodeId AND coalesce(source_id, char(0)) = coalesce($sourceId, char(0))
  AND coalesce(partition, char(0)) = coalesce($partition, char(0)) AND field = $field;

-- name: AddSeries
INSERT INTO series (device, node_id, source_id, partition, field) VALUES ($device, $nodeId, $sourceId, $partition, $field) RETURNING id;

-- name: Append
INSERT OR IGNORE INTO reading (series, at, zone, kind, value, data_type, unit, field_types, quality, writable, module, string_ids)
VALUES ($series, $at, $zone, $kind, $value, $dataType, $unit, $fieldTypes, $quality, $writable, $module, $stringIds);

-- name: Quality
SELECT quality FROM reading WHERE series = $series AND at = $at;

-- name: Overwrite
UPDATE reading SET zone = $zone, kind = $kind, value = $value, data_type = $dataType, unit = $unit, field_types = field_types | $fieldTypes,
  quality = $quality, writable = $writable, module = $module, string_ids = $stringIds
WHERE series = $series AND at = $at;

-- name: UniteTypes
UPDATE reading SET field_types = field_types | $fieldTypes
WHERE series = $series AND at = $at AND field_types | $fieldTypes <> field_types;

-- name: Last
SELECT s.node_id, s.source_id, s.partition, s.field, r.at, r.zone, r.kind, r.value, r.data_type, r.unit, r.field_types, r.quality, r.writable, r.module, r.string_ids
FROM series s
JOIN reading r ON r.series = s.id
  AND r.at = (SELECT at FROM reading WHERE series = s.id AND field_types & $present <> 0 ORDER BY at DESC LIMIT 1)
WHERE s.device = $device
ORDER BY s.node_id, s.field;

-- name: Query
SELECT * FROM (
  SELECT s.node_id, s.source_id, s.partition, s.field, r.at, r.zone, r.kind, r.value, r.data_type, r.unit, r.field_types, r.quality, r.writable, r.module, r.string_ids
  FROM series s
  JOIN reading r ON r.series = s.id
  WHERE s.device = $device
    AND ($fields IS NULL OR s.field IN (SELECT value FROM json_each($fields)))
    AND r.field_types & $fieldTypes <> 0
    AND r.at BETWEEN $from AND $to
  ORDER BY r.at DESC, s.node_id DESC, s.field DESC
  LIMIT $limit)
ORDER BY at, node_id, field;

-- name: RemoveReadings
DELETE FROM reading WHERE series IN (SELECT id FROM series WHERE device = $device);

-- name: RemoveSeries
DELETE FROM series WHERE device = $device;
