-- What never became an article, and why?
SELECT stage, reason_code, kind, count(*) AS entries, any_value(subject) AS example,
    any_value(message) AS what_it_means
FROM ops.failures
GROUP BY stage, reason_code, kind
ORDER BY entries DESC;
