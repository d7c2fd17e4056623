-- Mark the originals of the stories given, and unmark those that no longer are. None of their
-- articles was seen before $since.
UPDATE main.articles AS a
SET is_original = (s.original_article_id = a.article_id)
FROM main.stories AS s
JOIN given ON given.story_id = s.story_id
WHERE a.story_id = s.story_id AND a.first_seen_at >= $since
    AND a.is_original <> (s.original_article_id = a.article_id);
