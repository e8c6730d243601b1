export { countryCode, countryCodes, countryName } from './country-names.ts'
