/* @name EnsureVote */ -- :one
-- The vote of a user for an API; made with this id if there is none. One that exists is never changed.
WITH existing AS (
  SELECT * FROM api_integration_votes WHERE api_identifier = :apiIdentifier AND user_id = :userId
), inserted AS (
  -- The no-op update is taken only in a race: it waits for the other insert and returns its row, which DO NOTHING would
  -- not, and which `existing` cannot see when it was committed after this statement began.
  INSERT INTO api_integration_votes (id, api_identifier, user_id)
  SELECT :id, :apiIdentifier, :userId WHERE NOT EXISTS (SELECT FROM existing)
  ON CONFLICT (api_identifier, user_id) DO UPDATE SET api_identifier = EXCLUDED.api_identifier
  RETURNING *
)
SELECT * FROM existing
UNION ALL
SELECT * FROM inserted;

/* @name DeleteVote */ -- :execrows
-- Takes the vote of a user for an API back.
DELETE FROM api_integration_votes WHERE api_identifier = :apiIdentifier AND user_id = :userId;

/* @name ListVotesOfUser */ -- :many
-- A page of a user's votes, newest first: those made before the vote `after`.
SELECT *
FROM api_integration_votes
WHERE user_id = :userId AND id < coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY id DESC
LIMIT :limit::integer;

/* @name ListVotedIdentifiers */ -- :many
-- Which of these APIs a user has voted for.
SELECT api_identifier
FROM api_integration_votes
WHERE user_id = :userId AND api_identifier = ANY(:apiIdentifiers::text[]);

/* @name CountVotes */ -- :one
-- How many users have voted for an API.
SELECT count(*) FROM api_integration_votes WHERE api_identifier = :apiIdentifier;

/* @name CountVotesOfEach */ -- :many
-- How many users have voted for each of these APIs, most votes first; 0 where there are none.
SELECT wanted.identifier AS "identifier!", (
  SELECT count(*) FROM api_integration_votes v WHERE v.api_identifier = wanted.identifier
) AS "votes!"
FROM (SELECT DISTINCT unnest(:apiIdentifiers::text[]) AS identifier) wanted
ORDER BY 2 DESC, 1
LIMIT :limit::integer;

/* @name CountVotesOfAll */ -- :many
-- How many users have voted for each API that has votes, most votes first.
-- Counts the whole table: a table of counters would make the voters of one API queue up behind each other.
-- vet: disable=no-seq-scan it counts the whole table
SELECT api_identifier AS identifier, count(*) AS votes
FROM api_integration_votes
GROUP BY api_identifier
ORDER BY votes DESC, identifier
LIMIT :limit::integer;
