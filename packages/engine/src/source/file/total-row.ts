const words =
  'grand total|sub[ -]?total|total general|total général|total|totals|totale|totaal|sum total|sum|summe|zwischensumme|gesamtsumme|gesamt|insgesamt|endsumme|suma|somme|soma|eindtotaal|subtotaal|итого|всего|合計|小計|总计|合计'
const totalPattern = new RegExp(`^(?:${words})(?![\\p{L}\\p{N}])`, 'iu')

/** Whether a cell says that its record adds up others. Names of things begin so too: the record must bear it out. */
export const isTotalLabel = (cell: string): boolean => cell.length <= 80 && totalPattern.test(cell.trim())

/** First letters of the words above, both cases; any byte beyond ASCII may begin one. */
const beginnings = new Uint8Array(256)
for (const letter of 'gstzieGSTZIE') beginnings[letter.charCodeAt(0)] = 1
for (let byte = 0x80; byte < 256; byte++) beginnings[byte] = 1
const seconds = new Uint8Array(256)
for (const letter of 'ruoweniRUOWENI') seconds[letter.charCodeAt(0)] = 1
for (let byte = 0x80; byte < 256; byte++) seconds[byte] = 1

/** `isTotalLabel` of the first cell that holds something, on bytes: almost every record is told by its first two. */
export function looksLikeTotal(record: Buffer, start: number, end: number, delimiter: number, quote: number): boolean {
  let at = start
  while (at < end && (record[at] === delimiter || record[at]! <= 32 || record[at] === quote)) at++
  if (beginnings[record[at]!] !== 1 || seconds[record[at + 1]!] !== 1) return false
  const stop = Math.min(end, at + 160)
  let cellEnd = at
  while (cellEnd < stop && record[cellEnd] !== delimiter && record[cellEnd] !== quote && record[cellEnd]! >= 32)
    cellEnd++
  return isTotalLabel(record.toString('utf8', at, cellEnd))
}
