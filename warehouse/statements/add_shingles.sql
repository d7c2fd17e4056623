-- Add what is not there yet: a batch may be loaded twice.
INSERT INTO ops.shingles BY NAME
SELECT g.published_date, g.shingle, g.article_id
FROM given AS g
ANTI JOIN (
    SELECT f.published_date, f.shingle, f.article_id
    FROM ops.shingles AS f
    WHERE f.published_date BETWEEN $since AND $until
) AS f USING (published_date, shingle, article_id)
ORDER BY g.published_date, g.article_id;
