SELECT u.url_key, a.article_id, a.publisher, a.title, a.text_sha256, a.version, a.story_id,
    a.first_seen_at, a.url, a.canonical_url, a.body,
    u.is_claimed
FROM ops.article_urls AS u
JOIN given ON u.url_id = given.url_id
JOIN main.articles AS a ON a.article_id = u.article_id;
