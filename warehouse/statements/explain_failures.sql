SELECT occurred_at, stage, kind, reason_code, message, retry_after
FROM ops.failures
WHERE entry_id IN (SELECT unnest($entry_ids))
ORDER BY occurred_at;
