-- Every article was judged.
SELECT a.article_id FROM main.articles AS a ANTI JOIN main.verdicts AS v USING (article_id)
