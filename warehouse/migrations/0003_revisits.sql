-- When known articles are looked at again, and what the looks brought.

CREATE TABLE ops.revisits (
    article_id BIGINT PRIMARY KEY,
    url VARCHAR NOT NULL,
    first_fetched_at TIMESTAMP NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    look_count INTEGER NOT NULL,
    missing_count INTEGER NOT NULL,
    last_outcome VARCHAR NOT NULL,
    last_looked_at TIMESTAMP NOT NULL,
    last_changed_at TIMESTAMP,
    next_look_at TIMESTAMP
);
COMMENT ON TABLE ops.revisits IS 'When each recent article is looked at again; written in one transaction with what the looks brought.';
COMMENT ON COLUMN ops.revisits.article_id IS 'The article.';
COMMENT ON COLUMN ops.revisits.url IS 'The address that is asked.';
COMMENT ON COLUMN ops.revisits.first_fetched_at IS 'UTC instant of the first fetch, from which the ages of the looks count.';
COMMENT ON COLUMN ops.revisits.etag IS 'Validator of the text that is stored, verbatim.';
COMMENT ON COLUMN ops.revisits.last_modified IS 'Validator of the text that is stored, verbatim.';
COMMENT ON COLUMN ops.revisits.look_count IS 'Looks so far, the first fetch not counted.';
COMMENT ON COLUMN ops.revisits.missing_count IS 'Looks in a row that found the page gone; the second ends the looks.';
COMMENT ON COLUMN ops.revisits.last_outcome IS 'first, not_modified, same, trivial, shortened, changed, no_body, failed, missing, gone.';
COMMENT ON COLUMN ops.revisits.last_looked_at IS 'UTC instant of the last look or of the first fetch.';
COMMENT ON COLUMN ops.revisits.last_changed_at IS 'UTC instant of the last look that brought a new version.';
COMMENT ON COLUMN ops.revisits.next_look_at IS 'UTC instant from which it is looked at again; NULL: never.';

ALTER TABLE ops.runs ADD COLUMN articles_revisited INTEGER DEFAULT 0;
COMMENT ON COLUMN ops.runs.articles_revisited IS 'Known articles that were looked at again; their pages count in pages_fetched.';
COMMENT ON COLUMN ops.fetches.outcome IS 'fetched, not_modified, failed, refused.';

ALTER TABLE ops.article_urls ADD COLUMN is_claimed BOOLEAN;
COMMENT ON COLUMN ops.article_urls.is_claimed IS 'Whether rel=canonical alone names it, and no link or redirect led there; NULL: not noted.';
