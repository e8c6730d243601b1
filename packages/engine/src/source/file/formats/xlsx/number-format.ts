/**
 * What a number format of a workbook makes of a number.
 *
 * - `date`, `time`, `timestamp`: a day, a time of day, both.
 * - `duration`: hours beyond a day (`[h]:mm`).
 * - `mask`: digits in fixed places (`00000`, `(000) 000-0000`), where the zeros matter.
 * - `currency`: a number with the currency that the format writes beside it.
 */
export type NumberFormat =
  | { kind: 'general' | 'percent' | 'date' | 'time' | 'timestamp' | 'duration' | 'text' }
  | { kind: 'mask'; code: string }
  | { kind: 'currency'; symbol: string }

/** Formats that a workbook names by number alone (ECMA-376, 18.8.30); what is not listed is general. */
const builtIn: Record<number, string> = {
  9: '0%',
  10: '0.00%',
  14: 'm/d/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yyyy h:mm',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  49: '@',
}
// East Asian and Thai versions of the same dates and times.
for (const id of [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]) builtIn[id] = 'yyyy/m/d'
for (const id of [32, 33, 34, 35, 55, 56]) builtIn[id] = 'h:mm'

export const builtInFormat = (id: number): string => builtIn[id] ?? 'General'

/** Reads a format code, by the section that its positive numbers take. */
export function readNumberFormat(code: string): NumberFormat {
  const section = firstSection(code)
  const symbol = currencyOf(section)
  if (/\[(?:h+|m+|s+)\]/i.test(section)) return { kind: 'duration' }
  const letters = section
    .replace(/\[[^\]]*\]/g, '')
    .replace(/"[^"]*"|\\.|[_*]./g, '')
    .replace(/general|standard/gi, '')
  if (/^\s*@\s*$/.test(letters)) return { kind: 'text' }
  const clock = /[hs]|am\/pm|a\/p/i.test(letters)
  const calendar = /[ydeg年月日]/i.test(letters) || (!clock && /m/i.test(letters))
  if ((clock || calendar) && !/[#?]|0(?!0*$)/.test(letters.replace(/[s.]0+/gi, ''))) {
    return { kind: clock && calendar ? 'timestamp' : clock ? 'time' : 'date' }
  }
  if (letters.includes('%')) return { kind: 'percent' }
  if (symbol !== undefined) return { kind: 'currency', symbol }
  if (isMask(section)) return { kind: 'mask', code: section }
  return { kind: 'general' }
}

/** Up to the first `;` outside quotes. */
function firstSection(code: string): string {
  let end = 0
  for (let quoted = false; end < code.length; end++) {
    if (code[end] === '"') quoted = !quoted
    else if (code[end] === '\\') end++
    else if (code[end] === ';' && !quoted) break
  }
  return code.slice(0, end)
}

const symbols = /[$€£¥₹₽₺₩₪₫₴₦₱฿₡₲₵₸₼₾]/u

function currencyOf(section: string): string | undefined {
  const tagged = /\[\$([^\]-]+)(?:-[0-9a-f]+)?\]/i.exec(section)?.[1]?.trim()
  if (tagged) return tagged
  const quoted = [...section.matchAll(/"([^"]*)"/g)].map(([, text]) => text!.trim())
  const word = quoted.find(
    (text) => symbols.test(text) || /^(?:[A-Z]{3}|kr\.?|zł|Kč|Fr\.?|lei|Ft|R\$|лв\.?|руб\.?)$/u.test(text),
  )
  if (word) return word
  return symbols.exec(section.replace(/\[[^\]]*\]|"[^"]*"/g, ''))?.[0]
}

/** Zeros that pad a number, or digits parted into groups as no number is. */
function isMask(section: string): boolean {
  const plain = section.replace(/\[[^\]]*\]/g, '').replace(/"[^"]*"|\\./g, '-')
  if (!/^[0#\s()/.+-]+$/.test(plain)) return false
  const digits = plain.replace(/[^0#]/g, '')
  return /0{2,}/.test(plain.split('.')[0]!) && digits.length >= 2 && !/^0\.0+$/.test(plain.trim())
}
