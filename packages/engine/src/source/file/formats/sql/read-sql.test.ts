import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Cell } from '../../dialect.ts'
import type { ReaderOutput } from '../../reader/reader.ts'
import { readSql } from './read-sql.ts'

/** The grids that a dump gives, by table. */
async function read(text: string): Promise<Record<string, Cell[][]>> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-sql-'))
  const path = join(folder, 'dump.sql')
  await writeFile(path, text)
  const grids: Record<string, Cell[][]> = {}
  const unused = () => {
    throw new Error('a dump gives grids')
  }
  const output: ReaderOutput = {
    grid(part) {
      const rows: Cell[][] = []
      grids[part ?? ''] = rows
      return { add: (_, cells) => void rows.push([...cells]), merge: unused, close: () => {} }
    },
    records: unused,
    file: unused,
    warn: () => {},
    progress: () => {},
  }
  try {
    await readSql({ path, name: 'dump.sql', options: {} }, output)
  } finally {
    await rm(folder, { recursive: true })
  }
  return grids
}

test('a backslash is one in the standard, and escapes in E strings; bodies between dollars are no statements', async () => {
  const dump = String.raw`-- PostgreSQL database dump
SET standard_conforming_strings = on;
CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN INSERT INTO x VALUES ('it'';s'); END; $$ LANGUAGE plpgsql;
CREATE FUNCTION g() RETURNS text AS $body$ SELECT 'don''t; $$' $body$ LANGUAGE sql;
INSERT INTO a (p, q, r, s) VALUES ('C:\', E'a\n\'b', '2020-01-01'::date, ARRAY[1,2]) ON CONFLICT (id) DO NOTHING;
COPY public."My,T" (id, "n""x") FROM stdin;
1	x\\y
2	\N`
  expect(await read(dump)).toEqual({
    a: [
      ['p', 'q', 'r', 's'],
      ['C:\\', "a\n'b", '2020-01-01', 'ARRAY[1,2]'],
    ],
    'My,T': [
      ['id', 'n"x'],
      ['1', 'x\\y'],
      ['2', null],
    ],
  })
})

test('a backslash escapes in MySQL; what a trigger would insert is no row', async () => {
  const dump = String.raw`-- MySQL dump
CREATE TABLE ${'`t`'} (${'`a`'} text);
DELIMITER ;;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN INSERT INTO log VALUES (1); INSERT INTO log VALUES (2); END ;;
DELIMITER ;
# com'ment
INSERT INTO ${'`t`'} VALUES ('a\'b;'),("x\"y"),(_utf8mb4'z\\') ON DUPLICATE KEY UPDATE a=VALUES(a);`
  expect(await read(dump)).toEqual({ t: [['a'], ["a'b;"], ['x"y'], ['z\\']] })
})

test('a dump of SQLite keeps its bytes, and its triggers to itself', async () => {
  const dump = String.raw`PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE t(a,b);
INSERT INTO t VALUES('x\',X'00FF');
CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES('no'); END;
INSERT INTO t VALUES(-1.5e-3,NULL);
COMMIT;`
  expect(await read(dump)).toEqual({
    t: [
      ['a', 'b'],
      ['x\\', '0x00FF'],
      ['-1.5e-3', null],
    ],
  })
})

test('a script of SQL Server needs neither INTO nor semicolons', async () => {
  const dump = `SET IDENTITY_INSERT [dbo].[People] ON
GO
INSERT [dbo].[People] ([Id],[Na]]me]) VALUES (1, N'O''H')
INSERT [dbo].[People] ([Id],[Na]]me]) VALUES (2, CAST(N'2020-01-01T00:00:00' AS DateTime))
GO
INSERT [dbo].[People] ([Id],[Na]]me]) VALUES (3, NULL)
GO`
  expect(await read(dump)).toEqual({
    People: [
      ['Id', 'Na]me'],
      ['1', "O'H"],
      ['2', '2020-01-01T00:00:00'],
      ['3', null],
    ],
  })
})

test('without a sign of any dialect, a quote after a backslash in a word tells', async () => {
  expect(
    await read(String.raw`INSERT INTO t (a,b) VALUES (1,'x\'); INSERT OR REPLACE INTO t (b,a) VALUES ('it''s',2)`),
  ).toEqual({
    t: [
      ['a', 'b'],
      ['1', 'x\\'],
      ['2', "it's"],
    ],
  })
  expect(await read(String.raw`INSERT INTO t (a) VALUES ('it\'s;'),('\n')`)).toEqual({ t: [['a'], ["it's;"], ['\n']] })
})
