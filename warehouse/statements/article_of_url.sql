-- An address that a rel=canonical alone claims is looked at before it is believed.
SELECT u.url_key, u.article_id
FROM ops.article_urls AS u
JOIN given USING (url_id)
WHERE u.is_claimed IS NOT TRUE;
