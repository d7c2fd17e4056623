SELECT DISTINCT catalogue_version FROM main.publishers;
