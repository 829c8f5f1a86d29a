-- name: FindNode
SELECT service, name, configuration, affiliations, created FROM pubsub_node WHERE service = $service AND name = $name;

-- name: ListNodes
SELECT service, name, configuration, affiliations, created FROM pubsub_node WHERE service = $service ORDER BY name;

-- name: SaveNode
INSERT INTO pubsub_node (service, name, configuration, affiliations, created) VALUES ($service, $name, $configuration, $affiliations, $created)
ON CONFLICT (service, name) DO UPDATE SET configuration = excluded.configuration, affiliations = excluded.affiliations, created = excluded.created;

-- name: DeleteNode
DELETE FROM pubsub_node WHERE service = $service AND name = $name;

-- name: Publish
INSERT INTO pubsub_item (node, id, published, sequence, publisher, payload)
SELECT n.id, $id, $published, coalesce((SELECT max(sequence) FROM pubsub_item WHERE node = n.id AND published = $published), 0) + 1, $publisher, $payload
FROM pubsub_node n WHERE n.service = $service AND n.name = $name
ON CONFLICT (node, id) DO UPDATE SET published = excluded.published, sequence = excluded.sequence, publisher = excluded.publisher, payload = excluded.payload;

-- name: CountItems
SELECT count(*) FROM pubsub_item WHERE node = (SELECT id FROM pubsub_node WHERE service = $service AND name = $name);

-- name: OldestItems
SELECT id FROM pubsub_item WHERE node = (SELECT id FROM pubsub_node WHERE service = $service AND name = $name) ORDER BY published, sequence LIMIT $count;

-- name: ListItems
SELECT id, payload, publisher, published FROM pubsub_item WHERE node = (SELECT id FROM pubsub_node WHERE service = $service AND name = $name) ORDER BY published, sequence;

-- name: Retract
DELETE FROM pubsub_item WHERE node = (SELECT id FROM pubsub_node WHERE service = $service AND name = $name) AND id = $id;

-- name: Purge
DELETE FROM pubsub_item WHERE node = (SELECT id FROM pubsub_node WHERE service = $service AND name = $name);

-- name: ListSubscriptions
SELECT n.service, n.name, s.subscriber, s.state, s.deliver, s.include_body, s.expire
FROM pubsub_subscription s JOIN pubsub_node n ON n.id = s.node WHERE n.service = $service AND n.name = $name ORDER BY s.subscriber;

-- name: ListSubscriptionsOf
SELECT n.service, n.name, s.subscriber, s.state, s.deliver, s.include_body, s.expire
FROM pubsub_subscription s JOIN pubsub_node n ON n.id = s.node WHERE s.bare = $bare AND n.service = $service ORDER BY n.name, s.subscriber;

-- name: SaveSubscription
INSERT INTO pubsub_subscription (node, subscriber, bare, state, deliver, include_body, expire)
SELECT n.id, $subscriber, $bare, $state, $deliver, $includeBody, $expire FROM pubsub_node n WHERE n.service = $service AND n.name = $name
ON CONFLICT (node, subscriber) DO UPDATE SET state = excluded.state, deliver = excluded.deliver, include_body = excluded.include_body, expire = excluded.expire;

-- name: DeleteSubscription
DELETE FROM pubsub_subscription WHERE node = (SELECT id FROM pubsub_node WHERE service = $service AND name = $name) AND subscriber = $subscriber;
