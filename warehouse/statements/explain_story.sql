-- The story, its original, and the agency that other publishers' copies credit for it, if any.
SELECT
    s.story_id, s.article_count, s.publisher_count, s.original_article_id,
    o.publisher AS original_publisher,
    p.agency IN (
        SELECT c.agency FROM main.articles AS c
        WHERE c.story_id = s.story_id AND c.publisher <> o.publisher AND c.agency IS NOT NULL
    ) AS is_credited,
    p.agency AS original_agency
FROM main.stories AS s
JOIN main.articles AS o ON o.article_id = s.original_article_id
LEFT JOIN main.publishers AS p ON p.publisher = o.publisher
WHERE s.story_id = $story_id;
