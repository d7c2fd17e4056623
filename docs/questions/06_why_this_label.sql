-- What spoke for and against, in the articles nearest to the threshold?
SELECT a.title, v.label, round(v.score, 2) AS score, e.weight, e.kind, e.quote
FROM latest_verdicts AS v
JOIN articles AS a USING (article_id), UNNEST(v.evidence) AS t (e)
WHERE v.score BETWEEN 0.15 AND 0.5 -- relevant from 0.3 on
ORDER BY abs(v.score - 0.3), a.article_id, abs(e.weight) DESC
LIMIT 40;
