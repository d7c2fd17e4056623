-- How much of each country's press is about militancy?
SELECT a.country, count(*) AS articles,
    count(*) FILTER (v.label = 'core') AS core,
    count(*) FILTER (v.label = 'related') AS related,
    round(100 * count(*) FILTER (v.label IN ('core', 'related')) / count(*), 1) AS relevant_percent
FROM articles AS a
JOIN latest_verdicts AS v USING (article_id)
GROUP BY a.country
ORDER BY articles DESC;
