-- A permanent redirect moves the feed in the catalogue too.
UPDATE main.feeds AS f
SET url = s.url
FROM ops.feed_states AS s
WHERE s.feed_id = f.feed_id AND s.catalogue_url <> s.url AND f.url <> s.url;
