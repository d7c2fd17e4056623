-- Which groups are named in relevant articles, week by week? Each story once.
SELECT date_trunc('week', r.published_at)::DATE AS week, n.actor_id, any_value(a.name) AS actor,
    count(*) AS stories, sum(n.mention_count)::BIGINT AS mentions,
    count(*) FILTER (r.label = 'core') AS core
FROM relevant_articles AS r
JOIN article_actors AS n USING (article_id, classifier_version)
LEFT JOIN actors AS a USING (actor_id)
WHERE r.stands_for_story AND r.published_at IS NOT NULL
    AND coalesce(a.actor_class, '') NOT IN ('state', 'generic')
GROUP BY week, n.actor_id
ORDER BY week DESC, stories DESC, n.actor_id
LIMIT 60;
