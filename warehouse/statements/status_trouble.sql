SELECT feed_id, health, reason_code, failure_count, last_succeeded_at, newest_entry_at, next_poll_at
FROM main.feed_health
WHERE is_active AND health IN ('failing', 'stale')
ORDER BY health, failure_count DESC, feed_id
LIMIT 40;
