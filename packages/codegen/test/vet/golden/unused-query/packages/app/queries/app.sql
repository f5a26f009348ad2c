/* @name GetTeam */ -- :one
SELECT name FROM teams WHERE id = :id;

/* @name ExplainedTeam */ -- :one
SELECT name FROM teams WHERE id = :id;

/* @name usedElsewhere */ -- :one
SELECT name FROM teams WHERE id = :id;

/* @name Forgotten */ -- :one
SELECT name FROM teams WHERE id = :id;

/* @name get_color */ -- :one
SELECT color FROM teams WHERE id = :id;
