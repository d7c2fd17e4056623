-- Which articles changed after they were published, and from what to what?
SELECT a.publisher, o.seen_at AS first_seen_at, n.seen_at AS changed_at, o.title AS was, n.title AS became
FROM article_versions AS n
JOIN article_versions AS o ON o.article_id = n.article_id AND o.version = n.version - 1
JOIN articles AS a ON a.article_id = n.article_id
ORDER BY n.seen_at DESC;
