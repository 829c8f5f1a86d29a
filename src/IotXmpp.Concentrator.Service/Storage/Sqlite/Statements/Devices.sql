-- name: Find
SELECT name, owner, kind, description, scram_sha256, scram_sha1, created FROM device WHERE name = $name;

-- name: List
SELECT name, owner, kind, description, scram_sha256, scram_sha1, created FROM device ORDER BY name;

-- name: Add
INSERT OR IGNORE INTO device (name, owner, kind, description, scram_sha256, scram_sha1, created)
VALUES ($name, $owner, $kind, $description, $scramSha256, $scramSha1, $created);

-- name: Update
UPDATE device SET owner = $owner, kind = $kind, description = $description, scram_sha256 = $scramSha256, scram_sha1 = $scramSha1, created = $created
WHERE name = $name;

-- name: Remove
DELETE FROM device WHERE name = $name;
