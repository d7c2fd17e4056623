-- Which actors are named in relevant articles, and by how many publishers?
SELECT e."value" AS actor_id, any_value(x.name) AS actor,
    count(DISTINCT r.article_id) AS articles, count(DISTINCT r.publisher) AS publishers
FROM relevant_articles AS r, UNNEST(r.evidence) AS t (e)
LEFT JOIN actors AS x ON x.actor_id = e."value"
WHERE e.kind = 'actor'
GROUP BY ALL
ORDER BY articles DESC, 1
LIMIT 25;
