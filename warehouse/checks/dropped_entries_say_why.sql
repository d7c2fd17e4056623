-- An entry that never became an article has a failure that says why.
SELECT e.entry_id, e.url
FROM ops.entries AS e
ANTI JOIN ops.failures AS f USING (entry_id)
WHERE e.state = 'dropped'
