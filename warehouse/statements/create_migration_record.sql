CREATE SCHEMA IF NOT EXISTS ops;
CREATE TABLE IF NOT EXISTS ops.schema_migrations (
    name VARCHAR PRIMARY KEY,
    sha256 VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE ops.schema_migrations IS 'Which migrations made this file what it is; the row `views` tells which views it has.';
COMMENT ON COLUMN ops.schema_migrations.name IS 'File name of the migration.';
COMMENT ON COLUMN ops.schema_migrations.sha256 IS 'SHA-256 of its text.';
COMMENT ON COLUMN ops.schema_migrations.applied_at IS 'UTC instant.';
