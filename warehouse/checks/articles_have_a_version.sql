-- The newest version of each article is the text of the article.
SELECT a.article_id, a.version
FROM main.articles AS a
LEFT JOIN main.article_versions AS v ON v.article_id = a.article_id AND v.version = a.version
WHERE v.text_sha256 IS DISTINCT FROM a.text_sha256
