import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cell, type CleanScan, CleanScanner, splitRecords } from './index.ts'

const dialect = { delimiter: ',', quote: '"', escape: '"' }

function scan(content: string | Buffer, { columns = 2, crlf = false, hasHeader = true, pieces = 1e9 } = {}): CleanScan {
  const bytes = Buffer.from(content)
  const scanner = new CleanScanner({ dialect, columns, crlf, hasHeader })
  for (let at = 0; at < bytes.length; at += pieces) if (!scanner.add(bytes.subarray(at, at + pieces))) break
  return scanner.finish()
}
const why = (content: string | Buffer, options = {}) => {
  const found = scan(content, options)
  return found.clean ? 'clean' : found.why
}

describe('CleanScanner', () => {
  test('counts records, bytes of cells and the longest record', () => {
    expect(scan('a,b\n1,"x ""y"""\né,\n')).toEqual({
      clean: true,
      records: 3,
      contentBytes: 1 + 5 + 2,
      longestRecordBytes: 12,
      quoted: true,
    })
  })

  test.each([
    ['a,b\n1,2,3\n', 'record 2: more cells than the header'],
    ['a,b\n1\n', 'record 2: fewer cells than the header'],
    ['a,b\n1,2\r\n', 'record 2: mixed line ends'],
    ['a,b\n1,x"y\n', 'record 2: a quote inside an unquoted cell'],
    ['a,b\n1,"x"y\n', 'record 2: text after a closing quote'],
    ['a,b\n1, "x"\n', 'record 2: a quote inside an unquoted cell'],
    ['a,b\n1,"x\n', 'record 2: a quote is not closed'],
    ['a,b\n1,\u0000\n', 'record 2: a NUL character'],
    ['a,b\n,\n1,2\n', 'record 2: a blank record'],
    ['a,b\n" ",\t\n1,2\n', 'record 2: a blank record'],
    ['a,b\n1,2\na,b\n', 'record 3: the header again'],
    ['a,b\n1,2\nTotal:,2\n', 'record 3: what looks like a total'],
    ['a,b\n1,2\n,Summe\n', 'record 3: what looks like a total'],
    ['a,b\n1,2\n\ufeff3,4\n', 'record 3: a byte order mark'],
    ['a,b\n---,---\n3,4\n', 'record 2: a drawn line'],
  ])('refuses %j', (content, reason) => {
    expect(why(content)).toBe(reason)
  })

  test('refuses a section row, which needs a closer look', () => {
    expect(why('a,b,c\nGroup,,\n', { columns: 3 })).toBe('record 2: a single filled cell')
  })

  test('refuses broken UTF-8, also over the seam of two pieces and at the end', () => {
    expect(why(Buffer.from([97, 44, 98, 10, 0xc3, 44, 49, 10]))).toContain('broken UTF-8')
    expect(why(Buffer.from('a,b\né,1\n'), { pieces: 5 })).toBe('clean')
    expect(why(Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xe2, 0x82])]))).toContain('broken UTF-8')
  })

  test('takes a byte order mark, CRLF, and a last line without an end', () => {
    expect(why('\ufeffa,b\r\n1,2\r\n"x\ny",4', { crlf: true })).toBe('clean')
    expect(why('a,b\r\n1,2\n', { crlf: true })).toContain('mixed line ends')
  })

  test('whatever it calls clean, the splitter reads in the same way, in pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '1', ',', ',', '"', '""', '\n', '\r\n', ' ', 'é', 'b,c', '\n1,'), {
          maxLength: 24,
        }),
        fc.integer({ min: 1, max: 8 }),
        (tokens, pieces) => {
          const text = `h,i\n${tokens.join('')}`
          const found = scan(text, { pieces })
          expect(found).toEqual(scan(text))
          if (!found.clean) return
          const records: Cell[][] = []
          let flawed = false
          splitRecords(text, 0, { dialect, isLast: true }, (cells, flaws) => {
            records.push(cells)
            flawed ||= flaws !== 0
            return true
          })
          expect(flawed).toBe(false)
          expect(records.length).toBe(found.records)
          expect(records.every((cells) => cells.length === 2)).toBe(true)
          const content = records.slice(1).flat().join('')
          expect(Buffer.byteLength(content)).toBe(found.contentBytes)
        },
      ),
      { numRuns: 5000 },
    )
  })
})
