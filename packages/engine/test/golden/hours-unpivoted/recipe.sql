CREATE OR REPLACE TEMP VIEW "__in_sheet_0" AS SELECT "Name", "Mon", "Tue", "Wed", "_row", 'source' AS _table, CAST(0 AS SMALLINT) AS __t, _row AS __ord, CAST(0 AS BIGINT) AS __sub FROM "source";

CREATE OR REPLACE TEMP TABLE "__in_sheet_1" AS SELECT "Name", "Mon", "Tue", "Wed", "_row", "_table", __section AS "site", __t, __ord, __sub FROM (SELECT *, last_value(CASE WHEN __when IS TRUE THEN {v: __value} END IGNORE NULLS) OVER (ORDER BY __ord, __sub ROWS UNBOUNDED PRECEDING).v AS __section FROM (SELECT "sheet"."Name", "sheet"."Mon", "sheet"."Tue", "sheet"."Wed", "sheet"."_row", "sheet"."_table", "sheet".__t, "sheet".__ord, "sheet".__sub, (sheet."Mon" IS NULL AND sheet."Tue" IS NULL AND sheet."Wed" IS NULL) AS __when, CAST((sheet."Name") AS VARCHAR) AS __value FROM "__in_sheet_0" AS "sheet")) WHERE __when IS NOT TRUE ORDER BY __ord, __sub;

CREATE OR REPLACE TEMP TABLE "__in_sheet_2" AS SELECT "Name", "_row", "_table", "site", __cell.n AS "day", __cell.v AS "cell", __t, __ord, __above * 3 + __cell.i AS __sub FROM (SELECT "sheet"."Name", "sheet"."_row", "sheet"."_table", "sheet"."site", "sheet".__t, "sheet".__ord, "sheet".__sub AS __above, unnest(list_filter([{n: 'Mon', v: CAST("sheet"."Mon" AS VARCHAR), i: 0}, {n: 'Tue', v: CAST("sheet"."Tue" AS VARCHAR), i: 1}, {n: 'Wed', v: CAST("sheet"."Wed" AS VARCHAR), i: 2}], lambda _c: NOT (_c.v IS NULL OR trim(_c.v) = ''))) AS __cell FROM "__in_sheet_1" AS "sheet") ORDER BY __ord, __sub;

SELECT "sheet".__ord,
  "sheet".__sub,
  "sheet".__t,
  "sheet"._row,
  nullif(CAST((sheet."Name") AS VARCHAR), '') AS c0,
  nullif(CAST((_mapped(__m0.__k0, __m0.__v, CAST(sheet."day" AS VARCHAR))) AS VARCHAR), '') AS c1,
  nullif(CAST((CASE WHEN sheet."cell" LIKE '%:%' THEN format_number(before(sheet."cell", ':'), 'plain', 2) ELSE format_number(sheet."cell", 'plain', 2) END) AS VARCHAR), '') AS c2,
  nullif(CAST((sheet."site") AS VARCHAR), '') AS c3
FROM "__in_sheet_2" AS "sheet" LEFT JOIN "__m0" ON "__m0"."__k0" = (lower("trim"(CAST(sheet."day" AS VARCHAR)))) WHERE CASE WHEN (sheet."cell" = '-') THEN 'no hours' WHEN (sheet."cell" = 'AL') THEN 'leave' END IS NULL;
