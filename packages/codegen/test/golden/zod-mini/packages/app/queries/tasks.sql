/* @name CreateTask */ -- :one
INSERT INTO tasks VALUES (:id, :task_state, :name, :size, :payload, :key, :ref) RETURNING *;

/* @name FindTasks */ -- :many
SELECT * FROM tasks WHERE task_state = ANY(:task_states::state[]) AND (size).height > :height;
