-- The articles of the window that share two shingles or more with the newcomers given. What
-- many hold (a publisher's standing lines, a formula) counts little: a shingle counts as one
-- shared among all that hold it.
WITH held AS (
    SELECT g.article_id, f.article_id AS candidate_id, g.shingle,
        1.0 / count(*) OVER (PARTITION BY g.article_id, g.shingle) AS rarity
    FROM ops.shingles AS f
    JOIN given AS g ON g.shingle = f.shingle
    WHERE f.published_date BETWEEN $since AND $until
        AND f.published_date BETWEEN g.since AND g.until
        AND f.article_id <> g.article_id
)
SELECT article_id, candidate_id
FROM held
GROUP BY article_id, candidate_id
HAVING count(DISTINCT shingle) >= $least_shared
QUALIFY row_number() OVER (
    PARTITION BY article_id ORDER BY sum(rarity) DESC, candidate_id
) <= $most_candidates;
