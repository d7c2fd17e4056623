SELECT name, sha256 FROM ops.schema_migrations WHERE name <> 'views';
