CREATE OR REPLACE VIEW main.latest_verdicts AS
SELECT v.*
FROM main.verdicts AS v
QUALIFY row_number() OVER (
    PARTITION BY v.article_id ORDER BY v.judged_at DESC, v.classifier_version DESC
) = 1;
COMMENT ON VIEW main.latest_verdicts IS 'The newest verdict on each article.';
COMMENT ON COLUMN main.latest_verdicts.article_id IS 'The article judged.';
COMMENT ON COLUMN main.latest_verdicts.label IS 'core, related, background or none.';
COMMENT ON COLUMN main.latest_verdicts.flags IS 'Orthogonal notes: state_conflict, organised_crime, drill ...';
COMMENT ON COLUMN main.latest_verdicts.score IS 'Probability that the article is core or related, 0..1.';
COMMENT ON COLUMN main.latest_verdicts.classifier_version IS 'Digest of the code, the knowledge and the weights that decided.';
COMMENT ON COLUMN main.latest_verdicts.judged_at IS 'UTC instant of the decision.';
COMMENT ON COLUMN main.latest_verdicts.evidence IS 'Quoted spans that moved the decision, strongest first: quote = field[start_char:end_char], field is title or body, characters from 0, end exclusive.';
