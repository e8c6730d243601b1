import { currencyCode, currencyCodes, currencySigns, thousandths } from './currencies.ts'

/**
 * An amount of money out of any text.
 *
 * - `amount`: plain decimal text (`-1234.5`), exact; null when the text holds no number that could be a price.
 * - `currency`: as the text writes it (`€`, `руб.`, `US$`); null when it names none.
 * - `code`: ISO 4217 of it; null where several countries write it so (`$`, `kr`).
 */
export type Price = { amount: string | null; currency: string | null; code: string | null }

/**
 * Reads a price without knowing its locale. `hint` is text that stands near it (the header, another cell) and may name
 * the currency. A lone mark before three digits groups thousands, unless the money is counted in thousandths.
 */
export function parsePrice(text: string | null, hint: string | null = null): Price {
  const value = tidy(text ?? '')
  const currency = findCurrency(value) ?? findCurrency(tidy(hint ?? ''))
  const code = currency === null ? null : currencyCode(currency)
  return { amount: findAmount(value, code !== null && thousandths.has(code)), currency, code }
}

/**
 * The amount of a text that is nothing but an amount of money: null where other words or a second number stand with it,
 * because taking the number would lose them.
 */
export function parseMoney(text: string, hint: string | null = null): string | null {
  const { amount, currency } = parsePrice(text, hint)
  if (amount === null) return null
  let rest = tidy(text)
  // `$1,190.00 AUD` names its money twice.
  for (let again = 0; again < 2; again++) {
    const found = again === 0 && currency !== null && rest.includes(currency) ? currency : findCurrency(rest)
    if (found !== null) rest = rest.replace(found, ' ')
  }
  rest = rest.replace(/\d[\d.,'’ ]*(?:[.,]?[-–—]{1,2})?|[.,]\d+/u, ' \u0001')
  for (const [suffix] of times)
    rest = rest.replace(new RegExp(`\u0001${suffix.source.replace('^', '')}`, suffix.flags), ' ')
  return /[\p{L}\p{N}%]/u.test(rest) ? null : amount
}

const tidy = (text: string): string =>
  text
    .slice(0, 300)
    .replace(/[\s\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+/g, ' ')
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .trim()

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const isLetter = /\p{L}$/u
const startsWithLetter = /^\p{L}/u

// `AUD` anywhere as a word of its own; digits may touch it.
const codes = [...currencyCodes].join('|')
const anyCode = new RegExp(`(?<!\\p{L})(?:${codes})(?!\\p{L})`, 'u')
const codeByNumber = new RegExp(`(?<=\\d[.,-]? ?)(?:${codes})(?!\\p{L})|(?<!\\p{L})(?:${codes})(?= ?[-+]?\\d)`, 'iu')
// Stems of which endings follow: `рублей` is `руб`.
const stems = /^(?:руб|грн)$/

type Finder = { text: string; shy: boolean; far: RegExp | null; near: RegExp }
const finders: Finder[] = currencySigns.map(({ text, shy, anyCase }) => {
  const before = startsWithLetter.test(text) ? '(?<!\\p{L})' : ''
  const after =
    isLetter.test(text) && !stems.test(text) && /^[\p{Script=Latin}\p{Script=Cyrillic}$]+$/u.test(text)
      ? '(?!\\p{L})'
      : ''
  const flags = anyCase ? 'iu' : 'u'
  const body = `${before}${escaped(text)}${after}`
  return {
    text,
    shy,
    far: shy ? null : new RegExp(body, flags),
    near: new RegExp(
      `(?<=\\d[.,]?[-–]? ?)${escaped(text)}${after}|${body}(?= ?[-+]?[.,]?\\d)|^${escaped(text)}(?!\\p{L})`,
      flags,
    ),
  }
})

/** The first currency in the text as it is written. A code says more than a bare dollar sign beside it. */
function findCurrency(text: string): string | null {
  if (text === '') return null
  const code = anyCode.exec(text) ?? codeByNumber.exec(text)
  let best: { at: number; text: string } | null = null
  for (const finder of finders) {
    const found = finder.far?.exec(text) ?? finder.near.exec(text)
    if (
      found &&
      (best === null || found.index < best.at || (found.index === best.at && found[0].length > best.text.length))
    )
      best = { at: found.index, text: found[0] }
  }
  if (code && (best === null || code.index < best.at || best.text === '$')) return code[0]
  if (code && best && code.index === best.at && code[0].length >= best.text.length) return code[0]
  return best?.text ?? null
}

const gap = "[ '’]"
// 1 234,5 · 1,234.50 · 1.234 · 119. 95 · .75; a digit after a letter or a dash inside a word belongs to a name.
const numberText = new RegExp(
  `(?:\\d{1,3}(?:${gap}\\d{3})+(?!\\d)|\\d+|(?=[.,]+\\d))(?:[.,]+\\d+)*(?:[.,] \\d{2}(?!\\d))?(?:${gap}\\d{3}(?!\\d))*(?:[.,]\\d+)*`,
  'gu',
)
const centsAfterSign = /(\d(?:[\d .,]*\d)?) ?€(?:(\d{1,3})| (\d{2}))(?![\d.,])/u
const free = /\b(?:free|gratis|gratuit|kostenlos|umsonst|grátis|gratuito|for nothing)\b/iu
const times: readonly [RegExp, number][] = [
  [/^ ?(?:k|tsd\.?|thousand)(?![\p{L}\p{N}])/iu, 3],
  [/^ ?(?:mio\.?|mn|mm|million(?:en|s)?)(?![\p{L}\p{N}])/iu, 6],
  [/^M(?![\p{L}\p{N}])/u, 6],
  [/^ ?(?:bn|mrd\.?|billion|milliarden?)(?![\p{L}\p{N}])/iu, 9],
  [/^B(?![\p{L}\p{N}])/u, 9],
]

function findAmount(text: string, inThousandths: boolean): string | null {
  const split = centsAfterSign.exec(text)
  if (split && (text.match(/€/g) ?? []).length === 1)
    return withSign(
      text,
      split.index,
      plainNumber(`${split[1]!.replaceAll(/[ .,]/g, '')}.${split[2] ?? split[3]}`, false),
    )
  for (const found of text.matchAll(numberText)) {
    const raw = found[0]
    if (raw === '') continue
    const rest = text.slice(found.index + raw.length)
    if (/^ ?%/.test(rest)) continue
    let amount = plainNumber(raw.replace(/ /g, ''), inThousandths)
    const power = times.find(([suffix]) => suffix.test(rest))?.[1]
    if (power !== undefined) amount = shifted(amount, power)
    return withSign(text, found.index, amount)
  }
  return free.test(text) ? '0' : null
}

/** Minus before the number or its currency, after it, or the whole in brackets. `1.899,-` has no cents, not less money. */
function withSign(text: string, at: number, amount: string): string {
  const before = text.slice(0, at)
  const after = text.slice(at)
  const minus =
    /^\(.*\)$/.test(text) && !/[()]/.test(text.slice(1, -1))
      ? true
      : /^[^\d]*$/.test(before) && /(?:^|[\s:])[-−–] ?[^\d\s-]{0,4} ?$/u.test(before)
        ? !/[\p{L}]{4,}/u.test(before)
        : /[^\d\s,.] ?[-−]$/u.test(before) || /^[\d.,' ]*\d-(?=\s*(?:[^\d]{0,5})$)/u.test(after)
  return minus && /[1-9]/.test(amount) ? `-${amount}` : amount
}

/** `1.234,50` → `1234.50`: which mark is the decimal one follows from the marks themselves. */
function plainNumber(raw: string, inThousandths: boolean): string {
  let digits = raw.replace(/['’]/g, '')
  const leading = /^[.,]+/.exec(digits)
  if (leading) {
    digits = digits.slice(leading[0].length)
    if (!/[.,]/.test(digits)) return tidyDecimal(`0.${digits}`)
  }
  const marks = [...digits.matchAll(/[.,]/g)]
  const last = marks.at(-1)
  if (last === undefined) return tidyDecimal(digits)
  const [whole, part] = [digits.slice(0, last.index), digits.slice(last.index + 1)]
  const others = marks.slice(0, -1)
  const same = others.some(([mark]) => mark === last[0])
  const grouping =
    same || (part.length === 3 && others.length === 0 && !inThousandths && !/^0*$/.test(whole) && whole.length <= 3)
  return tidyDecimal(grouping ? digits.replaceAll(/[.,]/g, '') : `${whole.replaceAll(/[.,]/g, '')}.${part}`)
}

const tidyDecimal = (text: string): string => {
  const [whole, part] = text.split('.')
  const kept = (part ?? '').replace(/0+$/, '')
  return `${whole!.replace(/^0+(?=\d)/, '') || '0'}${kept === '' ? '' : `.${kept}`}`
}

/** A decimal text times a power of ten, exactly. */
function shifted(amount: string, power: number): string {
  const [whole, part = ''] = amount.split('.')
  const padded = part.padEnd(power, '0')
  return tidyDecimal(`${whole}${padded.slice(0, power)}.${padded.slice(power)}`)
}
