-- Whom articles credit, and which publishers are one house.

CREATE TABLE main.publishers (
    publisher VARCHAR PRIMARY KEY,
    owner VARCHAR NOT NULL,
    agency VARCHAR,
    source VARCHAR NOT NULL,
    catalogue_version VARCHAR NOT NULL
);
COMMENT ON TABLE main.publishers IS 'Publishers of the catalogue and their houses, as loaded by the last run; one that is not here is its own house.';
COMMENT ON COLUMN main.publishers.publisher IS 'The name, as in main.feeds and main.articles.';
COMMENT ON COLUMN main.publishers.owner IS 'The house that it belongs to: publishers of one owner count once.';
COMMENT ON COLUMN main.publishers.agency IS 'The id by which other publishers credit its texts; NULL: none.';
COMMENT ON COLUMN main.publishers.source IS 'Who says so, or unverified.';
COMMENT ON COLUMN main.publishers.catalogue_version IS 'Digest of the catalogue file.';

ALTER TABLE main.articles ADD COLUMN agency VARCHAR;
COMMENT ON COLUMN main.articles.agency IS 'Id of the agency, or other publisher, that the text credits; unnamed: some agency; NULL: none, or loaded before credits were read.';
COMMENT ON COLUMN main.articles.is_original IS 'Whether it is the original of its story: from the agency that copies credit, else the first published.';

COMMENT ON COLUMN main.stories.original_article_id IS 'The article of the agency that copies credit, else the one published first.';
COMMENT ON COLUMN main.stories.first_published_at IS 'UTC instant of the earliest publication among its articles; NULL where none is known.';
COMMENT ON COLUMN main.stories.publisher_count IS 'Independent publishers that carry the text: those of one owner count once.';
