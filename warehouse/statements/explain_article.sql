SELECT a.*
FROM main.articles AS a
WHERE a.article_id = $article_id
    OR a.article_id IN (SELECT u.article_id FROM ops.article_urls AS u WHERE u.url_id = $url_id)
LIMIT 1;
