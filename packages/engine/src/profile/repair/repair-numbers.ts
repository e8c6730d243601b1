import type { ValueCount, ValueRepair } from './repair.ts'

/** Spellings of one unit. What is not here is compared by its letters. */
const units: readonly string[][] = [
  ['oz', 'ounce', 'ounces'],
  ['lb', 'lbs', 'pound', 'pounds'],
  ['g', 'gr', 'gram', 'grams', 'gramm'],
  ['kg', 'kgs', 'kilo', 'kilos', 'kilogram', 'kilograms', 'kilogramm'],
  ['mg', 'milligram', 'milligrams'],
  ['l', 'lt', 'ltr', 'liter', 'liters', 'litre', 'litres'],
  ['ml', 'milliliter', 'millilitre', 'milliliters', 'millilitres'],
  ['m', 'meter', 'meters', 'metre', 'metres'],
  ['cm', 'centimeter', 'centimetre', 'centimeters', 'centimetres'],
  ['mm', 'millimeter', 'millimetre', 'millimeters', 'millimetres'],
  ['km', 'kilometer', 'kilometers', 'kilometre', 'kilometres'],
  ['in', 'inch', 'inches'],
  ['ft', 'foot', 'feet'],
  ['mi', 'mile', 'miles'],
  ['h', 'hr', 'hrs', 'hour', 'hours', 'std', 'stunde', 'stunden'],
  ['min', 'mins', 'minute', 'minutes', 'minuten'],
  ['s', 'sec', 'secs', 'second', 'seconds'],
  ['d', 'day', 'days', 'tag', 'tage'],
  ['pc', 'pcs', 'piece', 'pieces', 'stk', 'stück', 'stueck', 'st', 'ea', 'each', 'unit', 'units'],
  ['gb', 'gigabyte', 'gigabytes'],
  ['mb', 'megabyte', 'megabytes'],
]
const unitOf = new Map(units.flatMap((spellings) => spellings.map((spelling) => [spelling, spellings[0]!] as const)))

const measured = /^\s*([-+]?\d+(?:\.\d+)?)\s*([\p{L}µ°]+)\.?(?:\s+(.*))?$/u
const bareNumber = /^\s*[-+]?\d+(?:\.\d+)?\s*$/

/** More than this share of one spelling is how the column writes its unit; deviations from it are typos. */
const settled = 0.9

/**
 * A column of numbers whose unit is spelled now this way, now that (`12.0 oz.`, `12 ounce`): the number alone says the
 * same in every row. Nothing for columns that hold several units: there the unit is part of the value.
 */
export function repairUnits(values: readonly ValueCount[]): Map<string, ValueRepair> {
  const repairs = new Map<string, ValueRepair>()
  const spellings = new Map<string, number>()
  const kinds = new Set<string>()
  let rows = 0
  let fitting = 0
  for (const { value, count } of values) {
    rows += count
    if (bareNumber.test(value)) {
      fitting += count
      continue
    }
    const match = measured.exec(value)
    if (match === null) continue
    fitting += count
    const unit = match[2]!.toLowerCase()
    kinds.add(unitOf.get(unit) ?? unit)
    const rest = value.slice(value.indexOf(match[1]!) + match[1]!.length)
    spellings.set(rest, (spellings.get(rest) ?? 0) + count)
  }
  const most = Math.max(0, ...spellings.values())
  if (fitting < rows * 0.95 || kinds.size !== 1 || spellings.size < 2 || most > rows * settled) return repairs
  const [unit] = kinds
  const some = [...spellings.keys()].slice(0, 3).map((spelling) => `"${spelling.trim()}"`)
  const evidence = `All values are numbers of one unit (${unit}), spelled in ${spellings.size} ways (${some.join(', ')}).`
  for (const { value } of values) {
    const match = measured.exec(value)
    if (match) repairs.set(value, { suggestion: plainNumber(match[1]!), rule: 'unit', evidence, confidence: 0.9 })
  }
  return repairs
}

/**
 * A percent sign on some numbers of a column whose other numbers, without it, are of the same size; and digits that only
 * a calculation with binary fractions leaves behind (`0.055999999999999994`).
 */
export function repairSigns(values: readonly ValueCount[]): Map<string, ValueRepair> {
  const repairs = new Map<string, ValueRepair>()
  const signed: ValueCount[] = []
  const plain: ValueCount[] = []
  let rows = 0
  for (const each of values) {
    rows += each.count
    if (/^\s*[-+]?\d+(\.\d+)?\s*%\s*$/.test(each.value)) signed.push(each)
    else if (bareNumber.test(each.value)) plain.push(each)
  }
  const [withSign, without] = [total(signed), total(plain)]
  if (withSign + without < rows * 0.9) return repairs
  for (const { value } of plain) {
    const tidy = withoutNoise(value.trim())
    if (tidy !== value.trim()) {
      const evidence = 'The last digits are noise of a calculation.'
      repairs.set(value, { suggestion: tidy, rule: 'sign', evidence, confidence: 0.7 })
    }
  }
  if (withSign === 0 || withSign > without) return repairs
  const ratio = middle(signed) / middle(plain)
  if (!(ratio > 0.2 && ratio < 5)) return repairs
  const evidence = `Most values have no percent sign (${without} of ${without + withSign}) and are of the same size.`
  for (const { value } of signed) {
    const bare = value.replace('%', '').trim()
    repairs.set(value, { suggestion: withoutNoise(bare), rule: 'sign', evidence, confidence: 0.85 })
  }
  return repairs
}

const total = (values: readonly ValueCount[]): number => values.reduce((sum, { count }) => sum + count, 0)

/** The median over rows. */
function middle(values: readonly ValueCount[]): number {
  const sorted = values
    .map(({ value, count }) => ({ number: Number.parseFloat(value), count }))
    .sort((a, b) => a.number - b.number)
  let left = total(values) / 2
  for (const { number, count } of sorted) {
    left -= count
    if (left <= 0) return number
  }
  return Number.NaN
}

/** `12.0` → `12`, `12.50` → `12.5`. */
const plainNumber = (digits: string): string =>
  withoutNoise(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')

/** A number with 15 or more decimals, of which a rounded one with far fewer says the same. */
function withoutNoise(digits: string): string {
  const decimals = digits.split('.')[1]?.length ?? 0
  if (decimals < 15) return digits
  const rounded = String(Number(Number(digits).toPrecision(12)))
  return rounded.length <= digits.length - 6 ? rounded : digits
}
