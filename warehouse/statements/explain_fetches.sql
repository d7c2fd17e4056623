SELECT fetched_at, url, final_url, outcome, reason_code, message, http_status, archive_file,
    archive_offset
FROM ops.fetches
WHERE entry_id IN (SELECT unnest($entry_ids))
ORDER BY fetched_at;
