-- name: List
SELECT node_id, parent_id, reference_id, changed FROM group_node WHERE owner = $owner ORDER BY position;

-- name: RemoveAll
DELETE FROM group_node WHERE owner = $owner;

-- name: Add
INSERT INTO group_node (owner, position, node_id, parent_id, reference_id, changed) VALUES ($owner, $position, $nodeId, $parentId, $referenceId, $changed);
