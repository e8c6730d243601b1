/**
 * Reads RFC 4180 CSV as Godwit writes it: commas, double quotes, CRLF or LF. An empty line at the very end is no record.
 * For whole small files in memory; customers' files go through staging.
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let quoted = false
  const endCell = () => {
    record.push(cell)
    cell = ''
  }
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') endCell()
    else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[at + 1] === '\n') at++
      endCell()
      records.push(record)
      record = []
    } else cell += char
  }
  if (cell !== '' || record.length > 0) {
    endCell()
    records.push(record)
  }
  return records
}
