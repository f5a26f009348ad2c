/* @name CreateSetting */ -- :exec
-- A package without "owns" is not watched.
INSERT INTO settings (key, value) VALUES (:key, :value);
