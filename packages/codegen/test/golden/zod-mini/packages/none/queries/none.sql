/* @name CountTasks */ -- :one
SELECT count(*) FROM tasks;
