-- name: Find
SELECT xml FROM vcard WHERE username = $username;

-- name: Set
INSERT INTO vcard (username, xml) VALUES ($username, $xml) ON CONFLICT (username) DO UPDATE SET xml = excluded.xml;
