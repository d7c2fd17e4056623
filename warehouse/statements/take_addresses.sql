-- What a link or a redirect leads to owns an address that was only claimed so far.
UPDATE ops.article_urls AS u
SET article_id = given.article_id, is_claimed = FALSE
FROM given
WHERE u.url_id = given.url_id AND u.is_claimed AND NOT given.is_claimed;
