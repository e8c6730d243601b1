const tokens: readonly [RegExp, string][] = [
  [/^YYYY/, '%Y'],
  [/^yyyy/, '%Y'],
  [/^MMMM/, '%B'],
  [/^MMM/, '%b'],
  [/^MM(?!:)/, '%m'],
  [/^DD/, '%d'],
  [/^dd/, '%d'],
  [/^HH/, '%H'],
  [/^hh/, '%H'],
  [/^(?<=:)MM/, '%M'],
  [/^mm/, '%M'],
  [/^SS/, '%S'],
  [/^ss/, '%S'],
  [/^YY/, '%y'],
  [/^yy/, '%y'],
]
const shape =
  /\b(?:YYYY|DD|MM|YY|dd|yyyy)(?:[-/. ]?(?:YYYY|MMMM|MMM|MM|DD|YY|mm|dd|yyyy|yy)){1,2}(?:[T ](?:HH|hh):(?:MM|mm)(?::(?:SS|ss))?)?Z?/

/** The strftime format that a description spells out (`YYYY-MM-DDTHH:MM:SSZ`) or a pattern implies; null for neither. */
export function readDateFormat(said: string, pattern: string | null): string | null {
  const spelled = shape.exec(said)
  if (spelled) return toStrftime(spelled[0])
  if (pattern === null) return null
  const plain = pattern
    .replace(/^\^|\$$/g, '')
    .replace(/\[0-9\]/g, '\\d')
    .replace(/\\d\\d\\d\\d/g, '\\d{4}')
    .replace(/\\d\\d/g, '\\d{2}')
  const known: Record<string, string> = {
    '\\d{4}-\\d{2}-\\d{2}': '%Y-%m-%d',
    '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}': '%Y-%m-%d %H:%M',
    '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}': '%Y-%m-%d %H:%M:%S',
    '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z': '%Y-%m-%dT%H:%M:%SZ',
    '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}': '%Y-%m-%dT%H:%M:%S',
    '\\d{2}/\\d{2}/\\d{4}': '%d/%m/%Y',
    '\\d{2}\\.\\d{2}\\.\\d{4}': '%d.%m.%Y',
    '\\d{8}': '%Y%m%d',
  }
  const format = known[plain] ?? null
  // Eight digits may be any number; only a word about dates makes them one.
  return format === '%Y%m%d' && !/\bdate\b/i.test(said) ? null : format
}

function toStrftime(spelled: string): string {
  let rest = spelled
  let result = ''
  while (rest !== '') {
    // After the colon of a time MM are minutes, whatever their case.
    const minutes = /%[HI]:$/.test(result) && /^(MM|mm)/.test(rest)
    const token = minutes ? ([/^../, '%M'] as const) : tokens.find(([expression]) => expression.test(rest))
    if (token) {
      const length = minutes ? 2 : token[0].exec(rest)![0].length
      // mm between dashes is a month that somebody wrote small.
      result += token[1] === '%M' && !/%[HI]:$/.test(result) ? '%m' : token[1]
      rest = rest.slice(length)
    } else {
      result += rest[0]
      rest = rest.slice(1)
    }
  }
  return result
}
