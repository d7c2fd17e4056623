-- The lock is ours: whatever says that it runs was killed.
UPDATE ops.runs SET state = 'crashed', finished_at = $now,
    message = 'the process ended before the run did; this was noticed by the next run'
WHERE state = 'running';
