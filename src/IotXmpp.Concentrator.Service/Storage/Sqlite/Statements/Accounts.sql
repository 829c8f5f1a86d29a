-- name: Find
SELECT username, scram_sha256, scram_sha1, created FROM account WHERE username = $username;

-- name: List
SELECT username, scram_sha256, scram_sha1, created FROM account ORDER BY username;

-- name: Add
INSERT OR IGNORE INTO account (username, scram_sha256, scram_sha1, created) VALUES ($username, $scramSha256, $scramSha1, $created);

-- name: Update
UPDATE account SET scram_sha256 = $scramSha256, scram_sha1 = $scramSha1, created = $created WHERE username = $username;

-- name: Remove
DELETE FROM account WHERE username = $username;
