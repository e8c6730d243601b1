import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { buffer } from 'node:stream/consumers'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import avro from 'avsc'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EngineError } from '../errors.ts'
import { writePdf } from './test-pdf.ts'
import { openTestStaging } from './test-staging.ts'
import { zipOf } from './test-zip.ts'
import { watchReaders } from './watch-readers.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

const MiB = 1024 * 1024
const good = Buffer.from('id,name\n007,Ann\n008,Bob\n')

/** Stages a file; whatever becomes of it, its readers kept within their bounds and are gone. */
async function outcome(name: string, bytes: string | Uint8Array) {
  const watch = watchReaders()
  const result = await staging.stage(name, bytes).then(
    (staged) => ({ staged, message: '', code: '' }),
    (error: unknown) => {
      if (!(error instanceof EngineError)) throw error
      return { staged: undefined, message: error.message, code: error.code as string }
    },
  )
  const { peakMebibytes, workedSeconds, left } = watch.stop()
  expect(left, 'processes left behind').toEqual([])
  expect(peakMebibytes, 'MiB of a reader').toBeLessThanOrEqual(512)
  expect(workedSeconds, 'seconds of work').toBeLessThanOrEqual(10)
  return {
    ...result,
    tables: result.staged?.tables.map((table) => table.name) ?? [],
    warnings: result.staged?.warnings ?? [],
    figures: { peakMebibytes, workedSeconds },
  }
}

async function refused(name: string, bytes: string | Uint8Array, why: RegExp) {
  const { code, message, tables } = await outcome(name, bytes)
  expect(tables).toEqual([])
  expect(code).toMatch(/^file_/)
  expect(message).toMatch(why)
  expect(message.length).toBeLessThan(900)
}

/** A zip file whose members may be packed, and may lie about what they are. */
function packedZip(
  members: { name: string; packed: Buffer; size: number; crc?: number; at?: number; mode?: number }[],
) {
  const local: Buffer[] = []
  const central: Buffer[] = []
  const places: number[] = []
  let offset = 0
  for (const [index, { name, packed, size, crc = 0, at, mode = 0 }] of members.entries()) {
    const path = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc, 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(path.length, 22)
    const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, Buffer.alloc(14), path])
    entry.writeUInt32LE(mode * 0x10000, 38)
    places[index] = at === undefined ? offset : places[at]!
    entry.writeUInt32LE(places[index]!, 42)
    central.push(entry)
    if (at !== undefined) continue
    const header = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed])
    local.push(header)
    offset += header.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(central.length, 8)
  end.writeUInt16LE(central.length, 10)
  end.writeUInt32LE(Buffer.concat(central).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, ...central, end])
}

const member = (name: string, bytes: Uint8Array) => ({
  name,
  packed: deflateRawSync(bytes),
  size: bytes.length,
  crc: crc32(bytes),
})
const zeros = Buffer.alloc(300 * MiB)
const bomb = member('bomb.csv', zeros)

