CREATE OR REPLACE TEMP VIEW "__in_orders_0" AS SELECT "Order", "Client", "Mail", "Net", "Tax", "_row", 'source' AS _table, CAST(0 AS SMALLINT) AS __t, _row AS __ord, CAST(0 AS BIGINT) AS __sub FROM "source";

CREATE OR REPLACE TEMP VIEW "__in_orders_1" AS SELECT "orders"."Order", "orders"."Client", "orders"."Mail", "orders"."Net", "orders"."Tax", "orders"."_row", "orders"."_table", (lower(clean_text(orders."Client"))) AS "key", "orders".__t, "orders".__ord, "orders".__sub FROM "__in_orders_0" AS "orders";

SELECT min("orders".__ord) AS __ord,
  list({t: "orders".__t, r: "orders"._row} ORDER BY "orders".__ord, "orders".__sub) AS __members,
  nullif(CAST(("mode"(clean_text(orders.Client) ORDER BY orders.__ord ASC, orders.__sub ASC)) AS VARCHAR), '') AS c0,
  nullif(CAST(("first"(clean_email(orders.Mail) ORDER BY orders.__ord ASC, orders.__sub ASC) FILTER (WHERE (orders.Mail IS NOT NULL))) AS VARCHAR), '') AS c1,
  nullif(CAST((count(*)) AS VARCHAR), '') AS c2,
  nullif(CAST((format_number(sum(parse_number(orders."Net", 'plain') + parse_number(orders."Tax", 'plain')), 'plain', 2)) AS VARCHAR), '') AS c3
FROM "__in_orders_1" AS "orders" WHERE CASE WHEN nullif(CAST((orders."key") AS VARCHAR), '') IS NULL THEN 'empty' END IS NULL
GROUP BY (orders."key");

SELECT "orders".__ord,
  "orders".__t,
  "orders"._row,
  "same".__t AS __j0_t,
  "same"._row AS __j0_row,
  nullif(CAST((orders."Order") AS VARCHAR), '') AS c0,
  nullif(CAST((clean_text(coalesce(same."Client", orders."Client"))) AS VARCHAR), '') AS c1,
  nullif(CAST((row_number() OVER (PARTITION BY orders."key" ORDER BY orders.__ord ASC, orders.__sub ASC)) AS VARCHAR), '') AS c2
FROM "__in_orders_1" AS "orders" LEFT JOIN "__in_orders_1" AS "same" ON (orders."key" = same."key") WHERE CASE WHEN (orders."key" IS NULL) THEN 'no client' END IS NULL;
