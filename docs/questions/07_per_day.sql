-- Relevant articles and distinct stories per day and publisher country.
SELECT CAST(published_at AS DATE) AS published_date, country, count(*) AS articles,
    count(DISTINCT story_id) AS stories
FROM relevant_articles
WHERE published_at IS NOT NULL
GROUP BY ALL
ORDER BY published_date DESC, articles DESC;
