-- The pending entries of the addresses given: several feeds may have brought the same one.
SELECT e.*
FROM ops.entries AS e
JOIN given USING (url_key)
WHERE e.state = 'pending'
ORDER BY e.url_key, e.content IS NULL, e.first_seen_at, e.entry_id;
