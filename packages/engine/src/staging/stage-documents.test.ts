import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { buffer } from 'node:stream/consumers'
import { zstdCompressSync } from 'node:zlib'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import avro from 'avsc'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStaging } from './test-staging.ts'
import { zipOf } from './test-zip.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

/** Every table of a file: its name, columns and rows. */
async function tablesOf(name: string, content: string | Uint8Array) {
  const { tables, warnings } = await staging.stage(name, content)
  const found = await Promise.all(
    tables.map(async (table) => ({
      name: table.name,
      format: table.format,
      columns: table.columns.map((column) => column.name),
      rows: (await staging.rows(table)).map((row) => row.slice(1)),
    })),
  )
  return { found, warnings: warnings.map(({ code }) => code), tables }
}

describe('a page of HTML', () => {
  test('gives its tables, named by caption or heading; spanning cells keep their place', async () => {
    const html = `<!DOCTYPE html><html><body><h2>People &amp; co</h2>
      <table><thead><tr><th rowspan=2>Name<th colspan=2>Phone</tr><tr><th>home<th>work</tr></thead>
      <tr><td>Ann&nbsp;Lee<td>1<td>2</tr><tr><td rowspan=2>Bob<br>Ray<td>3<td></tr><tr><td>5<td>6</tr></table>
      <script>var a = "<table><tr><td>no</td></tr></table>"</script>
      <table><caption>Pets</caption><tr><th>pet</th><th>age</th></tr><tr><td>Rex &lt;3</td><td>4</td></tr></table></body></html>`
    expect((await tablesOf('page.html', html)).found).toEqual([
      {
        name: 'page.html#People & co',
        format: 'html',
        columns: ['Name', 'home', 'work'],
        rows: [
          ['Ann Lee', '1', '2'],
          ['Bob\nRay', '3', null],
          ['Bob\nRay', '5', '6'],
        ],
      },
      { name: 'page.html#Pets', format: 'html', columns: ['pet', 'age'], rows: [['Rex <3', '4']] },
    ])
  })

  test('that calls itself a workbook is read as what it is', async () => {
    const html = '<html><table><tr><th>a</th><th>b</th></tr><tr><td>007</td><td>x</td></tr></table></html>'
    expect((await tablesOf('export.xls', html)).found[0]).toMatchObject({ format: 'html', rows: [['007', 'x']] })
  })
})

describe('XML', () => {
  test('gives a table for each list of records, attributes and elements as columns', async () => {
    const xml = `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE shop>
      <shop name="Zo\xeb"><customer id="007"><name>M\xfcller</name><tag>a</tag><tag>b</tag></customer>
      <customer id="008"><name>B &amp; C</name></customer>
      <orders><order no="1">12.50</order><order no="2">7</order></orders></shop>`
    const { found } = await tablesOf('shop.xml', Buffer.from(xml, 'latin1'))
    expect(found.map(({ name, format }) => [name, format])).toEqual([
      ['shop.xml#customer', 'xml'],
      ['shop.xml#order', 'xml'],
    ])
    expect(found[0]!.rows.map((row) => row.slice(0, 3))).toEqual([
      ['007', 'Müller', '["a","b"]'],
      ['008', 'B & C', null],
    ])
    expect(found[1]!.rows).toEqual([
      ['1', '12.50'],
      ['2', '7'],
    ])
  })

  test.each([
    ['that defines entities', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a><b>&x;</b><b/></a>', 'entities'],
    ['that is cut off', '<?xml version="1.0"?><a><b>1</b><b>', 'damaged'],
    ['without an end', `<?xml version="1.0"?>${'<a>'.repeat(5000)}`, 'levels deep'],
  ])('%s is refused', async (_, xml, why) => {
    await expect(staging.stage('bad.xml', xml)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining(why),
    })
  })
})

test('YAML is its records, aliases followed but not multiplied', async () => {
  const yaml = 'people:\n  - &a {id: 007, name: Ann, big: 12345678901234567890}\n  - id: "008"\n    name: Bob\n'
  expect((await tablesOf('people.yaml', yaml)).found[0]).toMatchObject({
    format: 'yaml',
    columns: ['id', 'name', 'big'],
  })
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map((letter, at) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(',')}]`)
    .join('\n')}\n`
  await expect(staging.stage('bomb.yaml', bomb)).rejects.toMatchObject({ code: 'file_unreadable' })
})

