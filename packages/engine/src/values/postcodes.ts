/** How a country writes its postcodes, as RE2-safe regular expressions in capitals. */
const patterns: Readonly<Record<string, string>> = {
  US: String.raw`\d{5}(?:-\d{4})?`,
  CA: String.raw`[ABCEGHJ-NPRSTVXY]\d[A-Z] ?-?\d[A-Z]\d`,
  GB: String.raw`(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})`,
  IE: String.raw`(?:D6W|[AC-FHKNPRTV-Y]\d{2}) ?[0-9AC-FHKNPRTV-Y]{4}`,
  DE: String.raw`\d{5}`,
  FR: String.raw`\d{5}`,
  ES: String.raw`\d{5}`,
  IT: String.raw`\d{5}`,
  NL: String.raw`\d{4} ?[A-Z]{2}`,
  PT: String.raw`\d{4}-\d{3}`,
  AU: String.raw`\d{4}`,
  NZ: String.raw`\d{4}`,
  AT: String.raw`\d{4}`,
  CH: String.raw`\d{4}`,
  BE: String.raw`\d{4}`,
  DK: String.raw`\d{4}`,
  NO: String.raw`\d{4}`,
  LU: String.raw`\d{4}`,
  SE: String.raw`\d{3} ?\d{2}`,
  FI: String.raw`\d{5}`,
  PL: String.raw`\d{2}-\d{3}`,
  CZ: String.raw`\d{3} ?\d{2}`,
  BR: String.raw`\d{5}-?\d{3}`,
  MX: String.raw`\d{5}`,
  IN: String.raw`\d{3} ?\d{3}`,
  JP: String.raw`\d{3}-\d{4}`,
  ZA: String.raw`\d{4}`,
}

export const postcodePattern = (country: string): string | undefined => patterns[country]

/** Whether a text is a postcode of the country, in any case and with any blanks. */
export const isPostcode = (text: string, country: string): boolean =>
  patterns[country] !== undefined && new RegExp(`^(?:${patterns[country]})$`).test(text.trim().toUpperCase())
