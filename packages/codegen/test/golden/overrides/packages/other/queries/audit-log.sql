/* @name ListEntries */ -- :many
SELECT * FROM audit.entries WHERE level = ANY(:levels::audit.level[]);

/* @name ListDates */ -- :many
SELECT * FROM dates;

/* @name ListLevels */ -- :many
SELECT * FROM levels;
