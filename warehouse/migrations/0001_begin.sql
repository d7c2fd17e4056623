-- The first tables. Instants (_at) are UTC; identifiers are 63 bits of a content hash.

CREATE TABLE main.feeds (
    feed_id VARCHAR PRIMARY KEY,
    url VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    section VARCHAR,
    kind VARCHAR,
    is_active BOOLEAN NOT NULL,
    poll_minutes INTEGER,
    source VARCHAR
);
COMMENT ON TABLE main.feeds IS 'The catalogue of feeds as last loaded; url moves with permanent redirects.';
COMMENT ON COLUMN main.feeds.feed_id IS 'The catalogue''s name of the feed.';
COMMENT ON COLUMN main.feeds.url IS 'Where the feed is polled now.';
COMMENT ON COLUMN main.feeds.publisher IS 'Who publishes it.';
COMMENT ON COLUMN main.feeds.country IS 'ISO 3166-1 alpha-2 code of the publisher''s country; INT for no one country.';
COMMENT ON COLUMN main.feeds.language IS 'ISO 639-1 code of the feed''s declared language.';
COMMENT ON COLUMN main.feeds.section IS 'The publisher''s section that the feed carries.';
COMMENT ON COLUMN main.feeds.kind IS 'Kind of publisher: newspaper, broadcaster, agency, think-tank ...';
COMMENT ON COLUMN main.feeds.is_active IS 'Whether runs poll it: active in the catalogue of the last run.';
COMMENT ON COLUMN main.feeds.poll_minutes IS 'A fixed poll interval in minutes; NULL lets it adapt.';
COMMENT ON COLUMN main.feeds.source IS 'Who says that this feed exists.';

CREATE TABLE main.articles (
    article_id BIGINT PRIMARY KEY,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    byline VARCHAR,
    summary VARCHAR,
    body VARCHAR NOT NULL,
    word_count INTEGER NOT NULL,
    published_at TIMESTAMP,
    published_from VARCHAR NOT NULL,
    first_seen_at TIMESTAMP NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    body_from VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    story_id BIGINT NOT NULL,
    is_original BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    extractor_version VARCHAR NOT NULL,
    archive_file VARCHAR,
    archive_offset BIGINT
);
COMMENT ON TABLE main.articles IS 'Every article that was extracted, relevant or not, in its newest version.';
COMMENT ON COLUMN main.articles.article_id IS 'Hash of the canonical URL without its dress.';
COMMENT ON COLUMN main.articles.url IS 'The address that the feed gave.';
COMMENT ON COLUMN main.articles.canonical_url IS 'The article''s own address: after redirects, rel=canonical where believable, no tracking.';
COMMENT ON COLUMN main.articles.feed_id IS 'The feed that brought it first.';
COMMENT ON COLUMN main.articles.publisher IS 'The publisher of that feed.';
COMMENT ON COLUMN main.articles.country IS 'The publisher''s country, not the event''s.';
COMMENT ON COLUMN main.articles.language IS 'ISO 639-1 code of the language that the text is written in.';
COMMENT ON COLUMN main.articles.title IS 'The headline.';
COMMENT ON COLUMN main.articles.byline IS 'Who wrote it, as printed.';
COMMENT ON COLUMN main.articles.summary IS 'The feed''s or the page''s own teaser, plain text.';
COMMENT ON COLUMN main.articles.body IS 'The text without page clutter, NFC, paragraphs parted by one newline.';
COMMENT ON COLUMN main.articles.word_count IS 'Words in the body.';
COMMENT ON COLUMN main.articles.published_at IS 'UTC instant of publication; NULL where nothing tells it.';
COMMENT ON COLUMN main.articles.published_from IS 'Where published_at was read: feed, page, url or none.';
COMMENT ON COLUMN main.articles.first_seen_at IS 'UTC instant of the poll that first saw it.';
COMMENT ON COLUMN main.articles.fetched_at IS 'UTC instant when this version was fetched.';
COMMENT ON COLUMN main.articles.body_from IS 'page, or feed where the page could not be had.';
COMMENT ON COLUMN main.articles.text_sha256 IS 'SHA-256 of title and body, normalised: equal for copies to the letter.';
COMMENT ON COLUMN main.articles.story_id IS 'The story that this article is a copy of.';
COMMENT ON COLUMN main.articles.is_original IS 'Whether it is the first published of its story.';
COMMENT ON COLUMN main.articles.version IS 'Counts the texts seen at this address, from 1.';
COMMENT ON COLUMN main.articles.extractor_version IS 'What extracted the body.';
COMMENT ON COLUMN main.articles.archive_file IS 'WARC file below archive/ that holds the page.';
COMMENT ON COLUMN main.articles.archive_offset IS 'Byte offset of its record in that file.';

