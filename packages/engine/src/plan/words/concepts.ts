import { business } from './concepts/business.ts'
import { chinese } from './concepts/chinese.ts'
import { clinical } from './concepts/clinical.ts'
import { everyday } from './concepts/everyday.ts'
import { italian } from './concepts/italian.ts'
import { moreWords } from './concepts/more-words.ts'
import { technical } from './concepts/technical.ts'

/**
 * What column and table names mean, over the languages that customers use. Each line is one concept: its English name,
 * then words (or several words, joined by a blank) that name it. Words are folded: lower case, no accents, ß as ss,
 * ä ö ü as a o u. A word may stand in several lines; the reading that agrees with the other side counts.
 */
const lines = `
id: id ids identifier uuid guid key kennung identifiant identificador sleutel chave
number: number no nr num numero nummer num. # numer n numr
code: code kode kod codigo cod kurzel kuerzel
reference: reference ref referenz referencia referentie referencia referencia_interna
name: name names bezeichnung nom nombre naam nome benennung titel title label label designation denominacion omschrijving
first name: first_name firstname fname given forename vorname prenom primeiro voornaam nombre given_name first
last name: last_name lastname lname surname family_name familyname nachname familienname apellido apellidos achternaam sobrenome apelido last family
full name: full_name fullname display_name complete_name
middle name: middle_name middlename mname zweitname
person: person people mensch personne persona persoon pessoa ticket_holder holder attendee participant
contact: contact contacts kontakt ansprechpartner contacto contato contactpersoon interlocuteur
customer: customer customers client clients kunde kunden kundin cliente clientes klant klanten account buyer abnehmer acheteur debitor debiteur bill_to patron
company: company companies organisation organization org firma firmen unternehmen societe entreprise empresa compania bedrijf business employer arbeitgeber account institution
supplier: supplier suppliers vendor vendors lieferant lieferanten hauptlieferant fournisseur fournisseurs proveedor proveedores leverancier leveranciers fornecedor fornecedores kreditor creditor
employee: employee employees staff mitarbeiter mitarbeiterin personal angestellter employe salarie empleado empleados trabajador medewerker werknemer funcionario colaborador worker personnel user
headcount: headcount head_count number_of_employees employee_count employees anzahl_mitarbeiter effectif numero_de_empleados size
user: user users benutzer nutzer anwender utilisateur usuario gebruiker utilizador member
manager: manager vorgesetzter leiter chef superior responsable gerente jefe leidinggevende supervisor reports_to boss line_manager
owner: owner besitzer inhaber proprietaire propietario eigenaar proprietario zustandig betreuer verantwortlich
assignee: assignee assigned assigned_to assigned_staff technician zugewiesen assigne asignado toegewezen agent handler assigned_agent bearbeiter bearbeiterin sachbearbeiter zustandiger responsavel atribuido_a asignado_a behandelaar
department: department departments dept abteilung abteilungen departement service departamento afdeling sector division team bereich
team: team teams gruppe equipe equipo ploeg
cost centre: cost_centre cost_center costcentre costcenter kostenstelle centre_de_cout centro_de_coste kostenplaats centro_de_custo
location: location site standort ort emplacement lieu ubicacion sede locatie localizacao office branch niederlassung filiale vestiging
email: email emails e_mail mail e_mail_address email_address emailaddress emailaddr login_email courriel correo correo_electronico emailadres adresse_mail mailadresse epost
phone: phone phones telephone tel telefon telefonnummer telefono telefone telefoon telefoonnummer fon rufnummer phone_number telefonnr numero_de_telephone landline festnetz
mobile: mobile mobil mobiltelefon handy handynummer cell cellphone cellular portable movil celular mobiel gsm natel mobile_phone mobile_phone_number telemovel
fax: fax telefax
website: website web url homepage site_web webseite sitio_web pagina_web internet webadresse www link
domain: domain domain_name domane host hostname domaine dominio domein company_domain_name
address: address adresse direccion adres endereco anschrift addr
street: street strasse str rue calle straat rua road street_address address_line address1 addressline line1 address_line_1 strasse_hausnummer logradouro via
house number: house_number hausnummer huisnummer numero_civico house_no hausnr haus_nr huisnr numero_de_porta numero_de_rue no_rue
city: city town stadt ort ville ciudad plaats stad cidade suburb wohnort gemeinde localite localidad woonplaats municipality locality commune
suburb: suburb vorort district stadtteil quartier barrio wijk bairro locality
state: state province region bundesland provincia provincie estado kanton canton county departement
postcode: postcode postal_code zip zip_code zipcode plz postleitzahl code_postal codigo_postal cp cep postal pcode
country: country countries land pays pais country_region nation staat country_code landercode laendercode
region: region gebiet area zone territory
latitude: latitude lat breitengrad
longitude: longitude lng lon langengrad
date: date datum fecha data jour dag tag day date_of
time: time zeit uhrzeit heure hora tijd
created: created created_at created_on create_date creation creation_date createdate date_created created_date angelegt angelegt_am erstellt erstellt_am erstellungsdatum anlagedatum cree cree_le date_de_creation creado fecha_de_creacion aangemaakt aanmaakdatum criado data_de_criacao ordered ordered_at registered signup added entered since alta fecha_de_alta sign_up signed_up date_joined inscription fecha_de_registro data_de_registo data_de_cadastro data_cadastro
updated: updated updated_at modified last_modified geandert geaendert aktualisiert modifie actualizado gewijzigd atualizado changed
started: start started starts start_date beginn startdatum anfang debut inicio begin eintritt employment_start commencement from hired hire_date hired_on joined eintrittsdatum einstellungsdatum date_d_embauche fecha_de_contratacion ingreso indiensttreding admissao joining alta fecha_de_alta data_de_admissao date_d_entree fecha_de_ingreso onboarded
ended: end ended ends end_date ende enddatum fin einde fim termination until to austritt expiry expires baja fecha_de_baja data_de_saida date_de_sortie uit_dienst
due: due due_date due_on faellig fallig falligkeit faelligkeitsdatum echeance vencimiento vervaldatum vencimento payable_by
issued: issued issued_on issue_date invoice_date ausgestellt rechnungsdatum belegdatum date_de_facture fecha_de_factura factuurdatum emissao bill_date
paid: paid paid_on paid_at payment_date value_date payment_received bezahlt zahlungsdatum paye pagado betaald pago settled wertstellung valuta
completed: completed completed_at completion done finished erledigt abgeschlossen fertig termine completado voltooid concluido work_completed
closed: closed close_date geschlossen cloture cerrado gesloten fechado solved solved_at resolved resolved_at closed_at closed_on gelost resolu resuelto resolvido opgelost fecha_de_cierre
birthday: birthday birth_date birthdate date_of_birth dob geburtsdatum geburtstag date_de_naissance fecha_de_nacimiento geboortedatum data_de_nascimento born fecha_nacimiento data_nascimento date_naissance naissance nacimiento nascimento geboren
year: year jahr annee ano jaar
month: month monat mois mes maand
week: week woche semaine semana
hours: hours hour hrs stunden std heures horas uren duration dauer
work date: work_date workday arbeitstag day
status: status state zustand statut estado stage situacao stand phase
stage: stage phase stufe etape etapa fase lifecycle_stage lifecycle
active: active aktiv actif activo actief ativo enabled status is_active
type: type typ art kind tipo soort category
entry type: entry_type kind_of_entry
category: category categories kategorie warengruppe produktgruppe artikelgruppe group gruppe categorie categoria product_group groupe groupe_produit famille rubrik class segment
industry: industry industries branche secteur sector industria bedrijfstak setor vertical
priority: priority prioritat prioritaet prio priorite prioridad prioriteit prioridade urgency
description: description desc beschreibung beschrijving descripcion descricao details text job_description designation bezeichnung
note: note notes notiz notizen bemerkung bemerkungen kommentar comment comments remark remarks anmerkung remarque commentaire nota notas observaciones opmerking opmerkingen observacao memo observacoes anotacoes remarques obs comentarios comentario
title: title titel titre titulo subject betreff objet asunto onderwerp assunto
job title: job_title jobtitle position role rolle funktion poste fonction puesto cargo functie job stelle berufsbezeichnung titel function occupation
salary: salary salaries gehalt lohn salaire salario sueldo salaris wage pay compensation vergutung salary_pa bruttogehalt jahresgehalt
fte: fte full_time_equivalent stellenanteil etp arbeitszeitanteil beschaftigungsgrad full_time_share
product: product products produkt produkte artikel article articles produit producto producten produto item items ware material
sku: sku article_number artikelnummer artikel_nr artikelnr art_nr product_code item_number item_no product_number numero_article referencia_producto artikelcode materialnummer code_article
variant: variant variante option ausfuhrung modelo
ean: ean gtin barcode upc strichcode code_barre codigo_de_barras ean13 ean_code
price: price preis prix precio prijs preco tarif rate unit_price amount
cost price: cost_price purchase_price ek ek_preis einkaufspreis einkauf cost buying_price prix_achat prix_d_achat precio_de_compra inkoopprijs preco_de_custo preco_compra kosten pa_ht
sale price: sale_price sales_price selling_price vk vk_preis verkaufspreis verkauf list_price retail_price prix_vente prix_de_vente precio_de_venta pvp verkoopprijs preco_de_venda preco_venda pv_ht
unit price: unit_price price_each stuckpreis einzelpreis prix_unitaire precio_unitario stuksprijs preco_unitario unit_amount lineitem_price price_per_unit
amount: amount betrag montant importe bedrag valor sum summe value total
total: total gesamt gesamtbetrag summe totaal invoice_total grand_total total_amount sum
subtotal: subtotal sub_total zwischensumme sous_total subtotaal
net: net netto ht neto liquido net_amount nettobetrag excl ex_tax
gross: gross brutto ttc bruto gross_amount bruttobetrag incl inc_tax
tax: tax taxes vat mwst ust steuer tva iva btw imposto gst sales_tax tax_amount mehrwertsteuer steuerbetrag
tax rate: vat_rate tax_rate mwst_satz steuersatz ust_satz taux_tva tipo_iva btw_tarief taxa_iva mwst vat tva iva btw ust vat_percent
discount: discount rabatt remise descuento korting desconto nachlass
discount code: discount_code coupon coupon_code promo_code gutschein gutscheincode
shipping: shipping versand versandkosten livraison envio verzending frete freight delivery postage
currency: currency wahrung waehrung devise moneda valuta moeda ccy curr
quantity: quantity qty menge anzahl quantite cantidad aantal quantidade units stuck count seats lineitem_quantity
seats: seats licences licenses platze quantity capacity capacite capacidad capacidade kapazitat capaciteit places plazas lugares sitzplatze
stock: stock inventory lagerbestand bestand lager stock_on_hand on_hand existencias voorraad estoque qty_on_hand quantite_en_stock stand
weight: weight gewicht poids peso mass weight_kg kg
height: height hohe hauteur altura hoogte
width: width breite largeur ancho breedte largura
length: length lange longueur longitud lengte comprimento
balance: balance saldo solde kontostand outstanding
revenue: revenue umsatz chiffre_d_affaires ingresos omzet receita annual_revenue turnover jahresumsatz ca facturacion sales
order: order orders bestellung auftrag commande pedido bestelling encomenda sales_order
order number: order_no order_number auftragsnummer bestellnummer numero_commande numero_pedido bestelnummer order_id
line: line line_item lineitem position zeile ligne linea regel linha pos
line number: line_no line_number position pos posnr positionsnummer
invoice: invoice invoices rechnung facture factura factuur fatura bill rg
invoice number: invoice_no invoice_number rechnungsnummer rechnung_nr numero_facture numero_factura factuurnummer rechnungsnr invoice
payment: payment payments zahlung paiement pago betaling pagamento
payment reference: payment_ref bank_ref bank_reference transaction_id payment_reference transaktionsnummer
method: method methode how payment_method zahlungsart zahlungsweise mode_de_paiement forma_de_pago betaalwijze metodo means
terms: terms payment_terms zahlungsziel zahlungsbedingungen conditions plazo days betalingstermijn
ticket: ticket tickets case issue vorgang incidencia
job: job jobs auftrag work_order einsatz trabajo chantier klus
project: project projects projekt projet proyecto project
subscription: subscription subscriptions abonnement abo suscripcion assinatura contract vertrag
plan: plan tariff tarif package price_plan nickname
interval: interval billing_interval frequency period cycle turnus intervall recurring_interval rhythm
opportunity: opportunity deal deals chance verkaufschance opportunite oportunidad
lead: lead leads interessent prospect
campaign: campaign kampagne campagne campana
event: event events veranstaltung evenement evento evenement
newsletter: newsletter mailing opt_in subscriber subscription_status
opt out: opt_out opted_out opt_outs unsubscribe email_opt_out unsubscribed unsubscribed_from_all_email optout abgemeldet desabonne do_not_contact do_not_email
language: language sprache langue idioma taal lingua locale lang
gender: gender sex geschlecht genre sexe genero geslacht
salutation: salutation anrede civilite tratamiento aanhef prefix title
iban: iban account_number kontonummer bankkonto
bic: bic swift
object: object objekt objet objeto entity record_type object_type
tax id: tax_id vat_id ust_id ustid ust_idnr vat_number steuernummer numero_tva nif cif btw_nummer abn ein tax_number rfc cnpj cpf siret siren kvk kvk_nummer partita_iva p_iva vat_no steuer_id
parent: parent ubergeordnet parent_id haupt
source: source sources quelle herkunft origen bron origem origin lead_source
tags: tags tag schlagworte labels etiquettes etiquetas badges keywords etiketten schlagwort tagged label
record id: record_id datensatz_id object_id
account: account accounts konto compte cuenta rekening conta
attendance: attendance attended events_attended
guest: guest guests gast gaste hote invite huesped hospede visitor besucher
arrival: arrival arrivals arrive check_in checkin anreise ankunft arrivee llegada entrada chegada aankomst
departure: departure departures depart check_out checkout abreise abfahrt salida saida vertrek
nights: nights night nachte nuits noches noites nachten ubernachtungen
booking: booking bookings reservation reservations buchung buchungen reserva reservas boeking buch
passenger: passenger passengers passagier fahrgast passager pasajero passageiro
vehicle: vehicle vehicles car cars fahrzeug vehicule vehiculo veiculo voertuig
plate: plate licence_plate license_plate number_plate registration_number kennzeichen immatriculation matricula kenteken
mileage: mileage odometer odometer_km kilometerstand km_stand kilometrage kilometraje quilometragem kilometers kilometres
school class: class form grade year_group klasse klas classe clase turma
pupil: pupil pupils student students schuler schulerin eleve alumno aluno leerling
guardian: guardian parent carer erziehungsberechtigter tuteur tutor responsavel ouder
room: room rooms raum zimmer salle chambre sala habitacion kamer quarto
floor: floor storey etage stockwerk planta piso verdieping andar
donor: donor donors donator spender donateur donante doador
nationality: nationality nationalitat staatsangehorigkeit nationalite nacionalidad nacionalidade nationaliteit
marital status: marital_status familienstand etat_civil situation_familiale estado_civil burgerlijke_staat
age: age alter edad idade leeftijd
warehouse: warehouse warehouses lager entrepot almacen armazem magazijn depot
batch: batch lot charge lote partij lot_number batch_number
colour: colour color farbe couleur cor kleur
brand: brand brands marke marque marca merk manufacturer hersteller fabricant fabricante fabrikant
gross pay: gross_pay bruttolohn salaire_brut salario_bruto brutoloon
version: version release firmware firmware_version
period end: current_period_end period_end
`

/** All vocabularies as one: a concept that several of them speak of has the words of all. */
function parse(): { concept: string; phrases: string[] }[] {
  const words = new Map<string, Set<string>>()
  for (const line of [lines, moreWords, business, technical, everyday, clinical, italian, chinese]
    .join('\n')
    .split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const concept = line.slice(0, colon)
    const known = words.get(concept) ?? new Set([concept.replaceAll(' ', '_')])
    for (const phrase of line
      .slice(colon + 1)
      .trim()
      .split(/\s+/))
      known.add(phrase)
    words.set(concept, known)
  }
  return [...words].map(([concept, phrases]) => ({ concept, phrases: [...phrases] }))
}

export const concepts: readonly { concept: string; phrases: readonly string[] }[] = parse()
