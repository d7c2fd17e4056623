-- An entry that is said to be loaded leads to an article.
SELECT e.entry_id, e.url
FROM ops.entries AS e
ANTI JOIN main.articles AS a ON a.article_id = e.article_id
WHERE e.state = 'loaded'
