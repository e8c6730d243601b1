/** A text and what it means, made together. */
export type MadeValue<Meaning> = { text: string; means: Meaning }

/** Random numbers that are the same for the same seed, 0 ≤ n < 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!

const two = (number: number) => String(number).padStart(2, '0')

/** Ways to write a day: columns of one way each. `ordered` ones need day numbers over 12 to be proven. */
export const dateWriters: readonly { way: string; write: (date: Date, random: () => number) => string }[] = [
  { way: 'ISO', write: (date) => date.toISOString().slice(0, 10) },
  { way: 'ISO with time and Z', write: (date) => date.toISOString() },
  {
    way: 'DD/MM/YYYY',
    write: (date) => `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`,
  },
  { way: 'M/D/YYYY', write: (date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}` },
  { way: 'D.M.YYYY', write: (date) => `${date.getUTCDate()}.${date.getUTCMonth() + 1}.${date.getUTCFullYear()}` },
  { way: 'D. M. YYYY', write: (date) => `${date.getUTCDate()}. ${date.getUTCMonth() + 1}. ${date.getUTCFullYear()}` },
  {
    way: 'DD-MM-YY',
    write: (date) => `${two(date.getUTCDate())}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCFullYear() % 100)}`,
  },
  { way: 'YYYYMMDD', write: (date) => date.toISOString().slice(0, 10).replaceAll('-', '') },
  { way: 'YYYYMMDDhhmmss', write: (date) => date.toISOString().slice(0, 19).replace(/[-T:]/g, '') },
  {
    way: 'M/D/YYYY, h:mm:ss AM',
    write: (date) =>
      `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}, ${date.getUTCHours() % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${date.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  },
  {
    way: 'DD.MM.YYYY hh:mm',
    write: (date) =>
      `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`,
  },
  { way: 'YYYY-MM-DD hh:mm:ss+00', write: (date) => `${date.toISOString().slice(0, 19).replace('T', ' ')}+00` },
  { way: 'Unix seconds', write: (date) => String(Math.floor(date.getTime() / 1000)) },
  { way: 'Unix milliseconds', write: (date) => String(date.getTime()) },
  { way: 'spreadsheet days', write: (date) => String(Math.floor(date.getTime() / 86_400_000) + 25_569) },
  { way: 'ISO week', write: isoWeek },
  {
    way: 'Mar 3rd, 2021',
    write: (date) =>
      `${date.toLocaleDateString('en-US', { month: 'short', timeZone: 'UTC' })} ${ordinal(date.getUTCDate())}, ${date.getUTCFullYear()}`,
  },
  { way: 'RFC 2822', write: (date) => date.toUTCString() },
  {
    way: '03MAR2021',
    write: (date) =>
      `${two(date.getUTCDate())}${date.toLocaleDateString('en-US', { month: 'short', timeZone: 'UTC' }).toUpperCase()}${date.getUTCFullYear()}`,
  },
  ...['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-ES', 'nl-NL', 'pt-PT', 'pt-BR', 'it-IT', 'de-AT'].flatMap((locale) =>
    (['long', 'full', 'medium'] as const).map((dateStyle) => ({
      way: `${locale} ${dateStyle}`,
      write: (date: Date) => new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC' }).format(date),
    })),
  ),
  ...['de-DE', 'fr-FR', 'es-ES', 'nl-NL', 'pt-BR', 'it-IT'].map((locale) => ({
    way: `${locale} long with time`,
    write: (date: Date) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(date),
  })),
]

const ordinal = (day: number): string =>
  `${day}${day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'}`

function isoWeek(date: Date): string {
  const weekday = (date.getUTCDay() + 6) % 7
  const thursday = new Date(date.getTime() + (3 - weekday) * 86_400_000)
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  const week = 1 + Math.floor((thursday.getTime() - first) / (7 * 86_400_000))
  return `${thursday.getUTCFullYear()}-W${two(week)}-${weekday + 1}`
}

