-- Known articles whose time has come, the relevant ones first, and not too many of one publisher.
WITH due AS (
    SELECT r.article_id, r.url, r.etag, r.last_modified, r.next_look_at
    FROM ops.revisits AS r
    WHERE r.next_look_at <= $now AND r.first_fetched_at > $since
),
brought AS (
    SELECT e.article_id, bool_or(e.state = 'pending') AS is_pending
    FROM ops.entries AS e
    JOIN due USING (article_id)
    WHERE len($only) = 0 OR e.feed_id IN (SELECT unnest($only))
    GROUP BY e.article_id
),
judged AS (
    SELECT v.article_id, arg_max(v.label, v.judged_at) IN ('core', 'related') AS is_relevant
    FROM main.verdicts AS v
    JOIN due USING (article_id)
    GROUP BY v.article_id
)
SELECT due.article_id, due.url, due.etag, due.last_modified, a.text_sha256
FROM due
JOIN brought USING (article_id)
JOIN main.articles AS a USING (article_id)
LEFT JOIN judged USING (article_id)
WHERE NOT brought.is_pending
QUALIFY row_number() OVER (
    PARTITION BY a.publisher
    ORDER BY coalesce(judged.is_relevant, FALSE) DESC, due.next_look_at, due.article_id
) <= $most_of_a_publisher
ORDER BY coalesce(judged.is_relevant, FALSE) DESC, due.next_look_at, due.article_id
LIMIT $most;
