CREATE TABLE maße (id int PRIMARY KEY, größe_cm int NOT NULL, "名前" text);
