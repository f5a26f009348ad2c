/* @name CopyEverything */ -- :copyfrom
INSERT INTO everything (
  id, code, fixed, bits, int8, amount, flag, uuid, raw, day, at, local, span, plain, document, mood, label, range, place,
  box, pair, tags, matrix, moods, documents, fixeds, labels, boxes
)
VALUES (
  :id, :code, :fixed, :bits, :int8, :amount, :flag, :uuid, :raw, :day, :at, :local, :span, :plain, :document, :mood,
  :label, :range, :place, :box, :pair, :tags, :matrix, :moods, :documents, :fixeds, :labels, :boxes
);

/* @name InsertEverything */ -- :exec
INSERT INTO everything (
  id, code, fixed, bits, int8, amount, flag, uuid, raw, day, at, local, span, plain, document, mood, label, range, place,
  box, pair, tags, matrix, moods, documents, fixeds, labels, boxes
)
VALUES (
  :id, :code, :fixed, :bits, :int8, :amount, :flag, :uuid, :raw, :day, :at, :local, :span, :plain, :document, :mood,
  :label, :range, :place, :box, :pair, :tags, :matrix, :moods, :documents, :fixeds, :labels, :boxes
);

/* @name CopyIds */ -- :copyfrom
INSERT INTO everything (id, code) VALUES (:id, 'abc') ON CONFLICT DO NOTHING;
