INSERT OR REPLACE INTO ops.schema_migrations VALUES ('views', ?, ?);
