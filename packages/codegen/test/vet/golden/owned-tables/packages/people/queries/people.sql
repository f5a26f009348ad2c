/* @name CreateMember */ -- :exec
INSERT INTO members (id, team_id, email) VALUES (:id, :teamId, :email);
