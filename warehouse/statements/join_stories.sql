-- Articles of stories that ended belong to the story that these are part of now. None
-- of them was seen before $since.
UPDATE main.articles AS a
SET story_id = given.into_story_id
FROM given
WHERE a.story_id = given.story_id AND a.first_seen_at >= $since;
