-- name: ListRules
SELECT id, device, owner, subject_kind, subject, action, allowed, node, name, until, once, used, created FROM access_rule WHERE device = $device ORDER BY id;

-- name: AddRule
INSERT INTO access_rule (device, owner, subject_kind, subject, action, allowed, node, name, until, once, used, created)
VALUES ($device, $owner, $subjectKind, $subject, $action, $allowed, $node, $name, $until, $once, $used, $created) RETURNING id;

-- name: RemoveRule
DELETE FROM access_rule WHERE id = $id;

-- name: UseRule
UPDATE access_rule SET used = $at WHERE id = $id AND once = 1 AND used IS NULL;

-- name: ListEnded
SELECT DISTINCT device FROM access_rule WHERE until > $after AND until <= $upTo ORDER BY device;

-- name: IsAsked
SELECT EXISTS (SELECT 1 FROM access_question WHERE device = $device AND requester = $requester AND action = $action AND closed IS NULL);

-- name: CountOpen
SELECT count(*) FROM access_question WHERE owner = $owner AND closed IS NULL;

-- name: NextNumber
SELECT coalesce(max(number) + 1, 0) FROM access_question WHERE owner = $owner;

-- name: Ask
INSERT INTO access_question (owner, number, device, requester, action, node, names, asked, closed, answer)
VALUES ($owner, $number, $device, $requester, $action, $node, $names, $asked, NULL, NULL);

-- name: ForgetQuestions
DELETE FROM access_question WHERE owner = $owner AND closed IS NOT NULL AND number <= $number - $keep;

-- name: ListOpen
SELECT number, owner, device, requester, action, node, names, asked, closed, answer FROM access_question WHERE owner = $owner AND closed IS NULL ORDER BY number;

-- name: FindQuestion
SELECT number, owner, device, requester, action, node, names, asked, closed, answer FROM access_question WHERE owner = $owner AND number = $number;

-- name: LastClosed
SELECT max(closed) FROM access_question WHERE owner = $owner;

-- name: Answer
UPDATE access_question SET closed = $closed, answer = $answer WHERE owner = $owner AND number = $number AND closed IS NULL;

-- name: RemoveRules
DELETE FROM access_rule WHERE device = $device;

-- name: CloseQuestions
UPDATE access_question SET closed = asked, answer = 'The board is gone.' WHERE device = $device AND closed IS NULL;
