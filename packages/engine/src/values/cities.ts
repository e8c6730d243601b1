import { plainKey } from './plain-key.ts'

/** The largest towns of a country, as they are called there: enough of them in a column say which country it is about. */
const lists: Readonly<Record<string, string>> = {
  US: 'New York, Los Angeles, Chicago, Houston, Phoenix, Philadelphia, San Antonio, San Diego, Dallas, San Jose, Austin, Jacksonville, Fort Worth, Columbus, Charlotte, Indianapolis, San Francisco, Seattle, Denver, Washington, Nashville, Oklahoma City, Boston, El Paso, Las Vegas, Detroit, Memphis, Baltimore, Milwaukee, Albuquerque, Tucson, Sacramento, Kansas City, Atlanta, Omaha, Raleigh, Miami, Minneapolis, Tampa, New Orleans, Cleveland, Pittsburgh, Cincinnati, Orlando, Salt Lake City',
  CA: 'Toronto, Montréal, Montreal, Calgary, Ottawa, Edmonton, Winnipeg, Mississauga, Vancouver, Brampton, Québec, Surrey, Halifax, Saskatoon, Regina, Gatineau, Kitchener, Laval',
  GB: 'London, Manchester, Leeds, Glasgow, Sheffield, Liverpool, Edinburgh, Bristol, Cardiff, Leicester, Nottingham, Belfast, Southampton, Brighton, Plymouth, Derby, Swansea, Aberdeen, Sunderland, Oxford, Cambridge, Bradford, Coventry, Reading, York',
  IE: 'Dublin, Cork, Limerick, Galway, Waterford, Drogheda, Dundalk, Swords, Kilkenny, Sligo',
  DE: 'Berlin, Hamburg, München, Köln, Frankfurt, Frankfurt am Main, Stuttgart, Düsseldorf, Leipzig, Dortmund, Essen, Bremen, Dresden, Hannover, Nürnberg, Duisburg, Bochum, Wuppertal, Bielefeld, Bonn, Münster, Mannheim, Karlsruhe, Augsburg, Wiesbaden, Kiel, Aachen, Freiburg, Mainz, Potsdam, Regensburg, Ulm, Kassel, Rostock, Erfurt',
  AT: 'Wien, Graz, Linz, Salzburg, Innsbruck, Klagenfurt, Villach, Wels, St. Pölten, Dornbirn, Bregenz, Steyr',
  CH: 'Zürich, Genève, Genf, Basel, Lausanne, Bern, Winterthur, Luzern, St. Gallen, Lugano, Biel, Thun, Zug, Fribourg, Chur, Neuchâtel',
  FR: 'Paris, Marseille, Lyon, Toulouse, Nice, Nantes, Montpellier, Strasbourg, Bordeaux, Lille, Rennes, Reims, Saint-Étienne, Toulon, Le Havre, Grenoble, Dijon, Angers, Nîmes, Clermont-Ferrand, Le Mans, Brest, Tours, Amiens, Limoges, Metz, Besançon, Orléans, Rouen, Nancy, Caen',
  BE: 'Bruxelles, Brussel, Antwerpen, Anvers, Gent, Gand, Charleroi, Liège, Luik, Brugge, Bruges, Namur, Leuven, Mons, Mechelen, Aalst, Hasselt, Kortrijk, Oostende',
  NL: 'Amsterdam, Rotterdam, Den Haag, Utrecht, Eindhoven, Groningen, Tilburg, Almere, Breda, Nijmegen, Apeldoorn, Haarlem, Arnhem, Enschede, Amersfoort, Zaandam, Den Bosch, ’s-Hertogenbosch, Zwolle, Leiden, Maastricht, Dordrecht, Delft, Alkmaar, Deventer',
  ES: 'Madrid, Barcelona, Valencia, Sevilla, Zaragoza, Málaga, Murcia, Palma, Bilbao, Alicante, Córdoba, Valladolid, Vigo, Gijón, Granada, Vitoria, A Coruña, Pamplona, Almería, San Sebastián, Santander, Burgos, Salamanca, Oviedo, Cádiz, Girona, Tarragona, Toledo, Lleida',
  PT: 'Lisboa, Porto, Braga, Coimbra, Funchal, Setúbal, Amadora, Almada, Aveiro, Évora, Faro, Leiria, Viseu, Guimarães, Vila Nova de Gaia, Matosinhos, Cascais, Sintra, Viana do Castelo, Guarda, Beja',
  IT: 'Roma, Milano, Napoli, Torino, Palermo, Genova, Bologna, Firenze, Bari, Catania, Venezia, Verona, Messina, Padova, Trieste, Brescia, Parma, Taranto, Prato, Modena, Reggio Emilia, Perugia, Livorno, Ravenna, Cagliari, Rimini, Bergamo, Trento, Vicenza, Bolzano, Pisa, Siena',
  AU: 'Sydney, Melbourne, Brisbane, Perth, Adelaide, Gold Coast, Newcastle, Canberra, Wollongong, Hobart, Geelong, Townsville, Cairns, Darwin, Toowoomba, Ballarat, Bendigo',
  NZ: 'Auckland, Wellington, Christchurch, Hamilton, Tauranga, Dunedin, Palmerston North, Napier, Nelson, Rotorua',
  DK: 'København, Copenhagen, Aarhus, Odense, Aalborg, Esbjerg, Randers, Kolding, Horsens, Vejle, Roskilde',
  SE: 'Stockholm, Göteborg, Gothenburg, Malmö, Uppsala, Västerås, Örebro, Linköping, Helsingborg, Jönköping, Norrköping, Lund, Umeå, Gävle',
  NO: 'Oslo, Bergen, Trondheim, Stavanger, Drammen, Fredrikstad, Kristiansand, Sandnes, Tromsø, Ålesund',
  FI: 'Helsinki, Espoo, Tampere, Vantaa, Oulu, Turku, Jyväskylä, Lahti, Kuopio, Pori',
  PL: 'Warszawa, Kraków, Łódź, Wrocław, Poznań, Gdańsk, Szczecin, Bydgoszcz, Lublin, Białystok, Katowice, Gdynia, Częstochowa, Radom, Toruń',
  BR: 'São Paulo, Rio de Janeiro, Brasília, Salvador, Fortaleza, Belo Horizonte, Manaus, Curitiba, Recife, Porto Alegre, Goiânia, Belém, Campinas, Florianópolis, Natal, Vitória',
  MX: 'Ciudad de México, CDMX, Guadalajara, Monterrey, Puebla, Tijuana, León, Zapopan, Mérida, Querétaro, Cancún, Toluca',
  IN: 'Mumbai, Delhi, New Delhi, Bangalore, Bengaluru, Hyderabad, Ahmedabad, Chennai, Kolkata, Surat, Pune, Jaipur, Lucknow, Kanpur, Nagpur, Indore, Noida, Gurgaon, Gurugram',
  ZA: 'Johannesburg, Cape Town, Durban, Pretoria, Port Elizabeth, Gqeberha, Bloemfontein, East London, Polokwane, Soweto, Sandton',
}

const countriesOf = new Map<string, string[]>()
for (const [country, list] of Object.entries(lists))
  for (const city of list.split(', '))
    countriesOf.set(plainKey(city), [...(countriesOf.get(plainKey(city)) ?? []), country])

/** Countries of which a town of this name is one of the largest; empty for most towns. */
export const countriesOfCity = (city: string): readonly string[] => countriesOf.get(plainKey(city)) ?? []
