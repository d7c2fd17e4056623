-- The articles with the numbers in {ids}.
SELECT a.article_id, a.publisher, a.title, a.text_sha256, a.version, a.story_id, a.first_seen_at,
    a.url, a.canonical_url, a.body
FROM main.articles AS a
WHERE a.article_id IN ({ids});
