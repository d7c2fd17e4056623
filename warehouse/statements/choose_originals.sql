-- Mark the originals of the stories given, and unmark those that no longer are.
UPDATE main.articles AS a
SET is_original = (s.original_article_id = a.article_id)
FROM main.stories AS s
JOIN given ON given.story_id = s.story_id
WHERE a.story_id = s.story_id AND a.is_original <> (s.original_article_id = a.article_id);
