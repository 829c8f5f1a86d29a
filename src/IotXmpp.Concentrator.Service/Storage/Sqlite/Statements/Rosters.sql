-- name: List
SELECT contact, state, listed, name, groups FROM roster WHERE username = $username ORDER BY contact;

-- name: Set
INSERT INTO roster (username, contact, state, listed, name, groups) VALUES ($username, $contact, $state, $listed, $name, $groups)
ON CONFLICT (username, contact) DO UPDATE SET state = excluded.state, listed = excluded.listed, name = excluded.name, groups = excluded.groups;

-- name: Remove
DELETE FROM roster WHERE username = $username AND contact = $contact;