/** Money as people of a country write it. */
export const moneyLocales: readonly [locale: string, currency: string][] = [
  ['en-US', 'USD'],
  ['en-GB', 'GBP'],
  ['en-IN', 'INR'],
  ['en-AU', 'AUD'],
  ['en-ZA', 'ZAR'],
  ['de-DE', 'EUR'],
  ['de-CH', 'CHF'],
  ['de-AT', 'EUR'],
  ['fr-FR', 'EUR'],
  ['fr-CH', 'CHF'],
  ['es-ES', 'EUR'],
  ['es-MX', 'MXN'],
  ['it-IT', 'EUR'],
  ['nl-NL', 'EUR'],
  ['pt-PT', 'EUR'],
  ['pt-BR', 'BRL'],
  ['pl-PL', 'PLN'],
  ['cs-CZ', 'CZK'],
  ['sv-SE', 'SEK'],
  ['da-DK', 'DKK'],
  ['nb-NO', 'NOK'],
  ['tr-TR', 'TRY'],
  ['ru-RU', 'RUB'],
]

type NameFields = { title: string | null; first: string; middle: string | null; last: string; suffix: string | null }

const firsts = 'Anna James María Jean-Luc Müge Søren Zoë Łukasz Priya Ahmed Mary-Ann Wei Olga Björn Chiara'.split(' ')
const middles = [null, null, 'Q.', 'Marie', 'T. S.', 'Lee']
const lasts = [
  'Smith',
  'Müller',
  "O'Neill",
  'Garcia-Lopez',
  'van der Berg',
  'de la Vega',
  'von Humboldt',
  'di Stefano',
  'Jansen',
  'Kowalski',
  'dos Santos',
  'McDonald',
  'Le Goff',
  'Nguyen',
  'ten Brink',
]
const titles = [null, null, null, 'Dr.', 'Mr.', 'Mrs.', 'Prof. Dr.', 'Herr', 'Mme', 'Sra.', 'Sig.', 'Ms']
const suffixes = [null, null, null, null, 'Jr.', 'III', 'PhD']

