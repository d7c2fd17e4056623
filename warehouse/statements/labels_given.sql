SELECT v.article_id, arg_max(v.label, (v.judged_at, v.classifier_version))
FROM main.verdicts AS v
JOIN given USING (article_id)
GROUP BY v.article_id;
