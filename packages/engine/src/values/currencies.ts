const words = (text: string) => text.trim().split(/\s+/)

/** ISO 4217 codes in use, and those of money that old data still names. */
export const currencyCodes: ReadonlySet<string> = new Set(
  words(`
  AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNH
  CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF
  IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
  MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RUR RWF SAR SBD
  SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND
  VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL BTC ETH
  ATS BEF CYP DEM EEK ESP FIM FRF GRD IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK BGL BYR GHC MRO MZM ROL STD TRL VEF ZMK`),
)

/** How prices name their money besides codes, longest first where one begins another, and the code if there is one. */
export type CurrencySign = {
  text: string
  /** Null where several countries write it so. */
  code: string | null
  /** A letter or two that other texts hold as well: counts only beside the number, or alone. */
  shy: boolean
  /** Written in any case (`Lei`, `LEI`). */
  anyCase: boolean
}

const sign = (text: string, code: string | null): CurrencySign => ({ text, code, shy: false, anyCase: false })
const shy = (text: string, code: string | null): CurrencySign => ({ text, code, shy: true, anyCase: false })
const word = (text: string, code: string | null): CurrencySign => ({ text, code, shy: true, anyCase: true })

const signs: readonly CurrencySign[] = [
  // A dollar of a country.
  ...(
    [
      ['US$', 'USD'],
      ['U$S', 'USD'],
      ['AU$', 'AUD'],
      ['A$', 'AUD'],
      ['CA$', 'CAD'],
      ['C$', null],
      ['CDN$', 'CAD'],
      ['NZ$', 'NZD'],
      ['HK$', 'HKD'],
      ['S$', 'SGD'],
      ['NT$', 'TWD'],
      ['MX$', 'MXN'],
      ['Mex$', 'MXN'],
      ['R$', 'BRL'],
      ['BZ$', 'BZD'],
      ['RD$', 'DOP'],
      ['CUC$', 'CUC'],
      ['MOP$', 'MOP'],
      ['TT$', 'TTD'],
      ['J$', 'JMD'],
      ['T$', 'TOP'],
      ['Z$', 'ZWL'],
      ['EC$', 'XCD'],
      ['Bds$', 'BBD'],
      ['BDS$', 'BBD'],
      ['B$', null],
      ['FJ$', 'FJD'],
      ['GY$', 'GYD'],
      ['L$', 'LRD'],
      ['N$', 'NAD'],
      ['SI$', 'SBD'],
      ['WS$', 'WST'],
      ['CLP$', 'CLP'],
      ['COL$', 'COP'],
      ['AR$', 'ARS'],
      ['$U', 'UYU'],
      ['$US', 'USD'],
      ['£GB', 'GBP'],
      ['$AU', 'AUD'],
      ['$CA', 'CAD'],
      ['$NZ', 'NZD'],
      ['$MX', 'MXN'],
      ['$SG', 'SGD'],
      ['$HK', 'HKD'],
      ['$ HK', 'HKD'],
      ['BR$', 'BRL'],
      ['$b', 'BOB'],
      ['GH₵', 'GHS'],
      ['CN¥', 'CNY'],
      ['JP¥', 'JPY'],
      ['E£', 'EGP'],
      ['LE£', 'EGP'],
      ['S/.', 'PEN'],
      ['B/.', 'PAB'],
      ['Bs.S', 'VES'],
    ] as const
  ).map(([text, code]) => sign(text, code)),
  // Signs that mean money wherever they stand.
  ...(
    [
      ['$', null],
      ['＄', null],
      ['€', 'EUR'],
      ['£', 'GBP'],
      ['￡', 'GBP'],
      ['¥', null],
      ['￥', null],
      ['₤', null],
      ['₹', 'INR'],
      ['₽', 'RUB'],
      ['₴', 'UAH'],
      ['₺', 'TRY'],
      ['₪', 'ILS'],
      ['₫', 'VND'],
      ['฿', 'THB'],
      ['₱', 'PHP'],
      ['₦', 'NGN'],
      ['₩', 'KRW'],
      ['₡', 'CRC'],
      ['₲', 'PYG'],
      ['₵', 'GHS'],
      ['₭', 'LAK'],
      ['₮', 'MNT'],
      ['₼', 'AZN'],
      ['₾', 'GEL'],
      ['₸', 'KZT'],
      ['₨', null],
      ['₣', null],
      ['₧', 'ESP'],
      ['₯', 'GRD'],
      ['₶', null],
      ['₿', 'BTC'],
      ['؋', 'AFN'],
      ['֏', 'AMD'],
      ['৳', 'BDT'],
      ['៛', 'KHR'],
      ['﷼', null],
      ['र', 'INR'],
      ['円', 'JPY'],
      ['元', 'CNY'],
      ['원', 'KRW'],
      ['ƒ', null],
      ['تومان', 'IRR'],
      ['ریال', 'IRR'],
      ['ريال', null],
      ['درهم', null],
      ['جنيه', 'EGP'],
      ['دينار', null],
    ] as const
  ).map(([text, code]) => sign(text, code)),
  // Words and abbreviations.
  ...(
    [
      ['руб.', 'RUB'],
      ['руб', 'RUB'],
      ['грн.', 'UAH'],
      ['грн', 'UAH'],
      ['лв.', 'BGN'],
      ['лв', 'BGN'],
      ['Kč', 'CZK'],
      ['zł', 'PLN'],
      ['lei', null],
      ['euro', 'EUR'],
      ['euros', 'EUR'],
      ['dollars', null],
      ['dinara', 'RSD'],
      ['kn', 'HRK'],
      ['Ft', 'HUF'],
      ['TL', 'TRY'],
      ['Rs.', null],
      ['Rs', null],
      ['Rp', 'IDR'],
      ['RM', 'MYR'],
      ['SFr.', 'CHF'],
      ['Fr.', 'CHF'],
      ['Dkr', 'DKK'],
      ['Nkr', 'NOK'],
      ['Skr', 'SEK'],
      ['Ikr', 'ISK'],
      ['kr.', null],
      ['kr', null],
      ['rub', 'RUB'],
    ] as const
  ).map(([text, code]) => word(text, code)),
  ...(
    [
      ['р.', 'RUB'],
      ['Р', 'RUB'],
      ['р', 'RUB'],
      ['đ', 'VND'],
      ['Lek', 'ALL'],
      ['Br', null],
      ['Nu.', 'BTN'],
      ['KM', 'BAM'],
      ['FBu', 'BIF'],
      ['BD', 'BHD'],
      ['FCFA', null],
      ['CFA', null],
      ['Fdj', 'DJF'],
      ['Nfk', 'ERN'],
      ['FG', 'GNF'],
      ['KD', 'KWD'],
      ['LD', 'LYD'],
      ['DT', 'TND'],
      ['JD', 'JOD'],
      ['MK', 'MWK'],
      ['Rf', 'MVR'],
      ['UM', 'MRU'],
      ['Db', 'STN'],
      ['TSh', 'TZS'],
      ['USh', 'UGX'],
      ['KSh', 'KES'],
      ['VT', 'VUV'],
      ['Bs.', null],
      ['Bs', null],
      ['ZK', 'ZMW'],
      ['DM', 'DEM'],
      ['Kčs', null],
      ['din.', 'RSD'],
      ['Tk', 'BDT'],
      ['NIS', 'ILS'],
      ['L', null],
      ['R', 'ZAR'],
      ['L.E.', 'EGP'],
      ['LE', 'EGP'],
      ['QR', 'QAR'],
      ['SR', 'SAR'],
      ['Dhs', 'AED'],
      ['DH', null],
      ['Pts', 'ESP'],
    ] as const
  ).map(([text, code]) => shy(text, code)),
]

