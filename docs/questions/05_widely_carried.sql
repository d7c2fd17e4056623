-- Which texts ran at several publishers?
SELECT s.publisher_count, s.article_count, a.publisher AS first_at, a.title, s.first_published_at
FROM stories AS s
JOIN articles AS a ON a.article_id = s.original_article_id
WHERE s.publisher_count > 1
ORDER BY s.publisher_count DESC, s.first_published_at;
