/* @name GetEnvironmentByApiKeyHash */ -- :one
-- The environment a private key belongs to, with its organization, its project and its user.
SELECT * FROM environment_details WHERE api_key_hash = :apiKeyHash;

/* @name GetEnvironmentByPkApiKeyHash */ -- :one
-- The environment a public key belongs to, with its organization, its project and its user.
SELECT * FROM environment_details WHERE pk_api_key_hash = :pkApiKeyHash;
