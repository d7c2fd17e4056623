SELECT stage, reason_code, count(*) AS failures
FROM ops.failures
WHERE run_id = $run_id
GROUP BY ALL
ORDER BY failures DESC, stage, reason_code;