CREATE TABLE main.article_versions (
    article_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    title VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    PRIMARY KEY (article_id, version)
);
COMMENT ON TABLE main.article_versions IS 'Each text that was seen at an article''s address.';
COMMENT ON COLUMN main.article_versions.article_id IS 'The article.';
COMMENT ON COLUMN main.article_versions.version IS 'Counts from 1.';
COMMENT ON COLUMN main.article_versions.seen_at IS 'UTC instant when it was fetched.';
COMMENT ON COLUMN main.article_versions.title IS 'The headline then.';
COMMENT ON COLUMN main.article_versions.body IS 'The text then.';
COMMENT ON COLUMN main.article_versions.text_sha256 IS 'SHA-256 of title and body, normalised.';

CREATE TABLE main.stories (
    story_id BIGINT PRIMARY KEY,
    original_article_id BIGINT NOT NULL,
    first_published_at TIMESTAMP,
    article_count INTEGER NOT NULL,
    publisher_count INTEGER NOT NULL
);
COMMENT ON TABLE main.stories IS 'Copies of one text, counted once.';
COMMENT ON COLUMN main.stories.story_id IS 'Hash of the text that founded the story.';
COMMENT ON COLUMN main.stories.original_article_id IS 'The article published first.';
COMMENT ON COLUMN main.stories.first_published_at IS 'UTC instant of its publication.';
COMMENT ON COLUMN main.stories.article_count IS 'Articles that carry the text.';
COMMENT ON COLUMN main.stories.publisher_count IS 'Publishers that carry the text.';

CREATE TABLE main.verdicts (
    article_id BIGINT NOT NULL,
    label VARCHAR NOT NULL,
    flags VARCHAR[] NOT NULL,
    score DOUBLE NOT NULL,
    classifier_version VARCHAR NOT NULL,
    judged_at TIMESTAMP NOT NULL,
    evidence STRUCT(
        kind VARCHAR, "value" VARCHAR, quote VARCHAR, field VARCHAR,
        start_char INTEGER, end_char INTEGER, weight DOUBLE
    )[] NOT NULL,
    PRIMARY KEY (article_id, classifier_version)
);
COMMENT ON TABLE main.verdicts IS 'Whether an article is about militancy in South Asia: one row per article and classifier version.';
COMMENT ON COLUMN main.verdicts.article_id IS 'The article judged.';
COMMENT ON COLUMN main.verdicts.label IS 'core, related, background or none.';
COMMENT ON COLUMN main.verdicts.flags IS 'Orthogonal notes: state_conflict, organised_crime, drill ...';
COMMENT ON COLUMN main.verdicts.score IS '0..1; core and related are 0.5 and above.';
COMMENT ON COLUMN main.verdicts.classifier_version IS 'Digest of the code and knowledge that decided.';
COMMENT ON COLUMN main.verdicts.judged_at IS 'UTC instant of the decision.';
COMMENT ON COLUMN main.verdicts.evidence IS 'Quoted spans that moved the decision, strongest first: quote = field[start_char:end_char], field is title or body, characters from 0, end exclusive.';

