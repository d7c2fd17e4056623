CREATE OR REPLACE VIEW main.verdict_changes AS
SELECT
    v.article_id, a.published_at, a.publisher, a.language, a.title,
    v.classifier_version AS old_version, w.classifier_version AS new_version,
    v.label AS old_label, w.label AS new_label, v.score AS old_score, w.score AS new_score,
    v.judged_at AS old_judged_at, w.judged_at AS new_judged_at
FROM main.verdicts AS v
JOIN main.verdicts AS w
    ON w.article_id = v.article_id
    AND w.classifier_version <> v.classifier_version
    AND (w.judged_at, w.classifier_version) > (v.judged_at, v.classifier_version)
    AND w.label <> v.label
JOIN main.articles AS a ON a.article_id = v.article_id;
COMMENT ON VIEW main.verdict_changes IS 'Where two classifier versions disagree on an article: one row per article and pair of versions with different labels.';
COMMENT ON COLUMN main.verdict_changes.article_id IS 'The article judged.';
COMMENT ON COLUMN main.verdict_changes.published_at IS 'UTC instant of publication; NULL where nothing tells it.';
COMMENT ON COLUMN main.verdict_changes.publisher IS 'Who publishes it.';
COMMENT ON COLUMN main.verdict_changes.language IS 'ISO 639-1 code of the language that the text is written in.';
COMMENT ON COLUMN main.verdict_changes.title IS 'The headline.';
COMMENT ON COLUMN main.verdict_changes.old_version IS 'The version that judged first.';
COMMENT ON COLUMN main.verdict_changes.new_version IS 'The version that judged later.';
COMMENT ON COLUMN main.verdict_changes.old_label IS 'Label by the former.';
COMMENT ON COLUMN main.verdict_changes.new_label IS 'Label by the latter.';
COMMENT ON COLUMN main.verdict_changes.old_score IS 'Score by the former.';
COMMENT ON COLUMN main.verdict_changes.new_score IS 'Score by the latter.';
COMMENT ON COLUMN main.verdict_changes.old_judged_at IS 'UTC instant of the former decision.';
COMMENT ON COLUMN main.verdict_changes.new_judged_at IS 'UTC instant of the latter decision.';
