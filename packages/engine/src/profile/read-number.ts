import { currencyCodes } from '../values/index.ts'

/** How a number is written, judged on one value. `mark` is null where the value does not tell. */
export type NumberLook = {
  /** `dot` and `comma` name the decimal mark; `either` is a single mark before exactly three digits. */
  mark: 'dot' | 'comma' | 'plain' | 'either_dot' | 'either_comma'
  money: boolean
  percent: boolean
  /** A unit or factor after the number (`kg`, `h`, `k`, `M`), lower-cased except for the factors. */
  unit: string | null
}

// Signs of any money, ISO codes, and the abbreviations that are no units. `R14` is a number of something, not rand.
const sign =
  '(?:[A-Za-z]{0,3}\\p{Sc}(?:US|GB|AU|CA|NZ|MX|SG|HK)?|[DNSI]kr|kr\\.?|Kč|zł|Ft|[Ll]ei|Rs\\.?|S?Fr\\.?|RM|Rp\\.?|TL|руб\\.?|р\\.|грн\\.?|лв\\.?|[Dd]in\\.?|F?CFA|Dhs?|[Ee]uros?)'
const signAround = new RegExp(`^(?:${sign}|R(?=\\s\\d|\\d[\\d ]*[.,]\\d))\\s?|\\s?${sign}$`, 'u')
const codeAround = /^([A-Z]{3})\s?(?=[-+\d.,(])|(?<=[\d.,)-])\s?([A-Z]{3})$/

/** The text without the currency at one of its ends. */
function withoutCurrency(value: string): string {
  const code = codeAround.exec(value)
  if (code && currencyCodes.has((code[1] ?? code[2])!)) return value.replace(codeAround, '')
  return value.replace(signAround, '')
}

const unitAtEnd = /\s?(%|[A-Za-zµ°²³]{1,8}|‰)\.?$/

/** Reads how a text is written as a number; null when it is none. Currency, units, brackets and blanks are allowed. */
export function readNumberLook(raw: string): NumberLook | null {
  let value = raw.trim()
  if (value.length === 0 || value.length > 40 || !/\d/.test(value)) return null
  const bracketed = /^\((.*)\)$/.exec(value)
  if (bracketed) value = bracketed[1]!.trim()
  let money = false
  value = value.replace(/^[-+−]\s?/, '')
  for (let again = 0; again < 2; again++) {
    const bare = withoutCurrency(value)
    if (bare !== value) money = true
    value = bare.trim()
  }
  value = value.replace(/^[-+−]\s?|[-−]$/g, '')
  let unit: string | null = null
  const tail = unitAtEnd.exec(value)
  if (tail) {
    unit = tail[1]!
    value = value.slice(0, tail.index).trim()
  }
  value = value.replace(/[\s\u00a0\u202f'’](?=\d{3}(\D|$))/g, '')
  const percent = unit === '%'
  const look = (mark: NumberLook['mark']): NumberLook => ({ mark, money, percent, unit: percent ? null : unit })
  if (/^\d+$/.test(value)) return look('plain')
  if (/^\d{1,3}(,\d{3})+\.\d+$|^\d{1,3}(,\d{3}){2,}$/.test(value)) return look('dot')
  if (/^\d{1,3}(\.\d{3})+,\d+$|^\d{1,3}(\.\d{3}){2,}$/.test(value)) return look('comma')
  if (/^[1-9]\d{0,2}\.\d{3}$/.test(value)) return look('either_dot')
  if (/^[1-9]\d{0,2},\d{3}$/.test(value)) return look('either_comma')
  if (/^\d*\.\d+$/.test(value)) return look('dot')
  if (/^\d*,\d+$/.test(value)) return look('comma')
  return null
}