describe('a zip file', () => {
  test('with a bomb in it gives its other files', async () => {
    const { tables, warnings } = await outcome(
      'all.zip',
      packedZip([member('a.csv', good), bomb, member('b.csv', good)]),
    )
    expect(tables).toEqual(['all.zip#a.csv', 'all.zip#b.csv'])
    expect(warnings.map(({ message }) => message).join()).toMatch(
      /bomb\.csv in the archive was not read: it unpacks to more/,
    )
  })

  test('that lies about the size of a member gives the others', async () => {
    const { tables, warnings } = await outcome(
      'all.zip',
      packedZip([{ ...bomb, size: 1000 }, member('b.csv', good), { ...member('c.csv', good), size: 5 }]),
    )
    expect(tables).toEqual(['all.zip'])
    expect(warnings.filter(({ code }) => code === 'member_unread')).toHaveLength(2)
  })

  test('whose members overlap is refused', async () => {
    const packed = deflateRawSync(Buffer.alloc(10 * MiB))
    const members = Array.from({ length: 200 }, (_, at) => ({
      name: `${at}.csv`,
      packed,
      size: 10 * MiB,
      ...(at === 0 ? {} : { at: 0 }),
    }))
    await refused('overlap.zip', packedZip(members), /overlap/)
  })

  test('of zip files of zip files ends soon, and says so', async () => {
    let inner: Buffer = packedZip([bomb])
    for (let level = 0; level < 5; level++)
      inner = zipOf(Object.fromEntries(Array.from({ length: 4 }, (_, at) => [`${level}-${at}.zip`, inner])))
    const { tables, warnings } = await outcome('nested.zip', zipOf({ 'a.csv': good, 'bomb.zip': inner, 'b.csv': good }))
    expect(tables).toEqual(['nested.zip#a.csv', 'nested.zip#b.csv'])
    expect(warnings.length).toBeLessThan(110)
  })

  test('leads nowhere out of it', async () => {
    const { tables, warnings } = await outcome(
      'paths.zip',
      packedZip([
        member('../../../tmp/godwit-out.csv', good),
        member('/etc/cron.d/out.csv', good),
        member('C:\\out.csv', good),
        { ...member('link.csv', Buffer.from('/etc/passwd')), mode: 0o120_777 },
        member('a.csv', good),
      ]),
    )
    expect(tables).toEqual(['paths.zip'])
    expect(warnings.map(({ code }) => code)).toEqual(Array(4).fill('member_unread'))
    expect(existsSync('/tmp/godwit-out.csv')).toBe(false)
  })

  test('of names that no screen shows is read, and told of in one line', async () => {
    const long = `${'x'.repeat(300)}.csv`
    const { tables, warnings } = await outcome(
      'names.zip',
      zipOf({ [long]: good, 'a\nb\u0007.csv': good, 'bad\n\u001b[31m.csv': Buffer.from('%PDF-1.4') }),
    )
    expect(tables).toHaveLength(2)
    for (const { message } of warnings) expect(message).toMatch(/^[^\p{Cc}]{1,500}$/u)
  })
})

describe('a packed file', () => {
  test('in a packed file in a packed file does not multiply', async () => {
    await refused('a.csv.gz.gz.gz', gzipSync(gzipSync(gzipSync(zeros))), /200 times/)
  })

  test('that is another thing than its name says is read as what it is', async () => {
    expect((await outcome('people.xlsx', good)).tables).toEqual(['people.xlsx'])
    expect((await outcome('people.csv', zipOf({ 'a.csv': good }))).tables).toEqual(['people.csv'])
    await refused('people.pdf', Buffer.from('MZ\x90\x00\x03'.padEnd(500, '\x00'), 'latin1'), /program/)
  })
})

describe('a tape archive', () => {
  test('with links, devices and paths that lead out gives its files', async () => {
    const tape = pack()
    tape.entry({ name: 'link.csv', type: 'symlink', linkname: '/etc/passwd' })
    tape.entry({ name: 'hard.csv', type: 'link', linkname: '/etc/passwd' })
    tape.entry({ name: 'device', type: 'block-device' })
    tape.entry({ name: 'a/../../b.csv' }, 'a,b\n1,2\n')
    tape.entry({ name: '/tmp/b.csv' }, 'a,b\n1,2\n')
    tape.entry({ name: 'ok.csv' }, good)
    tape.finalize()
    const { tables, warnings } = await outcome('all.tar', await buffer(tape))
    expect(tables).toEqual(['all.tar'])
    expect(warnings.filter(({ code }) => code === 'member_unread')).toHaveLength(5)
  })

  test('that lies about a size gives what came before', async () => {
    const tape = pack()
    tape.entry({ name: 'ok.csv' }, good)
    tape.entry({ name: 'lie.csv' }, good)
    tape.finalize()
    const bytes = await buffer(tape)
    // The second header: 8 GiB, its checksum made anew.
    bytes.write('77777777777\0', 1024 + 124, 'latin1')
    bytes.write('        ', 1024 + 148, 'latin1')
    const sum = bytes.subarray(1024, 1536).reduce((total, byte) => total + byte, 0)
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 1024 + 148, 'latin1')
    const { tables, warnings } = await outcome('lie.tar', bytes)
    expect(tables).toHaveLength(1)
    expect(warnings.map(({ message }) => message).join()).toMatch(/larger than the archive|damaged/)
  })
})

const sheetXml = (rows: string) =>
  `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`

