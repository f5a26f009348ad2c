/* @name AnnounceSecretChanges */ -- :exec
-- Tells everybody who listens to the channel which secrets have changed, each key as a notification.
SELECT pg_notify(:channel, changed.key) FROM unnest(:keys::text[]) AS changed (key);
