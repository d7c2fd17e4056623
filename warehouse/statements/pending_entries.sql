-- One entry for each address still owed a page, newest first.
SELECT url, url_key
FROM ops.entries
WHERE state = 'pending' AND (next_attempt_at IS NULL OR next_attempt_at <= $now)
QUALIFY row_number() OVER (
    PARTITION BY url_key ORDER BY content IS NULL, first_seen_at, entry_id
) = 1
ORDER BY published_at DESC NULLS LAST, entry_id;
