"""The only place that speaks SQL: records, migrations, views, the writer's store, the snapshot."""
