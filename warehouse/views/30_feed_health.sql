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
COMMENT ON COLUMN main.feed_health.feed_id IS 'The catalogue''s name of the feed.';
COMMENT ON COLUMN main.feed_health.publisher IS 'Who publishes it.';
COMMENT ON COLUMN main.feed_health.country IS 'ISO 3166-1 alpha-2 code of the publisher''s country; INT for no one country.';
COMMENT ON COLUMN main.feed_health.language IS 'ISO 639-1 code of the feed''s declared language.';
COMMENT ON COLUMN main.feed_health.section IS 'The publisher''s section that the feed carries.';
COMMENT ON COLUMN main.feed_health.is_active IS 'Whether runs poll it: active in the catalogue of the last run.';
COMMENT ON COLUMN main.feed_health.url IS 'Where the feed is polled now.';
COMMENT ON COLUMN main.feed_health.failure_count IS 'Failures in a row.';
COMMENT ON COLUMN main.feed_health.failure_kind IS 'hard, soft or temporary.';
COMMENT ON COLUMN main.feed_health.last_polled_at IS 'UTC instant.';
COMMENT ON COLUMN main.feed_health.last_succeeded_at IS 'UTC instant.';
COMMENT ON COLUMN main.feed_health.last_changed_at IS 'UTC instant of the last poll that brought something new.';
COMMENT ON COLUMN main.feed_health.newest_entry_at IS 'UTC instant of the newest entry''s date.';
COMMENT ON COLUMN main.feed_health.interval_minutes IS 'Present poll interval in minutes.';
COMMENT ON COLUMN main.feed_health.next_poll_at IS 'UTC instant from which it is due.';
COMMENT ON COLUMN main.feed_health.reason_code IS 'Why it failed, or what was wrong with what could be read (docs/reasons.md).';
COMMENT ON COLUMN main.feed_health.message IS 'The same for people.';
COMMENT ON COLUMN main.feed_health.http_status IS 'Status of the last answer.';
COMMENT ON COLUMN main.feed_health.health IS 'healthy, stale (answers, but its newest entry is over 14 days old), failing, never polled.';
COMMENT ON COLUMN main.feed_health.last_outcome IS 'Outcome of the last poll: changed, unchanged, not_modified, failed, refused.';
COMMENT ON COLUMN main.feed_health.entries IS 'Entries that it brought.';
COMMENT ON COLUMN main.feed_health.loaded IS 'Of these: became articles.';
COMMENT ON COLUMN main.feed_health.dropped IS 'Of these: given up, with a row in ops.failures.';
COMMENT ON COLUMN main.feed_health.pending IS 'Of these: still owed a page.';