CREATE TABLE main.actors (
    actor_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    short_name VARCHAR,
    actor_class VARCHAR NOT NULL,
    ideology VARCHAR,
    countries VARCHAR[] NOT NULL,
    parent_id VARCHAR,
    active_from VARCHAR,
    active_to VARCHAR,
    status VARCHAR,
    catalogue_version VARCHAR NOT NULL
);
COMMENT ON TABLE main.actors IS 'The catalogue of actors as loaded by the last run.';
COMMENT ON COLUMN main.actors.actor_id IS 'Country prefix and short name.';
COMMENT ON COLUMN main.actors.name IS 'Canonical name.';
COMMENT ON COLUMN main.actors.short_name IS 'Usual abbreviation.';
COMMENT ON COLUMN main.actors.actor_class IS 'militant, umbrella, state, state-proxy, political-front, media-outlet, generic, criminal.';
COMMENT ON COLUMN main.actors.ideology IS 'jihadist, separatist-ethnonationalist, left-wing extremist ...';
COMMENT ON COLUMN main.actors.countries IS 'ISO codes of the countries that it is active in.';
COMMENT ON COLUMN main.actors.parent_id IS 'The actor that it split from or belongs to.';
COMMENT ON COLUMN main.actors.active_from IS 'Year.';
COMMENT ON COLUMN main.actors.active_to IS 'Year; NULL while active.';
COMMENT ON COLUMN main.actors.status IS 'active, dormant, defunct, merged, ceasefire-SoO, unclear.';
COMMENT ON COLUMN main.actors.catalogue_version IS 'Digest of the catalogue files.';

CREATE TABLE main.actor_aliases (
    alias VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    actor_id VARCHAR NOT NULL,
    alias_type VARCHAR NOT NULL,
    is_ambiguous BOOLEAN NOT NULL,
    catalogue_version VARCHAR NOT NULL,
    PRIMARY KEY (alias, language, actor_id)
);
COMMENT ON TABLE main.actor_aliases IS 'Names that texts use for actors, as loaded by the last run.';
COMMENT ON COLUMN main.actor_aliases.alias IS 'As printed.';
COMMENT ON COLUMN main.actor_aliases.language IS 'ISO 639-1 code.';
COMMENT ON COLUMN main.actor_aliases.actor_id IS 'The actor meant.';
COMMENT ON COLUMN main.actor_aliases.alias_type IS 'canonical, short, variant, native, former, front, label ...';
COMMENT ON COLUMN main.actor_aliases.is_ambiguous IS 'Whether it counts only with a second cue.';
COMMENT ON COLUMN main.actor_aliases.catalogue_version IS 'Digest of the catalogue files.';

CREATE TABLE main.places (
    place_id BIGINT PRIMARY KEY,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    admin1 VARCHAR,
    district VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    coordinate_source VARCHAR,
    catalogue_version VARCHAR NOT NULL
);
COMMENT ON TABLE main.places IS 'Districts and hotspots of the gazetteer, as loaded by the last run.';
COMMENT ON COLUMN main.places.place_id IS 'Hash of country, admin1, district, name and kind.';
COMMENT ON COLUMN main.places.name IS 'Usual English spelling.';
COMMENT ON COLUMN main.places.kind IS 'district, province, atoll, dzongkhag, valley, tehsil, town ...';
COMMENT ON COLUMN main.places.country IS 'ISO 3166-1 alpha-2 code.';
COMMENT ON COLUMN main.places.admin1 IS 'Province, state or division.';
COMMENT ON COLUMN main.places.district IS 'District that it lies in.';
COMMENT ON COLUMN main.places.latitude IS 'Degrees north, WGS 84.';
COMMENT ON COLUMN main.places.longitude IS 'Degrees east, WGS 84.';
COMMENT ON COLUMN main.places.coordinate_source IS 'Where the coordinates come from.';
COMMENT ON COLUMN main.places.catalogue_version IS 'Digest of the catalogue files.';

