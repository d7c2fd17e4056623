-- The articles that the addresses with the numbers in {ids} led to.
SELECT u.url_key, u.article_id, u.is_claimed FROM ops.article_urls AS u WHERE u.url_id IN ({ids});
