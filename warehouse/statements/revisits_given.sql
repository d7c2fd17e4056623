SELECT r.* FROM ops.revisits AS r JOIN given USING (article_id);
