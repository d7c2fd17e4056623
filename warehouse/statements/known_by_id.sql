SELECT NULL AS url_key, a.article_id, a.publisher, a.title, a.text_sha256, a.version, a.story_id,
    a.first_seen_at, a.url, a.canonical_url, a.body,
    NULL AS is_claimed
FROM main.articles AS a
JOIN given USING (article_id);
