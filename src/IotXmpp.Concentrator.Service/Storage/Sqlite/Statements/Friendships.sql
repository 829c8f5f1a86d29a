-- name: Get
SELECT state FROM friendship WHERE thing = $thing AND contact = $contact;

-- name: Set
INSERT INTO friendship (thing, contact, state) VALUES ($thing, $contact, $state)
ON CONFLICT (thing, contact) DO UPDATE SET state = excluded.state;

-- name: Remove
DELETE FROM friendship WHERE thing = $thing AND contact = $contact;

-- name: List
SELECT contact, state FROM friendship WHERE thing = $thing ORDER BY contact;

-- name: RemoveAll
DELETE FROM friendship WHERE thing = $thing;
