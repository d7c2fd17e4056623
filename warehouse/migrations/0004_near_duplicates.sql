-- Stories of near-verbatim, trimmed and edited copies, and the index that finds them.

ALTER TABLE main.stories ADD COLUMN first_seen_at TIMESTAMP;
UPDATE main.stories AS s
SET first_seen_at = seen.first_seen_at
FROM (
    SELECT story_id, min(first_seen_at) AS first_seen_at FROM main.articles GROUP BY story_id
) AS seen
WHERE seen.story_id = s.story_id;
COMMENT ON COLUMN main.stories.first_seen_at IS 'UTC instant when the first of its articles was seen: of stories that prove to be one, the oldest keeps its number.';
COMMENT ON TABLE main.stories IS 'Copies, trimmed and edited versions of one text, counted once.';
COMMENT ON COLUMN main.stories.story_id IS 'Hash of the article that founded the story; never changes, but a story can become part of an older one (story_joins).';
COMMENT ON COLUMN main.articles.story_id IS 'The story that this article is a copy or version of.';

CREATE TABLE main.story_joins (
    story_id BIGINT PRIMARY KEY,
    into_story_id BIGINT NOT NULL,
    joined_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE main.story_joins IS 'Stories that proved to be part of an older one when a further copy arrived.';
COMMENT ON COLUMN main.story_joins.story_id IS 'The story that ended.';
COMMENT ON COLUMN main.story_joins.into_story_id IS 'The story that its articles belong to now.';
COMMENT ON COLUMN main.story_joins.joined_at IS 'UTC instant when they were joined.';

CREATE TABLE main.near_duplicates (
    article_id BIGINT NOT NULL,
    other_article_id BIGINT NOT NULL,
    score DOUBLE NOT NULL,
    found_at TIMESTAMP NOT NULL,
    grouper_version VARCHAR NOT NULL,
    PRIMARY KEY (article_id, other_article_id)
);
COMMENT ON TABLE main.near_duplicates IS 'Pairs of articles found to be copies or versions of one text: why articles share a story.';
COMMENT ON COLUMN main.near_duplicates.article_id IS 'The one article; the lesser number of the two.';
COMMENT ON COLUMN main.near_duplicates.other_article_id IS 'The other article.';
COMMENT ON COLUMN main.near_duplicates.score IS 'Log-odds that they are copies.';
COMMENT ON COLUMN main.near_duplicates.found_at IS 'UTC instant of the decision.';
COMMENT ON COLUMN main.near_duplicates.grouper_version IS 'Digest of the code and weights that decided.';

CREATE TABLE ops.shingles (
    published_date DATE NOT NULL,
    shingle UINTEGER NOT NULL,
    article_id BIGINT NOT NULL
);
COMMENT ON TABLE ops.shingles IS 'The signature of each article''s text, a row a shingle: what candidates for copies are looked up in, in order of arrival.';
COMMENT ON COLUMN ops.shingles.published_date IS 'UTC day of publication, of first sight where that is not known: the search keeps to a window of days.';
COMMENT ON COLUMN ops.shingles.shingle IS '32-bit hash of five words in a row, one of the 48 lowest of the text.';
COMMENT ON COLUMN ops.shingles.article_id IS 'The article that holds it.';
