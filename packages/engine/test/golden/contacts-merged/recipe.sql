CREATE OR REPLACE TEMP VIEW "__in_people_0" AS SELECT "Id", "Full Name", "E-mail", "Phone", "Country", "Status", "Joined", "Amount", "_row", 'source' AS _table, CAST(0 AS SMALLINT) AS __t, _row AS __ord, CAST(0 AS BIGINT) AS __sub FROM "source";

CREATE OR REPLACE TEMP VIEW "__in_people_1" AS SELECT "Id", "Full Name", "E-mail", "Phone", "Country", "Status", "Joined", "Amount", "_row", "_table", __t, __ord, __sub FROM (SELECT "people".*, (people."Full Name" = 'Total') AS __when FROM "__in_people_0" AS "people") WHERE __when IS NOT TRUE;

SELECT "people".__ord,
  "people".__t,
  "people"._row,
  nullif(CAST((first_name(people."Full Name")) AS VARCHAR), '') AS c0,
  nullif(CAST((last_name(people."Full Name")) AS VARCHAR), '') AS c1,
  nullif(CAST((clean_email(people."E-mail")) AS VARCHAR), '') AS c2,
  nullif(CAST((__m1.__v) AS VARCHAR), '') AS c3,
  nullif(CAST((__m0.__v) AS VARCHAR), '') AS c4,
  nullif(CAST((_mapped(__m2.__k0, __m2.__v, CAST(people.Status AS VARCHAR))) AS VARCHAR), '') AS c5,
  nullif(CAST((format_date(people."Joined", ['%d/%m/%Y'])) AS VARCHAR), '') AS c6,
  nullif(CAST((format_number(people."Amount", 'dot', 2)) AS VARCHAR), '') AS c7,
  CAST(NULL AS VARCHAR) AS c8
FROM "__in_people_1" AS "people" LEFT JOIN "__m0" ON "__m0"."__k0" = (CAST(people.Country AS VARCHAR)) LEFT JOIN "__m1" ON "__m1"."__k0" = (CAST(people.Phone AS VARCHAR)) AND "__m1"."__k1" IS NOT DISTINCT FROM (CAST(__m0.__v AS VARCHAR)) LEFT JOIN "__m2" ON "__m2"."__k0" = (lower("trim"(CAST(people.Status AS VARCHAR))));
