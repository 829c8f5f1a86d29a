-- name: Add
INSERT INTO offline_message (username, xml)
SELECT $username, $xml WHERE (SELECT count(*) FROM offline_message WHERE username = $username) < $limit;

-- name: List
SELECT id, xml FROM offline_message WHERE username = $username ORDER BY id;

-- name: Remove
DELETE FROM offline_message WHERE username = $username AND id <= $upToId;
