CREATE OR REPLACE VIEW main.feed_health AS
WITH last_poll AS (
    SELECT p.*
    FROM ops.polls AS p
    WHERE p.outcome <> 'postponed'
    QUALIFY row_number() OVER (PARTITION BY p.feed_id ORDER BY p.polled_at DESC) = 1
),
entry_counts AS (
    SELECT e.feed_id, count(*) AS entries,
        count(*) FILTER (e.state = 'loaded') AS loaded,
        count(*) FILTER (e.state = 'dropped') AS dropped,
        count(*) FILTER (e.state = 'pending') AS pending
    FROM ops.entries AS e
    GROUP BY e.feed_id
)
SELECT
    f.feed_id, f.publisher, f.country, f.language, f.section, f.is_active,
    CASE
        WHEN s.last_polled_at IS NULL THEN 'never polled'
        WHEN s.failure_count > 0 THEN 'failing'
        WHEN s.newest_entry_at < s.last_polled_at - INTERVAL 14 DAY THEN 'stale'
        ELSE 'healthy'
    END AS health,
    p.outcome AS last_outcome, p.reason_code, p.message, p.http_status,
    s.failure_count, s.failure_kind, s.last_polled_at, s.last_succeeded_at, s.last_changed_at,
    s.newest_entry_at, s.interval_minutes, s.next_poll_at,
    coalesce(e.entries, 0) AS entries, coalesce(e.loaded, 0) AS loaded,
    coalesce(e.dropped, 0) AS dropped, coalesce(e.pending, 0) AS pending,
    f.url
FROM main.feeds AS f
LEFT JOIN ops.feed_states AS s USING (feed_id)
LEFT JOIN last_poll AS p USING (feed_id)
LEFT JOIN entry_counts AS e USING (feed_id);
COMMENT ON VIEW main.feed_health IS 'How each feed fares: stale means that it answers, but its newest entry is over 14 days old.';
