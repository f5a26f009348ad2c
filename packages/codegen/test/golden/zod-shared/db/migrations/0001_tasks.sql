CREATE TYPE state AS ENUM ('open', 'done');
CREATE TYPE size AS (width int2, height numeric);
CREATE TABLE tasks (id int8 PRIMARY KEY, task_state state NOT NULL, name varchar(10), size size, payload jsonb NOT NULL, key bytea, ref uuid[]);
