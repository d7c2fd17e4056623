FROM main.publishers;
