SELECT started_at, round(epoch(finished_at - started_at), 1) AS seconds, flow, state,
    feeds_polled, feeds_failed, entries_new, articles_new, articles_updated, articles_relevant,
    failures, message
FROM ops.runs
ORDER BY started_at DESC
LIMIT 10;
