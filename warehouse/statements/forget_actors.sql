-- Take back what was read of the articles given, by the versions given, before it is read anew.
DELETE FROM main.article_actors
WHERE (article_id, classifier_version) IN (SELECT article_id, classifier_version FROM given);