/** A workbook of sheets in XML, after a sheet with a table that should always be read. */
function workbookOf(sheets: (string | Buffer)[], more: Record<string, string | Buffer> = {}): Buffer {
  const all = [
    sheetXml(
      '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>name</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>Ann</v></c></row>',
    ),
    ...sheets,
  ]
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const parts: Record<string, string | Buffer> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="${relations}"><sheets>${all.map((_, at) => `<sheet name="S${at + 1}" sheetId="${at + 1}" r:id="r${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${all.map((_, at) => `<Relationship Id="r${at + 1}" Type="${relations}/worksheet" Target="worksheets/s${at + 1}.xml"/>`).join('')}<Relationship Id="str" Type="${relations}/sharedStrings" Target="strings.xml"/></Relationships>`,
    ...Object.fromEntries(all.map((xml, at) => [`xl/worksheets/s${at + 1}.xml`, xml])),
    ...more,
  }
  return packedZip(Object.entries(parts).map(([name, bytes]) => member(name, Buffer.from(bytes as string))))
}

const rowsOf = (count: number, write: (row: number) => string) =>
  Array.from({ length: count }, (_, at) => write(at + 1)).join('')

describe('a workbook', () => {
  test('with a million empty rows is its other sheet', async () => {
    const empty = sheetXml(rowsOf(1_048_576, (row) => `<row r="${row}" spans="1:3"/>`))
    expect((await outcome('empty.xlsx', workbookOf([empty]))).tables).toEqual(['empty.xlsx#S1'])
  })

  test('with a cell in the last column of many rows is its other sheet, and says so', async () => {
    const far = sheetXml(
      rowsOf(20_000, (row) => `<row r="${row}"><c r="A${row}"><v>1</v></c><c r="XFD${row}" t="str"><v>x</v></c></row>`),
    )
    const { tables, warnings } = await outcome('far.xlsx', workbookOf([far]))
    expect(tables).toEqual(['far.xlsx#S1'])
    expect(warnings.map(({ message }) => message).join()).toMatch(/scattered over \d+ rows and 16384 columns/)
  })

  test('with cells where no sheet has any is refused from there on', async () => {
    for (const row of [
      '<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>',
      '<row r="99999999999"><c r="A1"><v>1</v></c></row>',
      '<row r="1"><c r="1"><v>1</v></c></row>',
    ]) {
      const { tables, warnings } = await outcome('none.xlsx', workbookOf([sheetXml(row)]))
      expect(tables).toEqual(['none.xlsx#S1'])
      expect(warnings.map(({ message }) => message).join()).toMatch(/no sheet has/)
    }
  })

  test('with a few cells merged over all rows does not grow', async () => {
    const merges = rowsOf(16_000, (at) => `<mergeCell ref="${columnName(at)}1:${columnName(at)}1048576"/>`)
    const xml = sheetXml(
      `<row r="1">${rowsOf(16_000, (at) => `<c r="${columnName(at)}1"><v>1</v></c>`)}</row>${rowsOf(500, (row) => `<row r="${row + 1}"><c r="A${row + 1}"><v>1</v></c></row>`)}`,
    ).replace('</worksheet>', `<mergeCells>${merges}</mergeCells></worksheet>`)
    const { tables, message } = await outcome('merged.xlsx', workbookOf([xml]))
    expect(tables, message).toContain('merged.xlsx#S1')
  })

  test('with shared strings larger than memory is refused', async () => {
    const strings = Buffer.from(`<sst>${`<si><t>${'ab'.repeat(1000)}</t></si>`.repeat(150_000)}</sst>`)
    await refused('strings.xlsx', workbookOf([], { 'xl/strings.xml': strings }), /200 times|256 MiB|memory/)
  })

  test('with one endless row or string is refused or read', async () => {
    const { tables } = await outcome(
      'row.xlsx',
      workbookOf([sheetXml(`<row r="1"><c r="A1" t="str"><v>${'x'.repeat(60 * MiB)}`)]),
    )
    expect(tables).toEqual(['row.xlsx#S1'])
  })

  test('that defines entities is refused', async () => {
    const lol = `<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>`
    await refused(
      'bomb.xlsx',
      workbookOf([], { 'xl/workbook.xml': `<?xml version="1.0"?>${lol}<workbook>&b;</workbook>` }),
      /entities/,
    )
    const inSheet = await outcome('bomb.xlsx', workbookOf([sheetXml('').replace('<worksheet', `${lol}<worksheet`)]))
    expect(inSheet.tables).toEqual(['bomb.xlsx#S1'])
    const docx = zipOf({
      '[Content_Types].xml': Buffer.from('<Types/>'),
      'word/document.xml': Buffer.from(`<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>`),
    })
    await refused('spy.docx', docx, /entities/)
  })

  test('of another kind that repeats a cell a million times is refused', async () => {
    const XLSX = createRequire(import.meta.url)('@e965/xlsx') as typeof import('@e965/xlsx')
    const book = XLSX.utils.book_new()
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['a'], ['b']]), 'A')
    const ods = XLSX.write(book, { type: 'buffer', bookType: 'ods' }) as Buffer
    const bytes = Buffer.from(ods)
    const { members } = splitStored(bytes)
    const content = members['content.xml']!.toString()
      .replace(
        /<table:table-cell office:value-type/,
        '<table:table-cell table:number-columns-repeated="16000" office:value-type',
      )
      .replace(/<table:table-row>/, '<table:table-row table:number-rows-repeated="1000000">')
    const { message, tables } = await outcome('many.ods', zipOf({ ...members, 'content.xml': Buffer.from(content) }))
    expect(tables.length === 1 || /memory|come forward|scattered/.test(message)).toBe(true)
  })
})

