-- The feeds of one run, the worst first.
SELECT p.feed_id, h.publisher, p.outcome, p.reason_code, p.message,
    p.entry_count AS entries, p.new_entry_count AS new_entries,
    strftime(h.newest_entry_at, '%Y-%m-%d %H:%M') AS newest_entry_at, h.health
FROM ops.polls AS p
JOIN main.feed_health AS h USING (feed_id)
WHERE p.run_id = $run_id
ORDER BY p.outcome NOT IN ('failed', 'refused'), h.health NOT IN ('failing', 'stale'), p.feed_id;
