-- The other articles of a story; the score is NULL where a chain of others joins the two.
SELECT a.article_id, a.publisher, a.agency, a.canonical_url, a.is_original, a.published_at, n.score
FROM main.articles AS a
LEFT JOIN main.near_duplicates AS n
    ON n.article_id = least(a.article_id, $article_id)
    AND n.other_article_id = greatest(a.article_id, $article_id)
WHERE a.story_id = $story_id AND a.article_id <> $article_id
ORDER BY a.is_original DESC, a.published_at, a.article_id;