function columnName(number: number): string {
  let name = ''
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}

/** Members of a zip file as the spreadsheet library writes it: without compression, sizes in front. */
function splitStored(bytes: Buffer): { members: Record<string, Buffer> } {
  const members: Record<string, Buffer> = {}
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const nameEnd = at + 30 + bytes.readUInt16LE(at + 26)
    const start = nameEnd + bytes.readUInt16LE(at + 28)
    const end = start + bytes.readUInt32LE(at + 18)
    members[bytes.toString('utf8', at + 30, nameEnd)] = bytes.subarray(start, end)
    at = end
  }
  return { members }
}

describe('nesting', () => {
  const deep = 200_000
  test.each([
    ['deep.json', '['.repeat(deep)],
    ['deep.json', `{"a":`.repeat(deep)],
    ['closed.json', '['.repeat(deep) + ']'.repeat(deep)],
    ['deep.xml', `<?xml version="1.0"?>${'<a>'.repeat(deep)}`],
    ['deep.yaml', `a: ${'['.repeat(deep)}`],
    ['lines.yaml', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['deep.html', `<!DOCTYPE html><table>${'<div>'.repeat(deep)}`],
    ['tables.html', `<!DOCTYPE html>${'<table><tr><td>x'.repeat(deep)}`],
    [
      'deep.eml',
      Array.from(
        { length: 3000 },
        (_, at) => `Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b${at}"\n\n--b${at}\n`,
      ).join(''),
    ],
  ])('without end of %s is refused or read in time', async (name, text) => {
    const { code, message } = await outcome(name, text)
    if (code !== '') expect(message).toMatch(/\.$/)
  })

  test('of entities, aliases and spans does not multiply', async () => {
    const lol = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><l><r>&b;</r><r>&b;</r></l>`
    await refused('lol.xml', lol, /entities/)
    await refused(
      'spy.xml',
      `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><l/>`,
      /entities/,
    )
    const levels = Array.from({ length: 12 }, (_, at) =>
      at === 0
        ? 'a0: &a0 [x,x,x,x,x,x,x,x,x]'
        : `a${at}: &a${at} [${Array(9)
            .fill(`*a${at - 1}`)
            .join(',')}]`,
    )
    await refused('lol.yaml', levels.join('\n'), /aliases/)
    const spans = `<!DOCTYPE html><table>${`<tr>${'<td colspan=9999 rowspan=9999>x'.repeat(500)}`.repeat(50)}</table>`
    await outcome('spans.html', spans)
  })
})

describe('a document', () => {
  test('whose objects go in circles is refused or read', async () => {
    const pdf = writePdf([
      {
        text: [
          [50, 700, 10, 'a'],
          [200, 700, 10, 'b'],
        ],
      },
    ]).toString('latin1')
    for (const cycle of [
      pdf.replace(/\/Kids \[[^\]]*\]/, '/Kids [2 0 R]     '.slice(0, /\/Kids \[[^\]]*\]/.exec(pdf)![0].length)),
      pdf.replace(/\/Count 1/, '/Count 4999999'),
      pdf.replace(/\/Count 1 /, '/Count 4000 '),
      pdf.replace(/\/Parent 2 0 R/, '/Parent 4 0 R'),
      pdf.replace(/\/Contents 3 0 R/, '/Contents 4 0 R'),
      pdf.replace(/\/Length \d+/, '/Length 3 0 R'),
    ]) {
      const { tables, message } = await outcome('cycle.pdf', Buffer.from(cycle, 'latin1'))
      if (tables.length === 0) expect(message).toMatch(/could not be read: .*\./)
    }
  })

  test('with a stream that unpacks to gigabytes is refused', async () => {
    const body = deflatePdf(Buffer.alloc(600 * MiB, ' '))
    const objects = [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
    ].map((text, at) => Buffer.from(`${at + 1} 0 obj\n${text}\nendobj\n`))
    const stream = Buffer.concat([
      Buffer.from(`4 0 obj\n<< /Length ${body.length} /Filter /FlateDecode >>\nstream\n`),
      body,
      Buffer.from('\nendstream\nendobj\n'),
    ])
    await refused(
      'stream.pdf',
      Buffer.concat([
        Buffer.from('%PDF-1.4\n'),
        ...objects,
        stream,
        Buffer.from('trailer << /Root 1 0 R /Size 5 >>\n%%EOF'),
      ]),
      /memory|damaged|no table|come forward/,
    )
  })
})

const deflatePdf = (bytes: Buffer): Buffer => {
  // A zlib stream, as PDF has it: the header, the raw stream, any checksum.
  return Buffer.concat([Buffer.from([0x78, 0x9c]), deflateRawSync(bytes), Buffer.alloc(4)])
}

describe('a database', () => {
  async function databaseOf(statements: string): Promise<Buffer> {
    const path = join(staging.directory, `made-${databases++}.db`)
    const database = new DatabaseSync(path)
    database.exec(statements)
    database.close()
    return readFile(path)
  }
  let databases = 0

  test('gives its tables; triggers, views, virtual tables and costly columns hurt nobody', async () => {
    const bytes =
      await databaseOf(`CREATE TABLE people (id TEXT, name TEXT); INSERT INTO people VALUES ('007', 'Ann'), ('008', 'Bob');
      CREATE VIEW forever AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
      CREATE TRIGGER t AFTER INSERT ON people BEGIN DELETE FROM people; END;
      CREATE VIRTUAL TABLE words USING fts5(a);
      CREATE TABLE heavy (id INT, blob GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL); INSERT INTO heavy (id) VALUES (1);`)
    const { tables, warnings } = await outcome('all.db', bytes)
    expect(tables).toContain('all.db#people')
    expect(tables.join()).not.toMatch(/forever/)
    expect(warnings.map(({ code }) => code)).toContain('virtual_tables')
  })

  test('with damaged pages gives the tables that are whole', async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => `(${at}, 'name ${at}')`).join(',')
    const bytes = await databaseOf(
      `CREATE TABLE a (id INT, name TEXT); INSERT INTO a VALUES ${rows}; CREATE TABLE b (id INT, name TEXT); INSERT INTO b VALUES ${rows};`,
    )
    // Page 3 is the root of the second table.
    bytes.fill(0xff, 2 * 4096 + 12, 3 * 4096)
    const { tables, warnings } = await outcome('half.db', bytes)
    expect(tables).toEqual(['half.db#b'])
    expect(warnings.map(({ message }) => message).join()).toMatch(/table a was not read/)
  })

  test('whose pages name one page again and again does not grow without end', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `(${at}, '${'x'.repeat(50)}')`).join(',')
    const bytes = await databaseOf(`CREATE TABLE a (id INT, name TEXT); INSERT INTO a VALUES ${rows};`)
    // Interior pages: all children are the first one.
    for (let page = 0; page < bytes.length / 4096; page++) {
      const at = page * 4096 + (page === 0 ? 100 : 0)
      if (bytes[at] !== 5) continue
      const cells = bytes.readUInt16BE(at + 3)
      const first = bytes.readUInt32BE(page * 4096 + bytes.readUInt16BE(at + 12))
      for (let cell = 0; cell < cells; cell++)
        bytes.writeUInt32BE(first, page * 4096 + bytes.readUInt16BE(at + 12 + cell * 2))
    }
    await outcome('again.db', bytes)
  })

  test('as a dump of one endless string is refused', async () => {
    await refused('endless.sql', `INSERT INTO t VALUES ('${'x'.repeat(80 * MiB)}`, /longer than 64 MiB/)
  })
})

describe('records', () => {
  test('of lengths that lie are refused', async () => {
    const arrow = Buffer.from(tableToIPC(tableFromArrays({ id: ['1', '2'] }), 'file'))
    for (const at of [8, 12, 40, 200, arrow.length - 14]) {
      const lying = Buffer.from(arrow)
      lying.writeUInt32LE(0x7fffffff, Math.min(at, lying.length - 4))
      await outcome('lie.arrow', lying)
    }
    const type = avro.Type.forSchema({
      type: 'record',
      name: 'P',
      fields: [{ name: 'id', type: { type: 'array', items: 'null' } }],
    })
    const encoder = new avro.streams.BlockEncoder(type, { codec: 'null' })
    encoder.end({ id: [null] })
    const bytes = await buffer(encoder)
    // The block: one record of four bytes; now an array of two to the fortieth nothings.
    const block = bytes.lastIndexOf(Buffer.from([2, 6, 2, 0]))
    const body = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0])
    const sync = bytes.subarray(bytes.length - 16)
    const head = bytes.subarray(0, block < 0 ? bytes.length - 20 : block)
    await refused(
      'lie.avro',
      Buffer.concat([head, Buffer.from([2, body.length * 2]), body, sync]),
      /memory|damaged|come forward/,
    )
    await refused('cut.avro', bytes.subarray(0, bytes.length - 3), /damaged|cut off/)
  })
})

