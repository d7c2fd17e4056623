SELECT
    v.label, v.flags, v.score, v.classifier_version, v.judged_at, v.evidence,
    coalesce((
        SELECT list({'actor_id': n.actor_id, 'name': coalesce(a.name, n.actor_id),
                     'alias': n.alias, 'mention_count': n.mention_count}
                    ORDER BY n.mention_count DESC, n.actor_id)
        FROM main.article_actors AS n
        LEFT JOIN main.actors AS a USING (actor_id)
        WHERE n.article_id = v.article_id AND n.classifier_version = v.classifier_version
    ), []) AS actors,
    coalesce((
        SELECT list(c.country ORDER BY c.position)
        FROM main.article_countries AS c
        WHERE c.article_id = v.article_id AND c.classifier_version = v.classifier_version
    ), []) AS countries
FROM main.verdicts AS v
WHERE v.article_id = $article_id
ORDER BY v.judged_at DESC;
