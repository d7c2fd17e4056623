-- Feeds that left the catalogue stay, for the articles that they brought.
UPDATE main.feeds SET is_active = FALSE
WHERE is_active AND feed_id NOT IN (SELECT feed_id FROM given);
