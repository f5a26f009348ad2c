-- name: Long :many
SELECT
  '😀' || sqlc.arg(why)::text AS c0, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 1 AS c1,
  /* 日本語 */ b.price + 2 AS c2,
  'é' || @who::text AS c3, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 4 AS c4,
  /* 🇨🇭 */ b.price + 5 AS c5,
  'ß' || sqlc.arg(why)::text AS c6, -- ß '@no' :no $9
  /* 한국어 */ b.price + 7 AS c7,
  /* 😀 */ b.price + 8 AS c8,
  '👩‍👩‍👧' || @who::text AS c9, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 10 AS c10,
  /* é */ b.price + 11 AS c11,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c12, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 13 AS c13,
  /* ß */ b.price + 14 AS c14,
  '한국어' || @who::text AS c15, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 16 AS c16,
  /* 👩‍👩‍👧 */ b.price + 17 AS c17,
  '日本語' || sqlc.arg(why)::text AS c18, -- 日本語 '@no' :no $9
  /* é */ b.price + 19 AS c19,
  /* ｆｕｌｌ */ b.price + 20 AS c20,
  '🇨🇭' || @who::text AS c21, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 22 AS c22,
  /* 한국어 */ b.price + 23 AS c23,
  '😀' || sqlc.arg(why)::text AS c24, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 25 AS c25,
  /* 日本語 */ b.price + 26 AS c26,
  'é' || @who::text AS c27, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 28 AS c28,
  /* 🇨🇭 */ b.price + 29 AS c29,
  'ß' || sqlc.arg(why)::text AS c30, -- ß '@no' :no $9
  /* 한국어 */ b.price + 31 AS c31,
  /* 😀 */ b.price + 32 AS c32,
  '👩‍👩‍👧' || @who::text AS c33, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 34 AS c34,
  /* é */ b.price + 35 AS c35,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c36, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 37 AS c37,
  /* ß */ b.price + 38 AS c38,
  '한국어' || @who::text AS c39, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 40 AS c40,
  /* 👩‍👩‍👧 */ b.price + 41 AS c41,
  '日本語' || sqlc.arg(why)::text AS c42, -- 日本語 '@no' :no $9
  /* é */ b.price + 43 AS c43,
  /* ｆｕｌｌ */ b.price + 44 AS c44,
  '🇨🇭' || @who::text AS c45, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 46 AS c46,
  /* 한국어 */ b.price + 47 AS c47,
  '😀' || sqlc.arg(why)::text AS c48, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 49 AS c49,
  /* 日本語 */ b.price + 50 AS c50,
  'é' || @who::text AS c51, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 52 AS c52,
  /* 🇨🇭 */ b.price + 53 AS c53,
  'ß' || sqlc.arg(why)::text AS c54, -- ß '@no' :no $9
  /* 한국어 */ b.price + 55 AS c55,
  /* 😀 */ b.price + 56 AS c56,
  '👩‍👩‍👧' || @who::text AS c57, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 58 AS c58,
  /* é */ b.price + 59 AS c59,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c60, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 61 AS c61,
  /* ß */ b.price + 62 AS c62,
  '한국어' || @who::text AS c63, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 64 AS c64,
  /* 👩‍👩‍👧 */ b.price + 65 AS c65,
  '日本語' || sqlc.arg(why)::text AS c66, -- 日本語 '@no' :no $9
  /* é */ b.price + 67 AS c67,
  /* ｆｕｌｌ */ b.price + 68 AS c68,
  '🇨🇭' || @who::text AS c69, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 70 AS c70,
  /* 한국어 */ b.price + 71 AS c71,
  '😀' || sqlc.arg(why)::text AS c72, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 73 AS c73,
  /* 日本語 */ b.price + 74 AS c74,
  'é' || @who::text AS c75, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 76 AS c76,
  /* 🇨🇭 */ b.price + 77 AS c77,
  'ß' || sqlc.arg(why)::text AS c78, -- ß '@no' :no $9
  /* 한국어 */ b.price + 79 AS c79,
  /* 😀 */ b.price + 80 AS c80,
  '👩‍👩‍👧' || @who::text AS c81, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 82 AS c82,
  /* é */ b.price + 83 AS c83,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c84, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 85 AS c85,
  /* ß */ b.price + 86 AS c86,
  '한국어' || @who::text AS c87, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 88 AS c88,
  /* 👩‍👩‍👧 */ b.price + 89 AS c89,
  '日本語' || sqlc.arg(why)::text AS c90, -- 日本語 '@no' :no $9
  /* é */ b.price + 91 AS c91,
  /* ｆｕｌｌ */ b.price + 92 AS c92,
  '🇨🇭' || @who::text AS c93, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 94 AS c94,
  /* 한국어 */ b.price + 95 AS c95,
  '😀' || sqlc.arg(why)::text AS c96, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 97 AS c97,
  /* 日本語 */ b.price + 98 AS c98,
  'é' || @who::text AS c99, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 100 AS c100,
  /* 🇨🇭 */ b.price + 101 AS c101,
  'ß' || sqlc.arg(why)::text AS c102, -- ß '@no' :no $9
  /* 한국어 */ b.price + 103 AS c103,
  /* 😀 */ b.price + 104 AS c104,
  '👩‍👩‍👧' || @who::text AS c105, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 106 AS c106,
  /* é */ b.price + 107 AS c107,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c108, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 109 AS c109,
  /* ß */ b.price + 110 AS c110,
  '한국어' || @who::text AS c111, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 112 AS c112,
  /* 👩‍👩‍👧 */ b.price + 113 AS c113,
  '日本語' || sqlc.arg(why)::text AS c114, -- 日本語 '@no' :no $9
  /* é */ b.price + 115 AS c115,
  /* ｆｕｌｌ */ b.price + 116 AS c116,
  '🇨🇭' || @who::text AS c117, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 118 AS c118,
  /* 한국어 */ b.price + 119 AS c119,
  '😀' || sqlc.arg(why)::text AS c120, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 121 AS c121,
  /* 日本語 */ b.price + 122 AS c122,
  'é' || @who::text AS c123, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 124 AS c124,
  /* 🇨🇭 */ b.price + 125 AS c125,
  'ß' || sqlc.arg(why)::text AS c126, -- ß '@no' :no $9
  /* 한국어 */ b.price + 127 AS c127,
  /* 😀 */ b.price + 128 AS c128,
  '👩‍👩‍👧' || @who::text AS c129, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 130 AS c130,
  /* é */ b.price + 131 AS c131,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c132, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 133 AS c133,
  /* ß */ b.price + 134 AS c134,
  '한국어' || @who::text AS c135, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 136 AS c136,
  /* 👩‍👩‍👧 */ b.price + 137 AS c137,
  '日本語' || sqlc.arg(why)::text AS c138, -- 日本語 '@no' :no $9
  /* é */ b.price + 139 AS c139,
  /* ｆｕｌｌ */ b.price + 140 AS c140,
  '🇨🇭' || @who::text AS c141, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 142 AS c142,
  /* 한국어 */ b.price + 143 AS c143,
  '😀' || sqlc.arg(why)::text AS c144, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 145 AS c145,
  /* 日本語 */ b.price + 146 AS c146,
  'é' || @who::text AS c147, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 148 AS c148,
  /* 🇨🇭 */ b.price + 149 AS c149,
  'ß' || sqlc.arg(why)::text AS c150, -- ß '@no' :no $9
  /* 한국어 */ b.price + 151 AS c151,
  /* 😀 */ b.price + 152 AS c152,
  '👩‍👩‍👧' || @who::text AS c153, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 154 AS c154,
  /* é */ b.price + 155 AS c155,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c156, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 157 AS c157,
  /* ß */ b.price + 158 AS c158,
  '한국어' || @who::text AS c159, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 160 AS c160,
  /* 👩‍👩‍👧 */ b.price + 161 AS c161,
  '日本語' || sqlc.arg(why)::text AS c162, -- 日本語 '@no' :no $9
  /* é */ b.price + 163 AS c163,
  /* ｆｕｌｌ */ b.price + 164 AS c164,
  '🇨🇭' || @who::text AS c165, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 166 AS c166,
  /* 한국어 */ b.price + 167 AS c167,
  '😀' || sqlc.arg(why)::text AS c168, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 169 AS c169,
  /* 日本語 */ b.price + 170 AS c170,
  'é' || @who::text AS c171, -- é '@no' :no $9
  /* ｆｕｌｌ */ b.price + 172 AS c172,
  /* 🇨🇭 */ b.price + 173 AS c173,
  'ß' || sqlc.arg(why)::text AS c174, -- ß '@no' :no $9
  /* 한국어 */ b.price + 175 AS c175,
  /* 😀 */ b.price + 176 AS c176,
  '👩‍👩‍👧' || @who::text AS c177, -- 👩‍👩‍👧 '@no' :no $9
  /* 日本語 */ b.price + 178 AS c178,
  /* é */ b.price + 179 AS c179,
  'ｆｕｌｌ' || sqlc.arg(why)::text AS c180, -- ｆｕｌｌ '@no' :no $9
  /* 🇨🇭 */ b.price + 181 AS c181,
  /* ß */ b.price + 182 AS c182,
  '한국어' || @who::text AS c183, -- 한국어 '@no' :no $9
  /* 😀 */ b.price + 184 AS c184,
  /* 👩‍👩‍👧 */ b.price + 185 AS c185,
  '日本語' || sqlc.arg(why)::text AS c186, -- 日本語 '@no' :no $9
  /* é */ b.price + 187 AS c187,
  /* ｆｕｌｌ */ b.price + 188 AS c188,
  '🇨🇭' || @who::text AS c189, -- 🇨🇭 '@no' :no $9
  /* ß */ b.price + 190 AS c190,
  /* 한국어 */ b.price + 191 AS c191,
  '😀' || sqlc.arg(why)::text AS c192, -- 😀 '@no' :no $9
  /* 👩‍👩‍👧 */ b.price + 193 AS c193,
  /* 日本語 */ b.price + 194 AS c194,
  sqlc.embed(authors),
  'sqlc' AS tool, '日本語😀' || @who || '👩‍👩‍👧' || b.titel AS last
FROM books b JOIN authors ON authors.id = b.author_id AND b.id IN (sqlc.slice('ids'));

-- name: Type :one
-- 日本語 in a comment, 😀 too
SELECT '日本語' || sqlc.narg('who') || '😀', "住所", /* 👩‍👩‍👧 */ $1::nunber FROM authors WHERE id = $2;

-- name: Operator :exec
UPDATE authors SET name = 'ｆｕｌｌ' || @name WHERE "住所" = @address AND 'é' /* é */ + sqlc.arg(many)::date > 3;

-- name: Embedded :one
SELECT '한국어', sqlc.embed(authors), sqlc.embed(nobody) FROM authors WHERE '🇨🇭' = @flag;

-- name: Fine :one
SELECT "住所" FROM authors WHERE id = @id;
