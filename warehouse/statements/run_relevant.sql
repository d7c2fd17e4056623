-- The relevant articles that were judged since the run began.
SELECT a.title, a.canonical_url AS url, a.publisher, a.language, v.label, v.score
FROM main.latest_verdicts AS v
JOIN main.articles AS a USING (article_id)
WHERE v.judged_at >= $started_at AND v.label IN ('core', 'related')
ORDER BY v.score DESC, a.article_id
LIMIT $most;
