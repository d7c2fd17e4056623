-- Articles that mention a word, with what stands around it.
SELECT published_at, publisher, title,
    substring(body, greatest(1, position('Bannu' IN body) - 60), 160) AS around
FROM articles
WHERE contains(body, 'Bannu')
ORDER BY published_at DESC
LIMIT 20;
