/** Words of trades and of everyday life that any table may be about. */
export const everyday = `
available: available availability disponible verfugbar beschikbaar disponibile disponivel frei_ab
bedrooms: bedroom bedrooms rooms habitaciones dormitorios schlafzimmer zimmer chambres camere quartos slaapkamers
bathrooms: bathroom bathrooms banos badezimmer salles_de_bain bagni banheiros badkamers
shipment: shipment shipments consignment parcel package sendung sendungen lieferung envoi envio envios zending spedizione remessa paket colis paquete pakket pacco
pick up: picked_up pickup pick_up collected_from abgeholt abholung enleve recogido recolhido opgehaald ritirato abholdatum
delivered: zugestellt ausgeliefert zustellung entrega bezorgd lieferung delivery
employee: personeel personeelslid personal dipendenti staff_member beschaftigte beschaftigter
started: in_dienst in_dienst_sinds dienstverband_start aanvang begindatum ingangsdatum
sampled: sampled sampling collected collection collected_on collection_date probenahme entnahme prelevement muestreo amostragem bemonstering campionamento
analysed: analysed analyzed analyst analysis tested_by geprueft gepruft analyse analisis
measured: measured measurement reading readings messwert messung mesure medicion medicao meting misura lectura
meter: meter zahler compteur contador contatore meter_number zahlernummer
consumption: consumption usage verbrauch consommation consumo verbruik
energy: energy energie energia strom electricity elektrizitat electricite stroom
water: water wasser eau agua acqua
voltage: voltage spannung tension voltaje tensao
humidity: humidity feuchte luftfeuchtigkeit humidite humedad umidade vochtigheid umidita
depth: depth tiefe profondeur profundidad profundidade diepte profondita
volume: volume volumen capacity_l inhalt_l
returned: returned returned_on return_date ruckgabe zuruckgegeben rendu rendu_le retour devuelto devolvido teruggebracht restituito
borrowed: borrowed borrowed_on loan_date ausgeliehen ausleihe pret date_de_pret emprunt prestado emprestado geleend prestito checked_out
loan: loan loans darlehen kredit emprunt prestamo emprestimo lening prestito pret
fine: fine penalty busse amende multa boete mora strafe
interest: interest zins zinsen interet interes juros rente interessi interest_rate zinssatz
deposit: deposit kaution caution fianza caucao borg cauzione anzahlung acompte
book: book books buch livre libro livro boek isbn
publisher: publisher verlag editeur editorial editora uitgeverij editore
edition: edition ausgabe auflage edicion edicao
genre: genre gattung genero genere
pages: pages seiten paginas pagine page_count
player: player players spieler joueur jugador jogador speler giocatore
league: league liga ligue competition wettbewerb competicion
goals: goals tore buts goles gols doelpunten points punkte
season: season saison temporada stagione seizoen
route: route routes strecke linie ligne ruta rota lijn percorso
stop: stop stops haltestelle arret parada halte fermata
driver: driver fahrer chauffeur conducteur conductor motorista autista bestuurder
fuel: fuel kraftstoff treibstoff carburant combustible combustivel brandstof carburante
seat: seat seat_number platz sitz siege asiento assento stoel posto
flight: flight flights flug vol vuelo voo vlucht volo
airline: airline fluggesellschaft compagnie_aerienne aerolinea
destination: destination ziel zielort destino bestemming destinazione arrival_city
origin: departure_city abflugort origen_viaje
check in: check_in checkin check_in_date anreisetag
check out: check_out checkout check_out_date abreisetag
adults: adults erwachsene adultes adultos volwassenen adulti
children: children kinder enfants ninos criancas kinderen bambini kids
meal: meal meals mahlzeit repas comida refeicao maaltijd pasto board_basis verpflegung
policy: policy police policy_number versicherungsnummer poliza apolice polis polizza contract_number
claim: claim claims schaden sinistre siniestro sinistro schade claim_number
premium: premium praemie pramie prime prima premio premie
insured: insured versicherter versicherungsnehmer assure asegurado segurado verzekerde assicurato policyholder
beneficiary: beneficiary begunstigter beneficiaire beneficiario begunstigde
coverage: coverage deckung couverture cobertura dekking copertura sum_insured
bank: bank bank_name kreditinstitut banque banco banca
card: card card_number karte carte tarjeta cartao kaart carta
branch code: branch_code blz sort_code code_guichet routing_number
crop: crop crops kultur culture cultivo cultura gewas coltura
harvest: harvest ernte recolte cosecha colheita oogst raccolto yield ertrag
field plot: plot parcel_of_land schlag parcelle parcela perceel
farm: farm hof betrieb exploitation finca fazenda boerderij azienda_agricola
animal: animal animals tier tiere animaux animales dieren animali
breed: breed rasse race_animale raza raca ras razza
owner: halter tierhalter eigentumer eigentuemer
vaccination: vaccination vaccine impfung vaccin vacuna vacina vaccinatie vaccino
project: projekte projets proyectos projetos projecten progetto
milestone: milestone meilenstein jalon hito marco mijlpaal
budget: budget presupuesto_total orcamento begroting
progress: progress fortschritt avancement avance progresso voortgang percent_complete
risk: risk risiko risque riesgo risco rischio
approved: approved approval genehmigt freigegeben approuve aprobado aprovado goedgekeurd approvato
approver: approver approved_by genehmiger
permit: permit licence license permission genehmigung permis licencia licenca vergunning licenza
inspector: inspector prufer inspecteur
defect: defect defects mangel defaut defecto defeito gebrek difetto fault
machine: machine anlage maquina macchina
shift: shift schicht equipe_de_travail turno ploegendienst
production: production produktion fertigung produccion producao productie produzione produced manufactured
machine hours: running_hours betriebsstunden
candidate: candidate candidates applicant applicants bewerber bewerberin candidat candidato kandidaat
applied: applied applied_on application_date bewerbung beworben_am candidature solicitud_fecha sollicitatie
interview: interview vorstellungsgesprach entretien entrevista sollicitatiegesprek colloquio
skill: skill skills fahigkeit fahigkeiten competence competences habilidad habilidades competencia vaardigheid competenza
experience: experience erfahrung berufserfahrung experiencia ervaring esperienza
semester: semester term trimestre semestre
exam: exam examination prufung klausur examen exame esame tentamen
credits: credits ects leistungspunkte creditos crediti studiepunten
school: school schule ecole escuela escola scuola
donation: donation donations donated given spende don donacion doacao donatie donazione gift
campaign: appeal aktion
volunteer: volunteer ehrenamtlich benevole voluntario vrijwilliger volontario
household: household haushalt menage hogar huishouden
income: income einkommen revenu ingreso renda inkomen reddito
political party: party partei parti partido partij partito
votes: votes stimmen voix votos stemmen voti
law: law gesetz loi ley lei wet legge
court: court gericht tribunal
hearing: hearing verhandlung audience audiencia zitting
plaintiff: plaintiff klager demandeur_en_justice
latitude: y_coordinate gps_lat geo_lat
longitude: x_coordinate gps_lon geo_lng
elevation: elevation altitude hohe_uber_nn
status: etat etat_actuel situation statut_actuel
active: current aktuell actuel actual attuale atual huidig valid gultig valide
reserve: reserve provision ruckstellung reserva riserva
assignee: adjuster handler case_manager gestionnaire gestor gestore responsable_du_dossier charge_de_dossier
id: matricola localizador pnr
enrolled: enrolled enrolled_on iscrizione data_iscrizione inschrijving inschrijfdatum einschreibung inscripcion fecha_de_inscripcion inscription date_d_inscription matricula_fecha
measured: ablese ablesung ablesedatum zahlerstand stand meterstand releve index_compteur
booking: localizador booking_reference booking_ref confirmation_number confirmation pnr buchungsnummer buchungscode
ticket: melding meldung storung demande_d_assistance segnalazione chamado
requester: melder meldende meldender
document: document documents beleg belegnummer belegnr dokument voucher piece_comptable numero_de_piece justificante documento documenti stuk stuknummer
posting: posting posted posting_date buchungsdatum belegdatum date_comptable fecha_contable data_contabile boekdatum
shipped: expedition d_expedition date_d_expedition versand verzending envio_fecha fecha_de_envio data_de_envio spedizione data_spedizione
vin: vin fin fahrgestellnummer chassis_number numero_de_chassis bastidor chassi telaio fahrzeug_ident_nr
brand: make marque_vehicule marca_veiculo
first registration: first_registration erstzulassung premiere_immatriculation primera_matriculacion primeira_matricula eerste_toelating prima_immatricolazione ez
inspection: inspection hu tuv controle_technique itv apk revisione inspecao keuring hauptuntersuchung prufung
due: fallig_am faellig_am next nachste prochain proximo volgende prossimo
declared: declaration declared reported reported_on gemeldet gemeldet_am meldedatum declaration_date date_de_declaration notificacion
loss: loss damage schaden sinistre siniestro sinistro schade
cancelled: cancelled canceled cancelled_on storniert storno annule annulation cancelado geannuleerd annullato
confirmed: confirmed bestatigt confirme confirmado bevestigd confermato
comment count: comment_count comments_count
follower: follower followers subscribers
title: headline uberschrift koptekst
start: kickoff
district: district bezirk arrondissement distrito distretto landkreis kreis
floor: level
building: building gebaude batiment edificio gebouw edifici
owner name: owner_name
legal form: legal_form rechtsform forme_juridique forma_juridica rechtsvorm
registration number: registration_number handelsregister hrb rcs siren_number kvk_number
annual: annual yearly jahrlich annuel anual jaarlijks annuo
monthly: monthly monatlich mensuel mensual maandelijks mensile mensal
weekly: weekly wochentlich hebdomadaire semanal wekelijks settimanale
daily: daily taglich quotidien diario dagelijks giornaliero
`