export const currencySigns: readonly CurrencySign[] = [...signs].sort((a, b) => b.text.length - a.text.length)

/** Money counted in thousandths: a mark before three digits is its decimal mark. */
export const thousandths: ReadonlySet<string> = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'])

const bySign = new Map(currencySigns.map((each) => [each.anyCase ? each.text.toLowerCase() : each.text, each.code]))
const names: Readonly<Record<string, string>> = {
  'us dollar': 'USD',
  'us dollars': 'USD',
  'american dollar': 'USD',
  'pound sterling': 'GBP',
  pounds: 'GBP',
  sterling: 'GBP',
  euros: 'EUR',
  'swiss franc': 'CHF',
  'swiss francs': 'CHF',
  'schweizer franken': 'CHF',
  franken: 'CHF',
  sfr: 'CHF',
  yen: 'JPY',
  'japanese yen': 'JPY',
  yuan: 'CNY',
  renminbi: 'CNY',
  rmb: 'CNY',
  'australian dollar': 'AUD',
  'australian dollars': 'AUD',
  'canadian dollar': 'CAD',
  'canadian dollars': 'CAD',
  'new zealand dollar': 'NZD',
  'danish krone': 'DKK',
  'danish kroner': 'DKK',
  'swedish krona': 'SEK',
  'swedish kronor': 'SEK',
  'norwegian krone': 'NOK',
  'norwegian kroner': 'NOK',
  zloty: 'PLN',
  złoty: 'PLN',
  'indian rupee': 'INR',
  'indian rupees': 'INR',
  real: 'BRL',
  reais: 'BRL',
  'brazilian real': 'BRL',
  rand: 'ZAR',
}

/** The ISO code of money that a text names by code, sign or word; null when unknown or when it may be several. */
export function currencyCode(text: string): string | null {
  const bare = text.trim()
  const upper = bare.toUpperCase()
  if (currencyCodes.has(upper)) return upper
  return bySign.get(bare) ?? bySign.get(bare.toLowerCase()) ?? names[bare.toLowerCase()] ?? null
}