CREATE TABLE ops.runs (
    run_id BIGINT PRIMARY KEY,
    flow VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    state VARCHAR NOT NULL,
    message VARCHAR,
    code_version VARCHAR,
    prefect_run_id VARCHAR,
    feeds_polled INTEGER NOT NULL,
    feeds_failed INTEGER NOT NULL,
    entries_new INTEGER NOT NULL,
    pages_fetched INTEGER NOT NULL,
    articles_new INTEGER NOT NULL,
    articles_updated INTEGER NOT NULL,
    articles_relevant INTEGER NOT NULL,
    failures INTEGER NOT NULL
);
COMMENT ON TABLE ops.runs IS 'One row per run of a flow.';
COMMENT ON COLUMN ops.runs.run_id IS 'Hash of flow and start.';
COMMENT ON COLUMN ops.runs.flow IS 'ingest ...';
COMMENT ON COLUMN ops.runs.started_at IS 'UTC instant.';
COMMENT ON COLUMN ops.runs.finished_at IS 'UTC instant; NULL while running; of a crash: when the next run noticed it.';
COMMENT ON COLUMN ops.runs.state IS 'running, completed, failed, crashed.';
COMMENT ON COLUMN ops.runs.message IS 'Why it failed.';
COMMENT ON COLUMN ops.runs.code_version IS 'Version of the product.';
COMMENT ON COLUMN ops.runs.prefect_run_id IS 'The flow run in Prefect.';
COMMENT ON COLUMN ops.runs.feeds_polled IS 'Feeds asked.';
COMMENT ON COLUMN ops.runs.feeds_failed IS 'Feeds that gave nothing readable.';
COMMENT ON COLUMN ops.runs.entries_new IS 'Entries not known before.';
COMMENT ON COLUMN ops.runs.pages_fetched IS 'Pages asked for.';
COMMENT ON COLUMN ops.runs.articles_new IS 'Articles stored for the first time.';
COMMENT ON COLUMN ops.runs.articles_updated IS 'Known articles whose text had changed.';
COMMENT ON COLUMN ops.runs.articles_relevant IS 'Of the new or updated: judged core or related.';
COMMENT ON COLUMN ops.runs.failures IS 'Rows that this run wrote to ops.failures.';

CREATE TABLE ops.feed_states (
    feed_id VARCHAR PRIMARY KEY,
    catalogue_url VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    body_sha256 VARCHAR,
    interval_minutes DOUBLE,
    next_poll_at TIMESTAMP,
    retry_after_at TIMESTAMP,
    last_polled_at TIMESTAMP,
    last_succeeded_at TIMESTAMP,
    last_changed_at TIMESTAMP,
    newest_entry_at TIMESTAMP,
    failure_count INTEGER NOT NULL,
    failure_kind VARCHAR
);
COMMENT ON TABLE ops.feed_states IS 'What the last polls taught about each feed; written in one transaction with the entries that they brought.';
COMMENT ON COLUMN ops.feed_states.feed_id IS 'The feed.';
COMMENT ON COLUMN ops.feed_states.catalogue_url IS 'The catalogue''s URL when this state began.';
COMMENT ON COLUMN ops.feed_states.url IS 'Where the feed is now.';
COMMENT ON COLUMN ops.feed_states.etag IS 'Validator, verbatim.';
COMMENT ON COLUMN ops.feed_states.last_modified IS 'Validator, verbatim.';
COMMENT ON COLUMN ops.feed_states.body_sha256 IS 'SHA-256 of the last document.';
COMMENT ON COLUMN ops.feed_states.interval_minutes IS 'Present poll interval in minutes.';
COMMENT ON COLUMN ops.feed_states.next_poll_at IS 'UTC instant from which it is due.';
COMMENT ON COLUMN ops.feed_states.retry_after_at IS 'UTC instant before which the server asked not to be asked.';
COMMENT ON COLUMN ops.feed_states.last_polled_at IS 'UTC instant.';
COMMENT ON COLUMN ops.feed_states.last_succeeded_at IS 'UTC instant.';
COMMENT ON COLUMN ops.feed_states.last_changed_at IS 'UTC instant of the last poll that brought something new.';
COMMENT ON COLUMN ops.feed_states.newest_entry_at IS 'UTC instant of the newest entry''s date.';
COMMENT ON COLUMN ops.feed_states.failure_count IS 'Failures in a row.';
COMMENT ON COLUMN ops.feed_states.failure_kind IS 'hard, soft or temporary.';

