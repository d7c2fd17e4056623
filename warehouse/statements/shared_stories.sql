-- The stories whose counts depend on which publishers are one house.
SELECT story_id FROM main.stories WHERE article_count > 1;
