SELECT * FROM main.feeds;
