-- Nothing was published more than an hour after it was fetched.
SELECT article_id, published_at, fetched_at
FROM main.articles
WHERE published_at > fetched_at + INTERVAL 1 HOUR
