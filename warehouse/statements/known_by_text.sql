-- Articles with a text given, published within $days days of it. None of them was seen before $since.
SELECT a.article_id
FROM main.articles AS a
JOIN given USING (text_sha256)
WHERE a.first_seen_at >= $since
    AND abs(coalesce(a.published_at, a.first_seen_at)::DATE - given.published_date) <= $days;
