-- Whom an article names and which countries it concerns, as each classifier read it.

CREATE TABLE main.article_actors (
    article_id BIGINT NOT NULL,
    classifier_version VARCHAR NOT NULL,
    actor_id VARCHAR NOT NULL,
    alias VARCHAR NOT NULL,
    mention_count INTEGER NOT NULL,
    PRIMARY KEY (article_id, classifier_version, actor_id)
);
COMMENT ON TABLE main.article_actors IS 'Actors that an article names, resolved in its context: one row per article, classifier version and actor.';
COMMENT ON COLUMN main.article_actors.article_id IS 'The article.';
COMMENT ON COLUMN main.article_actors.classifier_version IS 'What read it.';
COMMENT ON COLUMN main.article_actors.actor_id IS 'The actor meant: main.actors.';
COMMENT ON COLUMN main.article_actors.alias IS 'The name in the catalogue''s spelling that stands first in the article.';
COMMENT ON COLUMN main.article_actors.mention_count IS 'Times that the article names it, in title and body.';

CREATE TABLE main.article_countries (
    article_id BIGINT NOT NULL,
    classifier_version VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, classifier_version, country)
);
COMMENT ON TABLE main.article_countries IS 'South Asian countries that an article concerns: one row per article, classifier version and country.';
COMMENT ON COLUMN main.article_countries.article_id IS 'The article.';
COMMENT ON COLUMN main.article_countries.classifier_version IS 'What read it.';
COMMENT ON COLUMN main.article_countries.country IS 'ISO 3166-1 alpha-2 code.';
COMMENT ON COLUMN main.article_countries.position IS '1 for the foremost.';

COMMENT ON COLUMN main.verdicts.score IS 'Probability that the article is core or related, 0..1.';
COMMENT ON COLUMN main.verdicts.classifier_version IS 'Digest of the code, the knowledge and the weights that decided.';
