-- One entry for each article given: the one whose link is asked, else the one that brought it.
SELECT e.*
FROM ops.entries AS e
JOIN given ON given.article_id = e.article_id
JOIN main.articles AS a ON a.article_id = e.article_id
QUALIFY row_number() OVER (
    PARTITION BY e.article_id
    ORDER BY e.url <> given.url, e.feed_id <> a.feed_id, e.first_seen_at, e.entry_id
) = 1;
