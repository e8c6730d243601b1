/** More of what customer management, support, accounting, commerce, staff and field service call their columns. */
export const business = `
pipeline: pipeline pipelines verkaufsprozess funnel
deal: deal deals opportunity opportunities verkaufschance verkaufschancen affaire oportunidad oportunidade trattativa
probability: probability win_probability wahrscheinlichkeit probabilite probabilidad probabilidade kans probabilita likelihood
forecast: forecast prognose prevision previsao
engagement: engagement activity activities aktivitat activite actividad atividade activiteit attivita interaction
call: call calls anruf appel llamada chamada gesprek chiamata
meeting: meeting appointment termin rendez_vous reunion reuniao afspraak appuntamento cita
task: task tasks aufgabe aufgaben tache tarea tarefa taak compito todo
group: group groups gruppe groupe grupo groep gruppo
organization: organization organisation organizations organisations organizacion organizacao organisatie organizzazione
brand: brand brands marke marque marca merk marchio
schedule: schedule schedules zeitplan calendrier horario rooster orario timetable shift shifts schicht
holiday: holiday holidays feiertag ferie feriado feestdag festivo
leave: leave vacation urlaub conge vacaciones ferias verlof time_off absence abwesenheit pto ferien
satisfaction: satisfaction csat satisfaction_rating zufriedenheit satisfaccion nps
resolution: resolution losung solution resolucion resolucao oplossing risoluzione
severity: severity schweregrad gravite gravedad gravidade ernst
sla: sla service_level due_by
survey: survey umfrage enquete encuesta
signature: signature unterschrift firma_cliente handtekening
notes: notes internal_notes
invoice: fattura fatture invoices invoice rechnungen facturas faturas
customer: cliente clienti acquirente abonnent consumer account_name
supplier: fornitore fornitori vendor_name
debit: debit soll debe debito debet amount_out money_out withdrawal lastschrift
credit: credit haben haber credito amount_in money_in deposit gutschrift avoir
ledger account: gl_account ledger_account account_code nominal_code sachkonto compte_general cuenta_contable conta_contabil grootboekrekening conto
journal: journal journal_entry buchung ecriture asiento lancamento boeking registrazione voucher beleg
reconciled: reconciled cleared abgestimmt rapproche conciliado
exchange rate: exchange_rate fx_rate wechselkurs taux_de_change tipo_de_cambio taxa_de_cambio wisselkoers cambio
refund: refund refunded erstattung remboursement reembolso terugbetaling rimborso
fee: fee fees gebuhr frais comision taxa_servico kosten commissione commission provision
shipped: shipped shipped_at ship_date dispatched versandt versanddatum expedie enviado_el verzenddatum spedito fulfilled fulfilled_at
delivered: delivered delivered_at delivery_date geliefert lieferdatum livre entregado entregue geleverd consegnato
tracking: tracking tracking_number tracking_no sendungsnummer numero_de_suivi numero_de_seguimiento rastreio
carrier: carrier shipper spediteur transporteur transportista vervoerder corriere shipping_method
fulfillment: fulfillment fulfilment fulfillment_status lieferstatus
collection: collection kollektion
vendor: vendor manufacturer maker
material: material werkstoff matiere materiale
unit: unit units uom unit_of_measure einheit mengeneinheit unite unidad unidade eenheid unita me
serial number: serial serial_number serial_no seriennummer numero_de_serie serienummer numero_seriale s_n sn
model: model modell modele modelo modello typenbezeichnung
warranty: warranty garantie garantia garanzia
equipment: equipment asset assets gerat anlage maschine machine maschinen equipo equipamento apparatuur attrezzatura
technician: technician engineer monteur techniker technicien tecnico
visit: visit visits besuch visite visita bezoek
instructions: what_to_do scope scope_of_work instructions anweisungen hinweise consignes instrucciones instrucoes instructies istruzioni directions
labour: labour labor arbeit arbeitszeit main_d_oeuvre mano_de_obra mao_de_obra manodopera
parts: parts teile ersatzteile pieces piezas pecas onderdelen ricambi
quote: quote quotation estimate angebot devis presupuesto cotizacion orcamento offerte preventivo
contract: contract contracts vertrag contrat contrato contract contratto agreement
renewal: renewal renews renewal_date verlangerung renouvellement renovacion renovacao verlenging rinnovo
trial: trial trial_end testphase
employment type: employment_type contract_type beschaftigungsart type_de_contrat tipo_de_contrato dienstverband tipo_contratto employee_type
bonus: bonus pramie prime bonificacion
pay grade: pay_grade salary_band gehaltsstufe entgeltgruppe lohngruppe grade_level
probation: probation probation_end probezeit periode_d_essai periodo_de_prueba proeftijd
emergency contact: emergency_contact notfallkontakt contact_d_urgence contacto_de_emergencia
social security: social_security ssn sv_nummer sozialversicherungsnummer numero_de_securite_sociale nss niss bsn codice_fiscale national_insurance ni_number
work location: work_location arbeitsort lieu_de_travail lugar_de_trabajo
education: education education_level schooling degree bildung ausbildung formation educacion educacao opleiding istruzione
member: member members mitglied membre miembro membro lid mitgliedsnummer
membership: membership membership_type mitgliedschaft adhesion membresia
property: property immobilie objekt bien inmueble imovel pand immobile
rent: rent miete loyer alquiler aluguel huur affitto
area: area surface flache wohnflache superficie oppervlakte sqm square_metres m2 qm
floor plan: layout floor_plan rooms grundriss zimmer
course: course courses kurs cours curso cursus corso class subject fach
grade: grade grades note noten mark nota cijfer voto points_earned
teacher: teacher lehrer lehrerin professeur profesor professor docent insegnante instructor tutor
enrolled: enrolled enrolment enrollment enrolment_date immatriculation_date inscrito einschreibung
attendee: attendee attendees teilnehmer
species: species art_species espece especie soort specie
menu: menu dish gericht plat plato prato gerecht piatto
ingredient: ingredient ingredients zutat zutaten ingredientes
recipe: recipe rezept recette receta receita ricetta
temperature: temperature temp temperatur temperatura temperatuur
pressure: pressure druck pression presion pressao
speed: speed velocity geschwindigkeit vitesse velocidad velocidade snelheid
distance: distance entfernung distanz distancia afstand distanza
power: power leistung puissance potencia vermogen watt
created: placed placed_on placed_at order_date ordered_on order_placed bestelldatum auftragsdatum date_de_commande date_commande fecha_de_pedido fecha_pedido data_do_pedido besteldatum data_ordine purchased purchase_date
subtotal: goods goods_total merchandise merchandise_total warenwert net_goods items_total
paid: money_in amount_received received_payment zahlungseingang encaisse cobrado incassato
description: what_to_do scope_of_work work_description todo
`
