/**
 * How a dump writes its strings and comments.
 *
 * - `backslashes`: a backslash escapes within any string, as in MySQL; else in `E'…'` strings alone, as the standard has it.
 * - `hashes`: `#` begins a comment (MySQL).
 * - `dollars`: `$$ … $$` quotes (PostgreSQL).
 * - `batches`: a line `GO` ends what is run together, and statements need no semicolon (SQL Server).
 */
export type SqlDialect = { backslashes: boolean; hashes: boolean; dollars: boolean; batches: boolean }

const mysql =
  /^-- (?:MySQL|MariaDB|phpMyAdmin|HeidiSQL|Navicat|Adminer)|\/\*M?!\d|\bENGINE\s*=|^(?:INSERT\s+(?:IGNORE\s+)?INTO|CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|DROP\s+TABLE(?:\s+IF\s+EXISTS)?|LOCK\s+TABLES)\s+`/im
const others =
  /PostgreSQL database|standard_conforming_strings|^COPY\s[^;]*\sFROM\s+stdin|PRAGMA\s+foreign_keys|^SET\s+IDENTITY_INSERT|\[dbo\]|^REM INSERTING/im

/** The dialect of a dump, by its beginning. Where nothing tells, `it\'s` does: the standard would have `it''s`. */
export function findSqlDialect(head: string): SqlDialect {
  const isMysql = mysql.test(head) && !others.test(head)
  if (isMysql) return { backslashes: !/NO_BACKSLASH_ESCAPES/i.test(head), hashes: true, dollars: false, batches: false }
  if (others.test(head)) {
    const offByHand = /SET\s+standard_conforming_strings\s*=\s*(?:off|'off'|false|0)/i.test(head)
    return {
      backslashes: offByHand,
      hashes: false,
      dollars: true,
      batches: /^GO\s*$/im.test(head) || /^SET\s+IDENTITY_INSERT/im.test(head),
    }
  }
  const escapesQuotes = /\p{L}\\'\p{L}/u.test(head)
  return { backslashes: escapesQuotes, hashes: escapesQuotes, dollars: true, batches: /^GO\s*$/m.test(head) }
}
