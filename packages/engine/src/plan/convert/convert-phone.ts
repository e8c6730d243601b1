import { text } from '../../sql/quote.ts'
import { type Conversion, type ConvertInput, conversion } from './conversion.ts'
import { readPhoneRegion } from './phone-region.ts'

/** Fewer rows than this share without a country code are left to be seen one by one. */
const worthAsking = 0.1

/** A phone number in E.164 form; one without a country code is of the region that is said, proven or asked. */
export function convertPhone(input: ConvertInput): Conversion {
  const { intent, sql, choices, profile } = input
  const call = (...regions: readonly string[]) => `${phoneFunction(input)}(${[sql, ...regions].join(', ')})`
  const said = intent.region ?? choices.phoneRegion
  if (said !== undefined && said !== null)
    return conversion(call(text(said)), ['E.164', `numbers without a country code belong to ${said}`])
  if (said === null) return conversion(call(), ['E.164', 'numbers without a country code stay as they are'])
  const reading = readPhoneRegion(input)
  if (reading.perRow !== null) {
    const regions = [reading.perRow, ...(reading.region === null ? [] : [text(reading.region)])]
    return conversion(
      call(...regions),
      ['E.164', 'numbers without a country code belong to the country of the row'],
      0.97,
    )
  }
  if (reading.region !== null)
    return conversion(
      call(text(reading.region)),
      ['E.164', `numbers without a country code belong to ${reading.region}, as shown by ${reading.because}`],
      0.95,
    )
  const filled = profile.row_count * (1 - profile.empty_share)
  const result = conversion(call(), ['E.164'], reading.rows === 0 ? 1 : 0.6)
  if (reading.rows > 0 && reading.rows >= worthAsking * filled)
    result.open.push({ kind: 'phone_region', rows: reading.rows, samples: reading.samples, likely: reading.likely })
  return result
}

/** A number that is unusable is emptied only where the template says so; else it stays to be seen. */
const phoneFunction = ({ intent, column }: ConvertInput): string =>
  /\bempty\b[^.]*\busable\b|\busable\b[^.]*\bempty\b/i.test(column.description) || intent.preferences.length > 0
    ? 'phone_or_null'
    : 'clean_phone'
