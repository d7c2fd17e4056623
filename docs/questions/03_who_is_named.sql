-- Which actors are named in relevant articles, and by how many publishers?
SELECT n.actor_id, any_value(a.name) AS actor, any_value(a.actor_class) AS class,
    count(*) AS articles, count(DISTINCT r.publisher) AS publishers
FROM relevant_articles AS r
JOIN article_actors AS n USING (article_id, classifier_version)
LEFT JOIN actors AS a USING (actor_id)
GROUP BY n.actor_id
ORDER BY articles DESC, n.actor_id
LIMIT 25;
