SELECT version, seen_at, title, body
FROM main.article_versions
WHERE article_id = $article_id
ORDER BY version;
