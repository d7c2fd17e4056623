-- Where do two versions of the classifier disagree, and how far?
SELECT old_version, new_version, old_label, new_label,
    round(old_score, 2) AS old_score, round(new_score, 2) AS new_score,
    published_at, publisher, language, title, article_id
FROM verdict_changes
ORDER BY new_judged_at DESC, abs(new_score - old_score) DESC, article_id
LIMIT 60;
