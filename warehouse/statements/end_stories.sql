DELETE FROM main.stories AS s
USING given
WHERE s.story_id = given.story_id;
