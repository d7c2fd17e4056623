-- How sure are the dates? By publisher, where they were read.
SELECT publisher, count(*) AS articles,
    count(*) FILTER (published_from = 'feed') AS from_feed,
    count(*) FILTER (published_from = 'page') AS from_page,
    count(*) FILTER (published_from = 'url') AS from_url,
    count(*) FILTER (published_from = 'none') AS unknown
FROM articles
GROUP BY publisher
ORDER BY articles DESC;
