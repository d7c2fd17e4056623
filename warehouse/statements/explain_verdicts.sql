SELECT label, flags, score, classifier_version, judged_at, evidence
FROM main.verdicts
WHERE article_id = $article_id
ORDER BY judged_at DESC;
