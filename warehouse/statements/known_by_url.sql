SELECT u.url_key, u.article_id, u.is_claimed
FROM ops.article_urls AS u
JOIN given USING (url_id);