CREATE TABLE ops.polls (
    poll_id BIGINT PRIMARY KEY,
    run_id BIGINT NOT NULL,
    feed_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    polled_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL,
    reason_code VARCHAR,
    message VARCHAR,
    http_status INTEGER,
    elapsed_ms INTEGER,
    byte_count BIGINT,
    entry_count INTEGER,
    new_entry_count INTEGER,
    newest_entry_at TIMESTAMP,
    has_gap BOOLEAN NOT NULL,
    next_poll_at TIMESTAMP
);
COMMENT ON TABLE ops.polls IS 'One row per asking of a feed.';
COMMENT ON COLUMN ops.polls.poll_id IS 'Hash of run and feed.';
COMMENT ON COLUMN ops.polls.run_id IS 'The run.';
COMMENT ON COLUMN ops.polls.feed_id IS 'The feed.';
COMMENT ON COLUMN ops.polls.url IS 'The address asked.';
COMMENT ON COLUMN ops.polls.polled_at IS 'UTC instant.';
COMMENT ON COLUMN ops.polls.outcome IS 'changed, unchanged, not_modified, failed, refused, postponed.';
COMMENT ON COLUMN ops.polls.reason_code IS 'Why it failed, or what was wrong with what could be read (docs/reasons.md).';
COMMENT ON COLUMN ops.polls.message IS 'The same for people.';
COMMENT ON COLUMN ops.polls.http_status IS 'Status of the last answer.';
COMMENT ON COLUMN ops.polls.elapsed_ms IS 'Milliseconds from request to last byte.';
COMMENT ON COLUMN ops.polls.byte_count IS 'Bytes of the document, decompressed.';
COMMENT ON COLUMN ops.polls.entry_count IS 'Entries read.';
COMMENT ON COLUMN ops.polls.new_entry_count IS 'Entries not known before.';
COMMENT ON COLUMN ops.polls.newest_entry_at IS 'UTC instant of the newest entry''s date.';
COMMENT ON COLUMN ops.polls.has_gap IS 'No entry was known from the poll before: some may have been missed.';
COMMENT ON COLUMN ops.polls.next_poll_at IS 'UTC instant from which it is due again.';

CREATE TABLE ops.entries (
    entry_id BIGINT PRIMARY KEY,
    feed_id VARCHAR NOT NULL,
    guid VARCHAR,
    url VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    title VARCHAR,
    summary VARCHAR,
    content VARCHAR,
    byline VARCHAR,
    published_at TIMESTAMP,
    digest VARCHAR NOT NULL,
    first_seen_at TIMESTAMP NOT NULL,
    state VARCHAR NOT NULL,
    article_id BIGINT,
    attempt_count INTEGER NOT NULL,
    next_attempt_at TIMESTAMP
);
COMMENT ON TABLE ops.entries IS 'Every entry that a feed brought, and what became of it.';
COMMENT ON COLUMN ops.entries.entry_id IS 'Hash of feed and URL key.';
COMMENT ON COLUMN ops.entries.feed_id IS 'The feed.';
COMMENT ON COLUMN ops.entries.guid IS 'The feed''s own identifier, verbatim.';
COMMENT ON COLUMN ops.entries.url IS 'The link, verbatim.';
COMMENT ON COLUMN ops.entries.url_key IS 'The link without scheme, tracking, mobile and amp dress.';
COMMENT ON COLUMN ops.entries.title IS 'Headline in the feed.';
COMMENT ON COLUMN ops.entries.summary IS 'Teaser in the feed, plain text.';
COMMENT ON COLUMN ops.entries.content IS 'Full text in the feed, HTML; kept while pending.';
COMMENT ON COLUMN ops.entries.byline IS 'Author in the feed.';
COMMENT ON COLUMN ops.entries.published_at IS 'UTC instant in the feed.';
COMMENT ON COLUMN ops.entries.digest IS 'Hash of title, summary and content.';
COMMENT ON COLUMN ops.entries.first_seen_at IS 'UTC instant of the poll that first saw it.';
COMMENT ON COLUMN ops.entries.state IS 'pending, loaded, dropped.';
COMMENT ON COLUMN ops.entries.article_id IS 'The article that it became.';
COMMENT ON COLUMN ops.entries.attempt_count IS 'Failed attempts to get the page.';
COMMENT ON COLUMN ops.entries.next_attempt_at IS 'UTC instant from which it is tried again.';

CREATE TABLE ops.article_urls (
    url_id BIGINT PRIMARY KEY,
    url_key VARCHAR NOT NULL,
    article_id BIGINT NOT NULL
);
COMMENT ON TABLE ops.article_urls IS 'Every address that led to an article.';
COMMENT ON COLUMN ops.article_urls.url_id IS 'Hash of the URL key.';
COMMENT ON COLUMN ops.article_urls.url_key IS 'The address without its dress.';
COMMENT ON COLUMN ops.article_urls.article_id IS 'The article.';

