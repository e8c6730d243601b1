import {
  countryCode,
  countryName,
  currencyCode,
  findRegion,
  givenAndFamily,
  languageCode,
  parseMoney,
  parsePrice,
  phoneNumber,
  roundedDecimal,
  splitAddress,
  splitName,
} from '../values/index.ts'

/** One distinct set of arguments of a mapped function, as text. The result is text; null is an empty cell. */
type MappedFunction = (args: readonly (string | null)[]) => string | null

const cleaned = (value: string): string | null => value.trim().replaceAll(/\s+/g, ' ') || null

/** A function that keeps what it can't read as it is, so that it can be seen. */
const keeping =
  (read: (value: string, ...rest: (string | null)[]) => string | null): MappedFunction =>
  ([value, ...rest]) =>
    value == null ? null : (read(value, ...rest) ?? cleaned(value))
const emptying =
  (read: (value: string, ...rest: (string | null)[]) => string | null): MappedFunction =>
  ([value, ...rest]) =>
    value == null ? null : read(value, ...rest)

const phone = (value: string, region?: string | null, otherwise?: string | null): string | null =>
  phoneNumber(value, region) ?? (otherwise ? phoneNumber(value, otherwise) : null)

function addressPart(value: string, part: string | null, country?: string | null): string | null {
  const address = splitAddress(value, country)
  switch (part) {
    case 'line':
    case 'street':
    case 'number':
    case 'unit':
    case 'city':
    case 'region':
    case 'postcode':
    case 'country':
      return address[part]
    case 'region_code': {
      if (address.region === null) return null
      return findRegion(address.region, address.countryCode)?.code ?? address.region
    }
    case 'country_code':
      return address.countryCode
    default:
      return null
  }
}

function namePart(value: string, part: string | null): string | null {
  const name = splitName(value)
  switch (part) {
    case 'title':
    case 'first':
    case 'middle':
    case 'last':
    case 'suffix':
    case 'nickname':
      return name[part]
    case 'given':
    case 'family':
      return givenAndFamily(value)[part]
    default:
      return null
  }
}

/** The code behind the mapped functions of the library (library/library-mapped.ts), by name. */
export const evaluateMapped: Readonly<Record<string, MappedFunction>> = {
  clean_phone: keeping(phone),
  phone_or_null: emptying(phone),
  country_code: keeping(countryCode),
  country_name: keeping(countryName),
  region_code: keeping((value, country) => findRegion(value, country)?.code ?? null),
  region_name: keeping((value, country) => findRegion(value, country)?.name ?? null),
  language_code: keeping(languageCode),
  parse_money: emptying(parseMoney),
  format_money: keeping((value, decimals, hint) => {
    const amount = parseMoney(value, hint)
    return amount === null ? null : roundedDecimal(amount, Number(decimals ?? 2))
  }),
  currency_of: emptying((value, hint) => parsePrice(value, hint).currency),
  currency_code: keeping((value, otherwise) => {
    const { currency } = parsePrice(value)
    return currencyCode(value) ?? (currency === null ? null : currencyCode(currency)) ?? otherwise ?? null
  }),
  address_part: emptying(addressPart),
  name_part: emptying(namePart),
}
