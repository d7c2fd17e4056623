-- The stories given, with their copies counted and their originals chosen: an article of an agency that
-- another publisher's copy credits, else the first published. Publishers of one owner count once.
-- None of their articles was seen before $since: what is older need not be read.
WITH copies AS MATERIALIZED (
    SELECT
        a.story_id, a.article_id, a.publisher, a.agency, a.published_at,
        a.first_seen_at, coalesce(p.owner, a.publisher) AS owner, p.agency AS own_agency,
        (coalesce(a.published_at, a.first_seen_at), a.first_seen_at, a.article_id) AS turn
    FROM main.articles AS a
    JOIN given USING (story_id)
    LEFT JOIN main.publishers AS p USING (publisher)
    WHERE a.first_seen_at >= $since
),
credited AS (
    SELECT DISTINCT source.article_id
    FROM copies AS source
    JOIN copies AS copy ON copy.story_id = source.story_id AND copy.agency = source.own_agency
    WHERE copy.publisher <> source.publisher
)
SELECT
    c.story_id,
    arg_min(c.article_id, (credited.article_id IS NULL, c.turn)) AS original_article_id,
    min(c.published_at) AS first_published_at,
    min(c.first_seen_at) AS first_seen_at,
    count(*) AS article_count,
    count(DISTINCT c.owner) AS publisher_count
FROM copies AS c
LEFT JOIN credited USING (article_id)
GROUP BY c.story_id;
