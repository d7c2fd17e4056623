CREATE OR REPLACE VIEW main.latest_verdicts AS
SELECT v.*
FROM main.verdicts AS v
QUALIFY row_number() OVER (
    PARTITION BY v.article_id ORDER BY v.judged_at DESC, v.classifier_version DESC
) = 1;
COMMENT ON VIEW main.latest_verdicts IS 'The newest verdict on each article.';