describe('a message', () => {
  test('with thousands of attachments gives the first ones, and says so', async () => {
    const parts = Array.from(
      { length: 1000 },
      (_, at) =>
        `--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="../${at}.csv"\n\nid,name\n1,Ann\n`,
    ).join('')
    const mail = `From: a@x.example\nSubject: Hi\nDate: Thu, 4 Mar 2021 08:30:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n${parts}--b--\n`
    const { tables, warnings } = await outcome('many.eml', mail)
    expect(tables).toHaveLength(201)
    expect(warnings.map(({ message }) => message).join()).toMatch(/1000 attachments; the first 200/)
  })
})

describe('text', () => {
  test.each(['x.vcf', 'x.ics', 'x.ldif', 'x.mbox'])('of one endless line as %s is refused', async (name) => {
    const begin = {
      'x.vcf': 'BEGIN:VCARD\nVERSION:3.0\nNOTE:',
      'x.ics': 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:',
      'x.ldif': 'dn: cn=a\nname: ',
      'x.mbox': 'From a@x Thu Mar  4 08:30:00 2021\nSubject: ',
    }[name]
    await refused(name, `${begin}${'x'.repeat(40 * MiB)}`, /longer than 16 MiB/)
  })

  test('of one endless line, or ten million columns, is refused', async () => {
    await refused('line.csv', 'x'.repeat(80 * MiB), /./)
    await refused('wide.csv', `${'a,'.repeat(10_000_000)}a\n${'1,'.repeat(10_000_000)}1\n`, /more than 20000/)
  })

  test('that names fields as programs name their own things keeps them', async () => {
    const card = 'BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nCONSTRUCTOR:c\n__PROTO__:p\nEND:VCARD\n'
    const { staged } = await outcome('odd.vcf', card)
    const namesOf = (of: typeof staged) => of!.tables[0]!.columns.map(({ name }) => name)
    expect(namesOf(staged)).toEqual(['fn', 'constructor', '__proto__'])
    const xml =
      '<?xml version="1.0"?><a><r><__proto__>p</__proto__><constructor>c</constructor></r><r><toString>s</toString></r></a>'
    const found = await outcome('odd.xml', xml)
    expect(namesOf(found.staged)).toEqual(['__proto__', 'constructor', 'toString'])
    expect(found.staged!.tables[0]!.row_count).toBe(2)
  })
})