/** Names of people in three orders. */
export function makeName(random: () => number): MadeValue<NameFields> {
  const means = {
    title: pick(random, titles),
    first: pick(random, firsts),
    middle: pick(random, middles),
    last: pick(random, lasts),
    suffix: pick(random, suffixes),
  }
  const words = (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(' ')
  const { title, first, middle, last, suffix } = means
  const ending = suffix === null ? '' : `, ${suffix}`
  const order = random()
  if (order < 0.6) return { text: words(title, first, middle, last, suffix), means }
  if (order < 0.8) return { text: `${words(title, first, middle, last)}${ending}`, means }
  return { text: `${last}, ${words(title, first, middle)}${ending}`, means }
}

type AddressFields = {
  street: string
  number: string
  unit: string | null
  city: string
  region: string | null
  postcode: string
  country: string | null
}

type AddressStyle = {
  country: string
  streets: readonly string[]
  places: readonly (readonly [city: string, region: string | null, postcode: string])[]
  units: readonly (string | null)[]
  write: (fields: AddressFields) => string
}

const line = (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(', ')
const western = ({ number, street, unit, city, region, postcode, country }: AddressFields) =>
  line(`${number} ${street}${unit === null ? '' : ` ${unit}`}`, city, `${region} ${postcode}`, country)

/** How addresses of a country are written. */
export const addressStyles: readonly AddressStyle[] = [
  {
    country: 'United States',
    streets: ['Main St', 'N Oak Avenue', 'Martin Luther King Jr Blvd', '5th Ave', 'Sunset Drive', 'County Road 12'],
    places: [
      ['Springfield', 'IL', '62701'],
      ['New York', 'NY', '10001-1234'],
      ['San Francisco', 'California', '94105'],
      ['Winston-Salem', 'NC', '27101'],
    ],
    units: [null, null, 'Apt 4B', 'Suite 200', '#12'],
    write: western,
  },
  {
    country: 'Canada',
    streets: ['Sussex Drive', 'Queen Street West', 'Rue Sainte-Catherine'],
    places: [
      ['Ottawa', 'ON', 'K1M 1M4'],
      ['Montréal', 'QC', 'H3B 1A7'],
      ["St. John's", 'NL', 'A1C 5S7'],
    ],
    units: [null, 'Unit 7'],
    write: western,
  },
  {
    country: 'Australia',
    streets: ['Smith St', 'George Street', 'The Esplanade', 'Old South Head Rd'],
    places: [
      ['Fitzroy', 'VIC', '3065'],
      ['Sydney', 'NSW', '2000'],
      ['Alice Springs', 'NT', '0870'],
    ],
    units: [null, 'Unit 3'],
    write: ({ number, street, unit, city, region, postcode, country }) =>
      line(unit, `${number} ${street}`, `${city} ${region} ${postcode}`, country),
  },
  {
    country: 'United Kingdom',
    streets: ['High Street', 'Baker Street', 'Church Lane', 'The Green'],
    places: [
      ['London', null, 'NW1 6XE'],
      ['Leeds', 'West Yorkshire', 'LS1 4DY'],
      ['Stoke-on-Trent', null, 'ST1 1AA'],
    ],
    units: [null, 'Flat 2'],
    write: ({ number, street, unit, city, region, postcode, country }) =>
      line(unit, `${number} ${street}`, city, region, postcode, country),
  },
  {
    country: 'Deutschland',
    streets: ['Hauptstraße', 'Am Alten Markt', 'Lindenweg', 'Straße des 17. Juni', 'Königsallee'],
    places: [
      ['Berlin', null, '10115'],
      ['Frankfurt am Main', null, '60311'],
      ['Köln', null, '50667'],
    ],
    units: [null],
    write: ({ number, street, city, postcode, country }) => line(`${street} ${number}`, `${postcode} ${city}`, country),
  },
  {
    country: 'France',
    streets: ['rue de la Paix', 'avenue Anatole France', 'boulevard Saint-Michel', 'place du Général de Gaulle'],
    places: [
      ['Paris', null, '75002'],
      ['Saint-Étienne', null, '42000'],
      ['Aix-en-Provence', null, '13100'],
    ],
    units: [null],
    write: ({ number, street, city, postcode, country }) => line(`${number} ${street}`, `${postcode} ${city}`, country),
  },
  {
    country: 'España',
    streets: ['Calle Mayor', 'Avenida de la Constitución', 'Paseo de Gracia', 'Plaza de España'],
    places: [
      ['Madrid', null, '28013'],
      ['San Sebastián', null, '20004'],
    ],
    units: [null, '3º B', '2º izq'],
    write: ({ number, street, unit, city, postcode, country }) =>
      line(`${street}, ${number}`, unit, `${postcode} ${city}`, country),
  },
  {
    country: 'Nederland',
    streets: ['Keizersgracht', 'Dorpsstraat', 'Van Goghlaan', 'Plein 1944'],
    places: [
      ['Amsterdam', null, '1015 CJ'],
      ["'s-Hertogenbosch", null, '5211 AB'],
    ],
    units: [null],
    write: ({ number, street, city, postcode, country }) => line(`${street} ${number}`, `${postcode} ${city}`, country),
  },
  {
    country: 'Italia',
    streets: ['Via Roma', 'Piazza del Duomo', 'Corso Vittorio Emanuele II', 'Viale della Libertà'],
    places: [
      ['Milano', 'MI', '20121'],
      ['Reggio Emilia', 'RE', '42121'],
    ],
    units: [null],
    write: ({ number, street, city, region, postcode, country }) =>
      line(`${street}, ${number}`, `${postcode} ${city} (${region})`, country),
  },
  {
    country: 'Portugal',
    streets: ['Rua Augusta', 'Avenida da Liberdade', 'Travessa do Carmo', 'Largo de São Domingos'],
    places: [
      ['Lisboa', null, '1100-053'],
      ['Vila Nova de Gaia', null, '4400-001'],
    ],
    units: [null, '2º Esq'],
    write: ({ number, street, unit, city, postcode, country }) =>
      line(`${street}, ${number}`, unit, `${postcode} ${city}`, country),
  },
]

/** An address of one of the styles, with or without its country, on one line or several. */
export function makeAddress(random: () => number, style: AddressStyle): MadeValue<AddressFields> {
  const [city, region, postcode] = pick(random, style.places)
  const means: AddressFields = {
    street: pick(random, style.streets),
    number: `${1 + Math.floor(random() * 240)}${random() < 0.1 ? 'a' : ''}`,
    unit: pick(random, style.units),
    city,
    region,
    postcode,
    country: random() < 0.5 ? style.country : null,
  }
  const text = style.write(means)
  return { text: random() < 0.2 ? text.replaceAll(', ', '\n') : text, means }
}
