-- Which agency's copy is carried most, and by how many independent publishers?
SELECT a.agency, count(*) AS articles, count(DISTINCT a.story_id) AS stories,
    count(DISTINCT coalesce(p.owner, a.publisher)) AS publishers,
    count(r.article_id) AS relevant
FROM articles AS a
LEFT JOIN publishers AS p USING (publisher)
LEFT JOIN relevant_articles AS r USING (article_id)
WHERE a.agency IS NOT NULL
GROUP BY a.agency
ORDER BY articles DESC, a.agency;
