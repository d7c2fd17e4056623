SELECT look_count, last_outcome, last_looked_at, last_changed_at, next_look_at, url
FROM ops.revisits
WHERE article_id = $article_id;
