SELECT e.feed_id, f.publisher, e.entry_id, e.guid, e.url_key, e.title, e.digest, e.article_id
FROM ops.entries AS e
JOIN given USING (entry_id)
JOIN main.feeds AS f USING (feed_id);
