-- What a feed says now of entries that are known: they are owed another look.
UPDATE ops.entries AS e
SET url = given.url, url_key = given.url_key, title = given.title, summary = given.summary,
    content = given.content, byline = given.byline, digest = given.digest,
    published_at = coalesce(e.published_at, given.published_at),
    state = 'pending', attempt_count = 0, next_attempt_at = NULL
FROM given
WHERE e.entry_id = given.entry_id;
