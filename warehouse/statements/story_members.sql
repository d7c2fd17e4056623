-- The articles with the numbers in {ids}, with the ages of their stories.
SELECT a.article_id, a.story_id, coalesce(s.first_seen_at, a.first_seen_at), a.title, a.body,
    coalesce(a.published_at, a.first_seen_at), a.version, a.first_seen_at
FROM main.articles AS a
LEFT JOIN main.stories AS s USING (story_id)
WHERE a.article_id IN ({ids});
