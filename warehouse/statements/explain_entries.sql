SELECT entry_id, feed_id, url, guid, title, state, first_seen_at, published_at, attempt_count,
    next_attempt_at, article_id
FROM ops.entries
WHERE url_key = $url_key OR article_id = $article_id
ORDER BY first_seen_at, entry_id;
