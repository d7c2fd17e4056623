INSERT INTO ops.schema_migrations VALUES (?, ?, ?);
