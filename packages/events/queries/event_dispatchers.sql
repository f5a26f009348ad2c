/* @name UpsertDispatcher */ -- :one
-- Creates the dispatcher of a dispatchable in an environment, or makes the existing one exactly like this.
INSERT INTO event_dispatchers (
  id, event, source, payload_filter, context_filter, manual, enabled, dispatchable_id, dispatchable, environment_id
)
VALUES (
  :id, :event, :source, :payloadFilter, :contextFilter, :manual, :enabled, :dispatchableId, :dispatchable, :environmentId
)
ON CONFLICT (dispatchable_id, environment_id) DO UPDATE SET
  event = excluded.event,
  source = excluded.source,
  payload_filter = excluded.payload_filter,
  context_filter = excluded.context_filter,
  manual = excluded.manual,
  enabled = excluded.enabled,
  dispatchable = excluded.dispatchable
RETURNING *;

/* @name DisableDispatcher */ -- :execrows
-- Turns the dispatcher of a dispatchable off; 0 rows when there is none or it is off already.
UPDATE event_dispatchers
SET enabled = false
WHERE dispatchable_id = :dispatchableId AND environment_id = :environmentId AND enabled;

/* @name GetDispatcher */ -- :one
-- The dispatcher of an environment with this id.
SELECT * FROM event_dispatchers WHERE id = :id AND environment_id = :environmentId;

/* @name ListDispatchers */ -- :many
-- A page of an environment's dispatchers, newest first: those before the id `before`.
SELECT *
FROM event_dispatchers
WHERE environment_id = :environmentId AND id < coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY id DESC
LIMIT :limit::integer;

/* @name GetInvocation */ -- :one
-- What an invocation needs to know of its dispatcher and its event. Both must be of one environment.
SELECT
  dispatcher.environment_id,
  dispatcher.enabled,
  dispatcher.dispatchable,
  event.cancelled_at
FROM event_dispatchers AS dispatcher
JOIN event_records AS event ON event.environment_id = dispatcher.environment_id
WHERE dispatcher.id = :id AND event.id = :eventRecordId;
