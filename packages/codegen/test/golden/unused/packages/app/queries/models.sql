/* @name ListModels */ -- :many
SELECT * FROM models;
