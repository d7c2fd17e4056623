-- A story that was joined to one that has ended itself is part of the latter's successor.
UPDATE main.story_joins AS j
SET into_story_id = given.into_story_id
FROM given
WHERE j.into_story_id = given.story_id;
