SELECT a.article_id FROM main.articles AS a JOIN given USING (text_sha256);
