SELECT u.url_key, u.article_id FROM ops.article_urls AS u JOIN given USING (url_id);
