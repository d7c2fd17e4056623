-- The articles of the window that share two shingles or more with the newcomers given, those
-- with the rarest first: a shingle counts as one shared among all that hold it. What more than
-- $most_holders hold is a formula or a publisher's standing line, and tells nothing.
WITH wanted AS MATERIALIZED (
    SELECT f.shingle, f.article_id, f.published_date
    FROM ops.shingles AS f
    SEMI JOIN given USING (shingle)
    WHERE f.published_date BETWEEN $since AND $until
),
rare AS (
    SELECT shingle, 1.0 / count(*) AS rarity
    FROM wanted
    GROUP BY shingle
    HAVING count(*) <= $most_holders
)
SELECT g.article_id, w.article_id AS candidate_id
FROM wanted AS w
JOIN rare USING (shingle)
JOIN given AS g ON g.shingle = w.shingle
WHERE w.published_date BETWEEN g.since AND g.until AND w.article_id <> g.article_id
GROUP BY g.article_id, w.article_id
HAVING count(DISTINCT w.shingle) >= $least_shared
QUALIFY row_number() OVER (
    PARTITION BY g.article_id ORDER BY sum(rarity) DESC, w.article_id
) <= $most_candidates;
