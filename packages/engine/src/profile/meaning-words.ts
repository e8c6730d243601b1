import type { ColumnMeaning } from '@godwit/contract'

/** Header words by what a column so called holds, folded: English, German, French, Spanish, Portuguese, Italian, Dutch. */
const headers: Readonly<Record<ColumnMeaning, readonly string[]>> = {
  country: ['country', 'land', 'pays', 'pais', 'paese', 'nation', 'nationality'],
  region: [
    ...['state', 'province', 'region', 'county', 'bundesland', 'kanton', 'departement', 'estado', 'provincia', 'uf'],
    ...['provincie', 'prefecture', 'territory', 'regione', 'etat'],
  ],
  city: [
    ...['city', 'town', 'suburb', 'locality', 'ort', 'stadt', 'wohnort', 'ville', 'commune', 'ciudad', 'localidad'],
    ...['poblacion', 'cidade', 'municipio', 'citta', 'comune', 'plaats', 'woonplaats', 'stad', 'gemeente'],
  ],
  postcode: [
    ...['postcode', 'zip', 'zipcode', 'postal code', 'post code', 'plz', 'postleitzahl', 'code postal', 'cp'],
    ...['codigo postal', 'cep', 'cap', 'eircode', 'pincode'],
  ],
  street: [
    ...['street', 'address', 'strasse', 'anschrift', 'adresse', 'rue', 'direccion', 'calle', 'endereco', 'rua'],
    ...['indirizzo', 'straat', 'adres', 'addr'],
  ],
  first_name: [
    ...['first name', 'given name', 'forename', 'fname', 'firstname', 'given', 'vorname', 'prenom', 'nombre de pila'],
    ...['primeiro nome', 'voornaam'],
  ],
  last_name: [
    ...['last name', 'surname', 'family name', 'lname', 'lastname', 'nachname', 'familienname', 'zuname'],
    ...['nom de famille', 'apellido', 'apellidos', 'sobrenome', 'apelido', 'cognome', 'achternaam'],
  ],
  person_name: [
    ...['full name', 'fullname', 'contact name', 'contact person', 'ansprechpartner', 'employee name', 'nom complet'],
    ...['nombre completo', 'nome completo', 'volledige naam', 'contactpersoon'],
  ],
  organisation: [
    ...['company', 'company name', 'organisation', 'organization', 'firma', 'unternehmen', 'societe', 'entreprise'],
    ...['empresa', 'azienda', 'ditta', 'bedrijf', 'employer', 'account name', 'supplier', 'lieferant', 'vendor'],
  ],
  language: ['language', 'sprache', 'langue', 'idioma', 'lingua', 'taal', 'locale'],
  currency: ['currency', 'wahrung', 'waehrung', 'devise', 'moneda', 'moeda', 'valuta', 'curr'],
}

const meanings = Object.entries(headers) as [ColumnMeaning, readonly string[]][]

/**
 * What a header says that its column holds: it is one of the words or ends with it (`Billing City`, `address_city`), or has more after it (`Country of origin`).
 * Longer words go first: `First Name` is no name of a company, and `Email address` is no street.
 */
export function meaningOfHeader(header: string): ColumnMeaning | null {
  const folded = header
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/ ?\d+$| (of|de|du|da|von|des|der) [a-z ]+$/, '')
    .trim()
  if (/\b(e ?mail|ip|web|mac|url|id|code of)\b/.test(folded)) return null
  const found = meanings.flatMap(([meaning, words]) =>
    words
      .filter((word) => folded === word || folded.endsWith(` ${word}`) || folded === word.replaceAll(' ', ''))
      .map((word) => ({ meaning, length: word.length })),
  )
  return found.sort((a, b) => b.length - a.length)[0]?.meaning ?? null
}