test('cards, calendars and directory entries are records', async () => {
  const vcf =
    'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ann;;Dr.;\r\nFN:Ann\r\n  Lee\r\nTEL;TYPE=WORK,VOICE:+49 30 1\r\nTEL;TYPE=HOME:+49 30 2\r\nADR;TYPE=HOME:;;Main St 1\\, rear;Bonn;;53111;Germany\r\nNOTE:a\\nb\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB\r\nEND:VCARD\r\n'
  const cards = (await tablesOf('people.vcf', vcf)).found[0]!
  const record = (row: number) => Object.fromEntries(cards.columns.map((name, at) => [name, cards.rows[row]![at]]))
  expect(record(0)).toMatchObject({
    'n.family': 'Lee',
    'n.prefix': 'Dr.',
    fn: 'Ann Lee',
    'tel.work': '+49 30 1',
    'tel.home': '+49 30 2',
    'adr.home.street': 'Main St 1, rear',
    note: 'a\nb',
  })
  expect(record(1)).toMatchObject({ fn: 'Zoë' })

  const ics =
    'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Visit\\, first\nDTSTART;TZID=Europe/Berlin:20210304T083000\nATTENDEE;CN="Lee, Ann":mailto:a@x.example\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:20210305\nEND:VEVENT\nEND:VCALENDAR\n'
  const events = (await tablesOf('cal.ics', ics)).found[0]!
  expect(events.columns).toEqual(['uid', 'summary', 'dtstart.timezone', 'dtstart', 'attendee.name', 'attendee'])
  expect(events.rows[0]).toEqual([
    '1',
    'Visit, first',
    'Europe/Berlin',
    '2021-03-04T08:30:00',
    'Lee, Ann',
    'mailto:a@x.example',
  ])

  const ldif =
    'version: 1\n\ndn: cn=Ann,o=x\ncn: Ann\nmail: a@x.example\nmail: b@x.example\ndescription:: Wm/Dqw==\nnote: long\n er\n\n# c\ndn: cn=Bob,o=x\ncn: Bob\n'
  const entries = (await tablesOf('people.ldif', ldif)).found[0]!
  expect(entries.rows[0]!.slice(0, 3)).toEqual(['cn=Ann,o=x', 'Ann', '["a@x.example","b@x.example"]'])
  expect(entries.rows[0]!.slice(-2)).toEqual(['Zoë', 'longer'])
})

test('a message is its head and what is attached; a mailbox the heads of its messages', async () => {
  const eml = [
    'From: =?utf-8?q?Zo=C3=AB?= <z@x.example>',
    'To: a@x.example',
    'Subject: Our data',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=q',
    '',
    '--q',
    'Content-Type: text/plain',
    '',
    'Here it is.',
    '--q',
    'Content-Type: text/csv; name="people.csv"',
    'Content-Disposition: attachment; filename="people.csv"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('id,name\n007,Ann\n').toString('base64'),
    '--q--',
    '',
  ].join('\r\n')
  const { found } = await tablesOf('mail.eml', eml)
  expect(found.map(({ name, format, rows }) => [name, format, rows.length])).toEqual([
    ['mail.eml#people.csv', 'csv', 1],
    ['mail.eml#message', 'email', 1],
  ])
  expect(found[1]!.rows[0]).toContain('Zoë <z@x.example>')
  const mbox = `From a@x Thu Mar  4 08:30:00 2021\nFrom: a@x.example\nSubject: One\n\nbody\n\nFrom b@x Fri Mar  5 08:30:00 2021\nFrom: b@x.example\nSubject: Two\n\nbody\n`
  expect((await tablesOf('all.mbox', mbox)).found[0]!.rows.map((row) => row.filter((cell) => cell !== null))).toEqual([
    ['a@x.example', 'One'],
    ['b@x.example', 'Two'],
  ])
})

describe('an SQL dump', () => {
  test('gives the rows that it inserts, strings as they were', async () => {
    const sql = `-- MySQL dump; not run
/*!40101 SET NAMES utf8 */;
CREATE TABLE IF NOT EXISTS \`people\` (\n  \`id\` int(11) NOT NULL,\n  \`name\` varchar(50) DEFAULT 'a;b',\n  \`note\` text,\n  PRIMARY KEY (\`id\`)\n);
INSERT INTO \`people\` VALUES (1,'O''Hara; "x"','line\\nbreak'),(2,NULL,'it\\'s'),
(3,'(a, b)',-1.5);
INSERT INTO people (name, id) VALUES ('Di', 4);`
    expect((await tablesOf('dump.sql', sql)).found).toEqual([
      {
        name: 'dump.sql#people',
        format: 'sql',
        columns: ['id', 'name', 'note'],
        rows: [
          ['1', 'O\'Hara; "x"', 'line\nbreak'],
          ['2', null, "it's"],
          ['3', '(a, b)', '-1.5'],
          ['4', 'Di', null],
        ],
      },
    ])
  })

  test('of PostgreSQL gives the lines that it copies', async () => {
    const sql = `SET client_encoding = 'UTF8';\nCREATE TABLE public.pets (\n    id integer,\n    name text\n);\nCOPY public.pets (id, name) FROM stdin;\n1\tRex\\tTom\n2\t\\N\n\\.\n\nSELECT 1;\nINSERT INTO public.other (a) VALUES ('x');\n`
    expect((await tablesOf('dump.sql', sql)).found.map(({ name, rows }) => [name, rows])).toEqual([
      [
        'dump.sql#pets',
        [
          ['1', 'Rex\tTom'],
          ['2', null],
        ],
      ],
      ['dump.sql#other', [['x']]],
    ])
  })
})

