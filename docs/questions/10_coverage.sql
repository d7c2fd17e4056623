-- Can a silence be trusted? Days on which a publisher was not polled, or with a gap.
SELECT publisher, covered_date, polled, failed, gap, entries, articles
FROM coverage
ORDER BY covered_date DESC, gap DESC, publisher
LIMIT 50;
