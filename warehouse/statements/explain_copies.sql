SELECT article_id, publisher, agency, canonical_url, is_original, published_at
FROM main.articles
WHERE story_id = $story_id AND article_id <> $article_id
ORDER BY is_original DESC, published_at, article_id;
