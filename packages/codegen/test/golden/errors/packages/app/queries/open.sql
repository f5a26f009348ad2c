/* @name Open */ -- :one
SELECT 'it is never closed;
