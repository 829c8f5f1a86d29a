-- name: Append
INSERT INTO access_audit (at, device, who, event, what, rules) VALUES ($at, $device, $who, $event, $what, $rules);

-- name: Trim
DELETE FROM access_audit WHERE device = $device AND event IN (0, 1) AND id <= (
  SELECT id FROM access_audit WHERE device = $device AND event IN (0, 1) ORDER BY id DESC LIMIT 1 OFFSET $keep);

-- name: List
SELECT at, device, who, event, what, rules FROM access_audit WHERE device = $device ORDER BY id DESC LIMIT $limit;
