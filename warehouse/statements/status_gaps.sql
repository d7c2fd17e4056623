SELECT publisher, covered_date, polled, failed, entries, articles
FROM main.coverage
WHERE gap AND covered_date > (SELECT max(covered_date) FROM main.coverage) - 14
ORDER BY covered_date DESC, publisher
LIMIT 40;
