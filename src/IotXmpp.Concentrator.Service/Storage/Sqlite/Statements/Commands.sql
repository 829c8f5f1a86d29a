-- name: Add
INSERT INTO command (id, device, requester, address, parameters, created, expires, tells_by_chat, state, changed, reason)
VALUES ($id, $device, $requester, $address, $parameters, $created, $expires, $tellsByChat, $state, $changed, $reason);

-- name: Move
UPDATE command SET state = $to, changed = $at, reason = $reason WHERE id = $id AND state = $from;

-- name: List
SELECT id, device, requester, address, parameters, created, expires, tells_by_chat, state, changed, reason FROM command
WHERE state <= $lastPending OR changed >= $since
ORDER BY created, rowid;

-- name: RemoveOld
DELETE FROM command WHERE state > $lastPending AND changed < $before;

-- name: RemoveOf
DELETE FROM command WHERE device = $device;
