-- An article without a text should have been a failure.
SELECT article_id, url FROM main.articles WHERE length(trim(body)) = 0
