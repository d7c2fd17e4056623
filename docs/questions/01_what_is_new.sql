-- What happened in the last two days? Each story once, the most certain first.
SELECT published_at, publisher, label, round(score, 2) AS score, title, canonical_url
FROM relevant_articles
WHERE stands_for_story AND published_at > (SELECT max(published_at) FROM articles) - INTERVAL 2 DAY
ORDER BY label, score DESC, published_at DESC
LIMIT 40;
