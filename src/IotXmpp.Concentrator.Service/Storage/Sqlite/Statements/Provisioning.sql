-- name: ListAnswers
SELECT key, xml, at FROM provisioning_answer ORDER BY at, key;

-- name: SetAnswer
INSERT INTO provisioning_answer (key, xml, at) VALUES ($key, $xml, $at) ON CONFLICT (key) DO UPDATE SET xml = excluded.xml, at = excluded.at;

-- name: RemoveAnswer
DELETE FROM provisioning_answer WHERE key = $key;

-- name: ClearAnswers
DELETE FROM provisioning_answer;

-- name: GetClient
SELECT state FROM provisioning_client WHERE device = $device;

-- name: SetClient
INSERT INTO provisioning_client (device, state) VALUES ($device, $state) ON CONFLICT (device) DO UPDATE SET state = excluded.state;
