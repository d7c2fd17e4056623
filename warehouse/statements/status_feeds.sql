SELECT health, count(*) AS feeds, max(last_succeeded_at) AS last_success_at
FROM main.feed_health
WHERE is_active
GROUP BY health
ORDER BY feeds DESC;
