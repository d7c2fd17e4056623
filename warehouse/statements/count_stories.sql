-- Count the copies of the stories given; the first published is the original.
INSERT OR REPLACE INTO main.stories BY NAME
SELECT
    a.story_id,
    arg_min(a.article_id, (coalesce(a.published_at, a.first_seen_at), a.first_seen_at, a.article_id))
        AS original_article_id,
    min(a.published_at) AS first_published_at,
    min(a.first_seen_at) AS first_seen_at,
    count(*) AS article_count,
    count(DISTINCT a.publisher) AS publisher_count
FROM main.articles AS a
JOIN given USING (story_id)
GROUP BY a.story_id;
