CREATE OR REPLACE VIEW main.coverage AS
WITH polled AS (
    SELECT f.publisher, CAST(p.polled_at AS DATE) AS covered_date,
        count(*) FILTER (p.outcome IN ('changed', 'unchanged', 'not_modified')) AS polled,
        count(*) FILTER (p.outcome IN ('failed', 'refused')) AS failed,
        bool_or(p.has_gap) AS gap,
        sum(coalesce(p.new_entry_count, 0)) AS entries
    FROM ops.polls AS p
    JOIN main.feeds AS f USING (feed_id)
    GROUP BY ALL
),
published AS (
    SELECT a.publisher, CAST(coalesce(a.published_at, a.first_seen_at) AS DATE) AS covered_date,
        count(*) AS articles
    FROM main.articles AS a
    GROUP BY ALL
)
SELECT publisher, covered_date,
    coalesce(p.polled, 0) AS polled,
    coalesce(p.failed, 0) AS failed,
    coalesce(p.gap, FALSE) OR (coalesce(p.polled, 0) = 0 AND coalesce(p.failed, 0) > 0) AS gap,
    CAST(coalesce(p.entries, 0) AS BIGINT) AS entries,
    coalesce(d.articles, 0) AS articles
FROM polled AS p
FULL JOIN published AS d USING (publisher, covered_date);
COMMENT ON VIEW main.coverage IS 'Per publisher and UTC day: successful and failed polls, whether entries may have been missed, new entries, articles published that day.';
COMMENT ON COLUMN main.coverage.publisher IS 'Who publishes it.';
COMMENT ON COLUMN main.coverage.covered_date IS 'UTC day.';
COMMENT ON COLUMN main.coverage.polled IS 'Polls of its feeds that were answered.';
COMMENT ON COLUMN main.coverage.failed IS 'Polls that failed or were refused.';
COMMENT ON COLUMN main.coverage.gap IS 'Entries may have been missed: no poll was answered, or an answer overlapped with nothing known.';
COMMENT ON COLUMN main.coverage.entries IS 'New entries.';
COMMENT ON COLUMN main.coverage.articles IS 'Articles published on that day (or first seen, where the date is unknown).';
