-- Evidence of the newest verdict stands in the text at its offsets.
SELECT v.article_id, e.quote, e.field, e.start_char
FROM main.latest_verdicts AS v
JOIN main.articles AS a USING (article_id),
    UNNEST(v.evidence) AS t (e)
WHERE substring(CASE e.field WHEN 'title' THEN a.title ELSE a.body END,
                e.start_char + 1, e.end_char - e.start_char) <> e.quote
