-- Take back what a version read of the articles given, before it is read anew.
DELETE FROM main.article_actors
WHERE classifier_version = $classifier_version AND article_id IN (SELECT article_id FROM given);
