-- What the articles given said before, all of them seen first at $since or later.
SELECT v.article_id, v.title, v.body
FROM main.article_versions AS v
JOIN given ON given.article_id = v.article_id AND v.version < given.version
WHERE v.seen_at >= $since;
