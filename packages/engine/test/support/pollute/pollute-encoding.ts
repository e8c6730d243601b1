import { makeTable, pick, type Random } from './base-table.ts'
import { expectTable, type Pollution, polluteLines } from './pollution.ts'
import { encodeText, joinLines, plainStyle, writeLines } from './write-delimited.ts'

const words: Record<string, readonly string[]> = {
  western: ['Müller', 'Élodie', 'Straße', 'Peña', 'François', 'Ångström', 'São João'],
  polish: ['Łódź', 'Gdańsk', 'Żółć', 'Świętosław', 'Kraków'],
  czech: ['Řehoř', 'Šťastný', 'Dvořáková', 'Děčín', 'Žofie'],
  russian: ['Иван Петров', 'Москва', 'Анна', 'Санкт-Петербург'],
  greek: ['Γιώργος', 'Αθήνα', 'Μαρία', 'Θεσσαλονίκη'],
  turkish: ['İsmail Çağlar', 'İstanbul', 'Ayşe Güneş', 'Muğla'],
  japanese: ['山田太郎', '東京都', '鈴木花子', '大阪府', 'カタカナ'],
  chinese: ['张伟', '北京市', '上海', '王芳', '广州'],
  taiwanese: ['張偉', '臺北市', '高雄', '王芳', '廣州'],
  korean: ['김철수', '서울', '부산', '이영희', '대한민국'],
  any: ['Zoë', '東京', 'Łódź', '😀 ok', 'Иван', 'naïve'],
}

/** A table with words of a language in it, in an encoding, behind a mark. */
function encoded(random: Random, encoding: string, language: string, mark = '') {
  const table = makeTable(random, { minRows: 25 })
  const rows = table.rows.map((row) => row.map((cell, at) => (at === 1 ? pick(random, words[language]!) : cell)))
  const text = mark + joinLines(writeLines([table.names, ...rows], plainStyle))
  return { bytes: encodeText(text, encoding), tables: [expectTable({ ...table, rows })], aside: { header: 1 } }
}

const inEncoding =
  (encodings: readonly string[], language: string, mark = ''): Pollution =>
  (random) =>
    encoded(random, pick(random, encodings), language, mark)

export const encodingPollutions: Record<string, Pollution> = {
  'UTF-8': inEncoding(['utf-8'], 'any'),
  'UTF-8 with a mark': inEncoding(['utf-8'], 'any', '\ufeff'),
  'UTF-8 with two marks': inEncoding(['utf-8'], 'any', '\ufeff\ufeff'),
  'UTF-16 with a mark': inEncoding(['utf-16le', 'utf-16be'], 'any', '\ufeff'),
  'UTF-16 without a mark': inEncoding(['utf-16le', 'utf-16be'], 'western'),
  'UTF-32': (random) => encoded(random, pick(random, ['utf-32le', 'utf-32be']), 'any', pick(random, ['', '\ufeff'])),
  'Western Europe': inEncoding(['windows-1252', 'macintosh'], 'western'),
  'Central Europe': (random) =>
    encoded(random, pick(random, ['windows-1250', 'iso-8859-2']), pick(random, ['polish', 'czech'])),
  Cyrillic: inEncoding(['windows-1251', 'koi8-r', 'iso-8859-5', 'ibm866'], 'russian'),
  Greek: inEncoding(['windows-1253'], 'greek'),
  Turkish: inEncoding(['windows-1254'], 'turkish'),
  'Shift-JIS': inEncoding(['shift_jis', 'euc-jp'], 'japanese'),
  GB18030: inEncoding(['gb18030'], 'chinese'),
  Big5: inEncoding(['big5'], 'taiwanese'),
  'EUC-KR': inEncoding(['euc-kr'], 'korean'),
  'UTF-8 with broken bytes': (random) => {
    const file = encoded(random, 'utf-8', 'western')
    const row = random(file.tables[0]!.rows.length)
    const bytes = [...file.bytes]
    let at = 0
    for (let line = 0; line <= row; line++) at = bytes.indexOf(10, at) + 1
    // A lone 0xE9 at the end of the row's first cell.
    const comma = bytes.indexOf(44, at)
    bytes.splice(comma, 0, 0xe9)
    const rows = file.tables[0]!.rows.map((cells, place) => (place === row ? cells.with(0, `${cells[0]}é`) : cells))
    return {
      ...file,
      bytes: Buffer.from(bytes),
      tables: [{ ...file.tables[0]!, rows }],
      warnings: ['broken_encoding'],
    }
  },
  'a mark before each part of a file': (random) =>
    polluteLines(
      random,
      (lines) => lines.flatMap((line, at) => [at === 0 ? `\ufeff${line}` : at === 4 ? `\ufeff${line}` : line]),
      { warnings: ['marks_removed'] },
    ),
  'two files with marks, one after the other': (random) => {
    const table = makeTable(random)
    const text = `\ufeff${joinLines(writeLines([table.names, ...table.rows], { ...plainStyle, quoting: 'all' }))}`
    const rows = [...table.rows, ...table.rows]
    return { bytes: Buffer.from(text + text), tables: [expectTable({ ...table, rows })], aside: { header: 2 } }
  },
  'a mark for the end of a file': (random) => {
    const file = polluteLines(random, (lines) => lines)
    return { ...file, bytes: Buffer.concat([file.bytes, Buffer.from([0x1a])]), aside: undefined }
  },
}
