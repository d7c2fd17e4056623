-- Which feeds fail, or answer but bring nothing new?
SELECT feed_id, health, reason_code, failure_count, last_succeeded_at, newest_entry_at
FROM feed_health
WHERE is_active AND health <> 'healthy'
ORDER BY health, feed_id;
