-- The window runs over few columns, so that no question has to carry all bodies through it.
CREATE OR REPLACE VIEW main.relevant_articles AS
WITH relevant AS (
    SELECT
        v.*,
        row_number() OVER (
            PARTITION BY a.story_id
            ORDER BY a.is_original DESC, coalesce(a.published_at, a.first_seen_at), a.article_id
        ) = 1 AS stands_for_story
    FROM main.articles AS a
    JOIN main.latest_verdicts AS v USING (article_id)
    WHERE v.label IN ('core', 'related')
)
SELECT
    a.article_id, a.published_at, a.publisher, a.country, a.language, a.title, a.body,
    r.label, r.score, r.flags, r.evidence, a.story_id, a.is_original, a.url, a.canonical_url,
    a.feed_id, a.byline, a.summary, a.word_count, a.published_from, a.first_seen_at, a.version,
    r.classifier_version, r.stands_for_story
FROM main.articles AS a
JOIN relevant AS r USING (article_id);
COMMENT ON VIEW main.relevant_articles IS 'Articles whose newest verdict is core or related, one row an article. WHERE stands_for_story counts each story once.';
COMMENT ON COLUMN main.relevant_articles.article_id IS 'Hash of the canonical URL without its dress.';
COMMENT ON COLUMN main.relevant_articles.published_at IS 'UTC instant of publication; NULL where nothing tells it.';
COMMENT ON COLUMN main.relevant_articles.publisher IS 'The publisher of that feed.';
COMMENT ON COLUMN main.relevant_articles.country IS 'The publisher''s country, not the event''s.';
COMMENT ON COLUMN main.relevant_articles.language IS 'ISO 639-1 code of the language that the text is written in.';
COMMENT ON COLUMN main.relevant_articles.title IS 'The headline.';
COMMENT ON COLUMN main.relevant_articles.body IS 'The text without page clutter, NFC, paragraphs parted by one newline.';
COMMENT ON COLUMN main.relevant_articles.story_id IS 'The story that this article is a copy of.';
COMMENT ON COLUMN main.relevant_articles.is_original IS 'Whether it is the original of its story: from the agency that copies credit, else the first published.';
COMMENT ON COLUMN main.relevant_articles.url IS 'The address that the feed gave.';
COMMENT ON COLUMN main.relevant_articles.canonical_url IS 'The article''s own address: after redirects, rel=canonical where believable, no tracking.';
COMMENT ON COLUMN main.relevant_articles.feed_id IS 'The feed that brought it first.';
COMMENT ON COLUMN main.relevant_articles.byline IS 'Who wrote it, as printed.';
COMMENT ON COLUMN main.relevant_articles.summary IS 'The feed''s or the page''s own teaser, plain text.';
COMMENT ON COLUMN main.relevant_articles.word_count IS 'Words in the body.';
COMMENT ON COLUMN main.relevant_articles.published_from IS 'Where published_at was read: feed, page, url or none.';
COMMENT ON COLUMN main.relevant_articles.first_seen_at IS 'UTC instant of the poll that first saw it.';
COMMENT ON COLUMN main.relevant_articles.version IS 'Counts the texts seen at this address, from 1.';
COMMENT ON COLUMN main.relevant_articles.label IS 'core, related, background or none.';
COMMENT ON COLUMN main.relevant_articles.score IS 'Probability that the article is core or related, 0..1.';
COMMENT ON COLUMN main.relevant_articles.flags IS 'Orthogonal notes: state_conflict, organised_crime, drill ...';
COMMENT ON COLUMN main.relevant_articles.evidence IS 'Quoted spans that moved the decision, strongest first: quote = field[start_char:end_char], field is title or body, characters from 0, end exclusive.';
COMMENT ON COLUMN main.relevant_articles.classifier_version IS 'Digest of the code, the knowledge and the weights that decided.';
COMMENT ON COLUMN main.relevant_articles.stands_for_story IS 'Whether it is the one of its story''s relevant articles that stands for them: the original where that is relevant, else the first published.';