CREATE TABLE ops.fetches (
    fetch_id BIGINT PRIMARY KEY,
    run_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    fetched_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL,
    reason_code VARCHAR,
    message VARCHAR,
    http_status INTEGER,
    elapsed_ms INTEGER,
    byte_count BIGINT,
    content_type VARCHAR,
    archive_file VARCHAR,
    archive_offset BIGINT
);
COMMENT ON TABLE ops.fetches IS 'One row per page asked for.';
COMMENT ON COLUMN ops.fetches.fetch_id IS 'Hash of run and entry.';
COMMENT ON COLUMN ops.fetches.run_id IS 'The run.';
COMMENT ON COLUMN ops.fetches.entry_id IS 'The entry that it was fetched for.';
COMMENT ON COLUMN ops.fetches.url IS 'The address asked.';
COMMENT ON COLUMN ops.fetches.final_url IS 'The address that answered, after redirects.';
COMMENT ON COLUMN ops.fetches.fetched_at IS 'UTC instant.';
COMMENT ON COLUMN ops.fetches.outcome IS 'fetched, failed, refused.';
COMMENT ON COLUMN ops.fetches.reason_code IS 'Why not (docs/reasons.md).';
COMMENT ON COLUMN ops.fetches.message IS 'The same for people.';
COMMENT ON COLUMN ops.fetches.http_status IS 'Status of the last answer.';
COMMENT ON COLUMN ops.fetches.elapsed_ms IS 'Milliseconds from request to last byte.';
COMMENT ON COLUMN ops.fetches.byte_count IS 'Bytes of the page, decompressed.';
COMMENT ON COLUMN ops.fetches.content_type IS 'As the server declared it.';
COMMENT ON COLUMN ops.fetches.archive_file IS 'WARC file below archive/.';
COMMENT ON COLUMN ops.fetches.archive_offset IS 'Byte offset of the record.';

CREATE TABLE ops.failures (
    failure_id BIGINT PRIMARY KEY,
    run_id BIGINT NOT NULL,
    stage VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    reason_code VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    occurred_at TIMESTAMP NOT NULL,
    retry_after TIMESTAMP,
    feed_id VARCHAR,
    entry_id BIGINT
);
COMMENT ON TABLE ops.failures IS 'Everything that was not done, and why.';
COMMENT ON COLUMN ops.failures.failure_id IS 'Hash of what failed, why and when.';
COMMENT ON COLUMN ops.failures.run_id IS 'The run.';
COMMENT ON COLUMN ops.failures.stage IS 'poll, fetch, extract, judge, load.';
COMMENT ON COLUMN ops.failures.subject IS 'The feed, URL or file that failed.';
COMMENT ON COLUMN ops.failures.kind IS 'hard (will not heal), soft (may), temporary (will).';
COMMENT ON COLUMN ops.failures.reason_code IS 'One of docs/reasons.md.';
COMMENT ON COLUMN ops.failures.message IS 'What happened and what is done next.';
COMMENT ON COLUMN ops.failures.occurred_at IS 'UTC instant.';
COMMENT ON COLUMN ops.failures.retry_after IS 'UTC instant from which it is tried again; NULL: it is not.';
COMMENT ON COLUMN ops.failures.feed_id IS 'The feed concerned.';
COMMENT ON COLUMN ops.failures.entry_id IS 'The entry concerned.';

CREATE TABLE ops.robots (
    origin VARCHAR PRIMARY KEY,
    asked_at TIMESTAMP NOT NULL,
    http_status INTEGER,
    body VARCHAR
);
COMMENT ON TABLE ops.robots IS 'robots.txt of each host as last read, kept for a day (RFC 9309).';
COMMENT ON COLUMN ops.robots.origin IS 'Scheme, host and port.';
COMMENT ON COLUMN ops.robots.asked_at IS 'UTC instant.';
COMMENT ON COLUMN ops.robots.http_status IS 'Status of the answer; NULL where none came.';
COMMENT ON COLUMN ops.robots.body IS 'The rules.';