test('an SQLite database gives its tables and runs nothing', async () => {
  const path = join(staging.directory, 'made.db')
  const database = new DatabaseSync(path)
  database.exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, big INTEGER, raw BLOB);
    INSERT INTO people VALUES (1, 'Ann', 9007199254740993, x'00ff'), (2, NULL, -1, NULL);
    CREATE TABLE log (at TEXT); CREATE TRIGGER t AFTER INSERT ON people BEGIN INSERT INTO log VALUES ('ran'); END;
    CREATE VIEW v AS SELECT * FROM people;`)
  database.close()
  const { found } = await tablesOf('crm.db', await readFile(path))
  expect(found[0]).toEqual({
    name: 'crm.db#people',
    format: 'sqlite',
    columns: ['id', 'name', 'big', 'raw'],
    rows: [
      ['1', 'Ann', '9007199254740993', '0x00ff'],
      ['2', null, '-1', null],
    ],
  })
})

test('a packed tape archive gives its files, and tells of links', async () => {
  const tape = pack()
  tape.entry({ name: 'a/people.csv' }, 'id,name\n1,Ann\n')
  tape.entry({ name: 'link', type: 'symlink', linkname: '/etc/passwd' })
  tape.entry({ name: '../out.csv' }, 'a,b\n1,2\n')
  tape.finalize()
  const { found, warnings } = await tablesOf('all.tar.zst', zstdCompressSync(await buffer(tape)))
  expect(found.map(({ name, rows }) => [name, rows])).toEqual([['all.tar.zst', [['1', 'Ann']]]])
  expect(warnings).toEqual(['member_unread', 'member_unread'])
})

test('a Word document gives its tables, named by the headings above them', async () => {
  const cell = (text: string, more = '') =>
    `<w:tc><w:tcPr>${more}</w:tcPr><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`
  const body = `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Our staff</w:t></w:r></w:p>
    <w:tbl><w:tr>${cell('team')}${cell('name')}${cell('phone')}</w:tr>
    <w:tr>${cell('Red', '<w:vMerge w:val="restart"/>')}${cell('Ann &amp; co')}${cell('007')}</w:tr>
    <w:tr>${cell('', '<w:vMerge/>')}${cell('Bob')}${cell('008')}</w:tr></w:tbl>`
  const document = `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`
  const docx = zipOf({ '[Content_Types].xml': Buffer.from('<Types/>'), 'word/document.xml': Buffer.from(document) })
  expect((await tablesOf('staff.docx', docx)).found).toEqual([
    {
      name: 'staff.docx#Our staff',
      format: 'docx',
      columns: ['team', 'name', 'phone'],
      rows: [
        ['Red', 'Ann & co', '007'],
        ['Red', 'Bob', '008'],
      ],
    },
  ])
})

test('Arrow and Avro files are their records, numbers and days with all they hold', async () => {
  const table = tableFromArrays({
    id: ['007', '008'],
    big: BigInt64Array.from([9007199254740993n, -1n]),
    ratio: Float64Array.from([0.1, 2]),
  })
  expect((await tablesOf('a.arrow', tableToIPC(table, 'file'))).found[0]).toMatchObject({
    format: 'arrow',
    columns: ['id', 'big', 'ratio'],
    rows: [
      ['007', '9007199254740993', '0.1'],
      ['008', '-1', '2'],
    ],
  })
  const type = avro.Type.forSchema({
    type: 'record',
    name: 'P',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'tags', type: { type: 'array', items: 'string' } },
      { name: 'note', type: ['null', 'string'] },
    ],
  })
  const encoder = new avro.streams.BlockEncoder(type, { codec: 'deflate' })
  encoder.write({ id: '007', tags: ['a', 'b'], note: null })
  encoder.end({ id: '008', tags: [], note: 'x' })
  const { found } = await tablesOf('a.avro', await buffer(encoder))
  expect(found[0]).toMatchObject({ format: 'avro', columns: ['id', 'tags', 'tags[0]', 'note'] })
  expect(found[0]!.rows[1]).toEqual(['008', '[]', null, 'x'])
})
