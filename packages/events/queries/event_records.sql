/* @name IngestEvents */ -- :many
-- Stores events in one statement. A new event is inserted. An event whose id is known is left alone, unless its delivery
-- is still 5 s or more away: then it takes what was sent now (absent payload and context stay). Each event comes back
-- with what became of it: it has the id it was sent with (created), another id and `stored` true (rescheduled), or
-- `stored` false (known). An event that a concurrent transaction inserted after this statement began and that may not be
-- changed does not come back: read it with GetEventsByEventIds. Event ids must not repeat within one call.
WITH input AS MATERIALIZED (
  SELECT *
  FROM jsonb_to_recordset(:events::jsonb) AS event (
    id uuid,
    event_id text,
    name text,
    timestamp timestamptz,
    payload jsonb,
    context jsonb,
    source_context jsonb,
    source text,
    deliver_at timestamptz,
    deliver_after integer,
    external_account_id uuid,
    is_test boolean,
    internal boolean
  )
), stored AS (
  INSERT INTO event_records AS record (
    id, event_id, name, timestamp, payload, context, source_context, source,
    organization_id, environment_id, project_id, external_account_id, deliver_at, is_test, internal
  )
  SELECT
    input.id, input.event_id, input.name, coalesce(input.timestamp, now()), coalesce(input.payload, '{}'),
    coalesce(input.context, '{}'), input.source_context, input.source,
    :organizationId, :environmentId, :projectId, input.external_account_id,
    coalesce(input.deliver_at, now() + make_interval(secs => input.deliver_after), now()), input.is_test, input.internal
  FROM input
  -- one order for all transactions, so that two batches with the same events wait for each other instead of deadlocking
  ORDER BY input.event_id
  ON CONFLICT (event_id, environment_id) DO UPDATE SET
    payload = coalesce((SELECT input.payload FROM input WHERE input.event_id = excluded.event_id), record.payload),
    context = coalesce((SELECT input.context FROM input WHERE input.event_id = excluded.event_id), record.context),
    deliver_at = excluded.deliver_at
  WHERE record.deliver_at >= now() + interval '5 seconds'
    AND record.delivered_at IS NULL
    AND record.cancelled_at IS NULL
  RETURNING *
)
SELECT stored.*, true AS "stored!" FROM stored
UNION ALL
SELECT record.*, false
FROM event_records AS record
WHERE record.environment_id = :environmentId
  AND record.event_id IN (SELECT input.event_id FROM input)
  AND NOT EXISTS (SELECT FROM stored WHERE stored.event_id = record.event_id);

/* @name GetEventsByEventIds */ -- :many
-- The events of an environment with these sender-chosen ids.
SELECT * FROM event_records WHERE environment_id = :environmentId AND event_id = ANY(:eventIds::text[]);

/* @name GetEventByEventId */ -- :one
-- The event of an environment with this sender-chosen id.
SELECT * FROM event_records WHERE environment_id = :environmentId AND event_id = :eventId;

/* @name GetEventRecord */ -- :one
-- The event of an environment with this row id.
SELECT * FROM event_records WHERE id = :id AND environment_id = :environmentId;

/* @name ListEvents */ -- :many
-- A page of an environment's events, newest first: those before the row id `before`.
SELECT *
FROM event_records
WHERE environment_id = :environmentId
  AND id < coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  AND (:name::text IS NULL OR name = :name)
ORDER BY id DESC
LIMIT :limit::integer;

/* @name LockEventForDelivery */ -- :one
-- Locks an event that is neither delivered nor cancelled and reads with it the dispatchers that listen to it, as a JSON
-- array of {id, payloadFilter, contextFilter, externalAccountId}: one round trip, and the payload travels once.
WITH event AS MATERIALIZED (
  SELECT id, event_id, name, payload, context, source, environment_id, external_account_id
  FROM event_records
  WHERE id = :id AND delivered_at IS NULL AND cancelled_at IS NULL
  FOR NO KEY UPDATE
)
SELECT
  event.id,
  event.event_id,
  event.payload,
  event.context,
  event.environment_id,
  event.external_account_id,
  (
    SELECT coalesce(
      jsonb_agg(jsonb_build_object(
        'id', dispatcher.id,
        'payloadFilter', dispatcher.payload_filter,
        'contextFilter', dispatcher.context_filter,
        'externalAccountId', dispatcher.external_account_id
      ) ORDER BY dispatcher.id),
      '[]'
    )
    FROM event_dispatchers AS dispatcher
    WHERE dispatcher.environment_id = event.environment_id
      AND dispatcher.source = event.source
      AND dispatcher.event @> ARRAY[event.name]
      AND dispatcher.enabled
      AND NOT dispatcher.manual
  ) AS "candidates!"
FROM event;

/* @name MarkEventDelivered */ -- :exec
-- Records that at least one dispatcher is invoked for the event; the caller holds the lock of LockEventForDelivery.
UPDATE event_records SET delivered_at = now() WHERE id = :id;

/* @name GetEventDeliveryState */ -- :one
-- Why an event could not be locked for delivery.
SELECT delivered_at, cancelled_at FROM event_records WHERE id = :id;

/* @name LockEventByEventId */ -- :one
-- Locks an event against a delivery and another cancellation.
SELECT * FROM event_records WHERE environment_id = :environmentId AND event_id = :eventId FOR NO KEY UPDATE;

/* @name MarkEventCancelled */ -- :one
-- Cancels the event that LockEventByEventId has locked.
UPDATE event_records SET cancelled_at = now() WHERE id = :id AND environment_id = :environmentId RETURNING *;

/* @name MarkEventFailed */ -- :execrows
-- Records that the delivery of an event, or one of its invocations, was given up; the first failure is kept.
UPDATE event_records SET failed_at = now(), failure = :failure! WHERE id = :id AND failed_at IS NULL;
