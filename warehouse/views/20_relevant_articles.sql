CREATE OR REPLACE VIEW main.relevant_articles AS
SELECT
    a.article_id, a.published_at, a.publisher, a.country, a.language, a.title, a.body,
    v.label, v.score, v.flags, v.evidence, a.story_id, a.is_original, a.url, a.canonical_url,
    a.feed_id, a.byline, a.summary, a.word_count, a.published_from, a.first_seen_at, a.version,
    v.classifier_version
FROM main.articles AS a
JOIN main.latest_verdicts AS v USING (article_id)
WHERE v.label IN ('core', 'related');
COMMENT ON VIEW main.relevant_articles IS 'Articles whose newest verdict is core or related, one row an article. WHERE is_original counts each story once.';
