-- A story counts its articles and has exactly one original.
SELECT s.story_id, s.article_count, count(a.article_id) AS counted
FROM main.stories AS s
LEFT JOIN main.articles AS a USING (story_id)
GROUP BY s.story_id, s.article_count
HAVING counted <> s.article_count OR count(*) FILTER (a.is_original) <> 1
