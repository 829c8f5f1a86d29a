-- name: Find
SELECT hash, holder, certificate, issued FROM token WHERE hash = $hash;

-- name: Add
INSERT INTO token (hash, holder, certificate, issued) VALUES ($hash, $holder, $certificate, $issued);

-- name: Trim
DELETE FROM token WHERE holder = $holder AND hash NOT IN (SELECT hash FROM token WHERE holder = $holder ORDER BY issued DESC, hash LIMIT $keep);
