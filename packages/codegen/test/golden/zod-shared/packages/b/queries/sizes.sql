/* @name FindSizes */ -- :many
SELECT size FROM tasks WHERE size = :size::size AND task_state = ANY(:states::state[]);
