SELECT
    (SELECT count(*) FROM main.articles) AS articles,
    (SELECT count(*) FROM main.relevant_articles) AS relevant,
    (SELECT count(*) FROM main.stories) AS stories,
    (SELECT count(*) FROM ops.entries WHERE state = 'pending') AS pending_entries,
    (SELECT count(*) FROM ops.entries WHERE state = 'dropped') AS dropped_entries,
    (SELECT max(published_at) FROM main.articles) AS newest_article_at,
    (SELECT max(name) FROM ops.schema_migrations WHERE name <> 'views') AS "schema";
