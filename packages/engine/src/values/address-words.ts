const words = (text: string) => text.trim().split(/\s+/).join('|')

/** English street types: the last of them ends the street where nothing else does. */
export const englishStreet = `(?:${words(`
  street st road rd avenue ave av lane ln drive dr boulevard blvd way court ct place pl terrace ter parade pde highway hwy
  close cl crescent cres circle cir square sq trail trl parkway pkwy plaza plz loop row walk mews grove gardens gdns hill
  rise view vista pass path pike run alley aly esplanade esp circuit cct green expressway expy freeway fwy turnpike
  crossing xing point pt ridge landing cove ring quay wharf broadway strand`)})\\.?`
export const direction = '(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West|Northeast|Northwest|Southeast|Southwest)\\.?'

/** Words that name a part of a building, in front of its number. */
export const unitWord = `(?:${words(`
  apt apartment suite ste unit flat room rm floor fl level lvl bldg building block lot shop office dept penthouse ph
  appartement appart étage etage bât bâtiment batiment escalier esc wohnung whg stock etage og
  piso puerta pta planta oficina local interno int scala sc piano andar sala apto verdieping bus appt`)})\\.?`

/** Streets whose type comes first: the number stands behind (Spain, Italy, Portugal) or in front (France). */
export const romanceStreet =
  /^(?:rue|avenue|av\.?|boulevard|bd\.?|blvd\.?|place|pl\.?|chemin|allée|allee|impasse|quai|route|cours|square|passage|sentier|faubourg|calle|c\/|cl\.?|avenida|avda\.?|paseo|pº|plaza|pza\.?|carrer|ronda|camino|travesía|carretera|ctra\.?|glorieta|gran vía|via|viale|v\.le|corso|c\.so|piazza|p\.za|largo|vicolo|strada|contrada|lungomare|rua|r\.|travessa|praça|largo|alameda|estrada|beco|rotunda)(?=[\s/])/iu

export const germanicStreet =
  /(?:straße|strasse|str\.?|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|stieg|pfad|markt|graben|hof|straat|laan|plein|gracht|kade|dijk|singel|steeg|dreef|hof|park|pad|lei|baan|gade|vej|gatan|vägen|gata|veien)$/iu

export const poBox =
  /^(?:p\.? ?o\.? ?box|post office box|postfach|boîte postale|b\.?p\.?|apartado(?: de correos)?|postbus|casella postale|caixa postal|gpo box|locked bag|private bag)\s+(?:n[º°o.]*\s*)?[\w-]+(?: ?[\w-]+)?$|^(?:r\.?r\.?|h\.?c\.?|rural route)\s*#?\s*\d+,?\s+box\s+\w+$/iu
