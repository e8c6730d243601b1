const words: Readonly<Record<string, string>> = {
  '%Y': 'YYYY',
  '%y': 'YY',
  '%m': 'MM',
  '%d': 'DD',
  '%H': 'hh',
  '%I': 'hh',
  '%M': 'mm',
  '%S': 'ss',
  '%g': 'ms',
  '%p': 'AM/PM',
  '%b': 'Mon',
  '%B': 'month',
  '%a': 'day',
  '%A': 'weekday',
  '%z': '±hhmm',
  '%f': 'μs',
  '%G': 'YYYY',
  '%V': 'ww',
  '%u': 'weekday number',
}
const encodings: Readonly<Record<string, string>> = {
  excel_serial: 'spreadsheet day numbers',
  epoch_s: 'Unix seconds',
  epoch_ms: 'Unix milliseconds',
  words: 'dates with the month in words',
  past: 'two-digit years up to 2029',
}

/** A date format as people write it: `%d/%m/%Y` is `DD/MM/YYYY`. */
export const sayFormat = (format: string): string =>
  encodings[format] ?? format.replace(/%[A-Za-z]/g, (token) => words[token] ?? token)

export const sayFormats = (formats: readonly string[]): string => formats.map(sayFormat).join(' or ')
