-- name: Find
SELECT thing, node_id, source_id, partition, resource, tags, fingerprint, owner, public, registered FROM registry
WHERE thing = $thing AND node_id = $nodeId AND source_id = $sourceId AND partition = $partition;

-- name: FindClaim
SELECT thing, node_id, source_id, partition, resource, tags, fingerprint, owner, public, registered FROM registry WHERE fingerprint = $fingerprint;

-- name: Count
SELECT count(*) FROM registry WHERE domain = $domain;

-- name: Set
INSERT OR REPLACE INTO registry (thing, domain, node_id, source_id, partition, resource, tags, fingerprint, owner, public, registered)
VALUES ($thing, $domain, $nodeId, $sourceId, $partition, $resource, $tags, $fingerprint, $owner, $public, $registered);

-- name: Remove
DELETE FROM registry WHERE thing = $thing AND node_id = $nodeId AND source_id = $sourceId AND partition = $partition;

-- name: ListPublic
SELECT thing, node_id, source_id, partition, resource, tags, fingerprint, owner, public, registered FROM registry
WHERE public = 1 AND owner IS NOT NULL ORDER BY thing, node_id;
