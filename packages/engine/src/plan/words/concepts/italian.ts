/** Headers of Italian tables. */
export const italian = `
id: identificativo codice_identificativo
number: numero num nro
code: codice cod
reference: riferimento rif
name: nome denominazione ragione_sociale
first name: nome
last name: cognome
full name: nominativo nome_completo
person: persona
contact: contatto referente
company: azienda societa impresa ditta ragione_sociale
employee: dipendente dipendenti collaboratore impiegato matricola
department: reparto ufficio dipartimento
job title: mansione qualifica ruolo incarico posizione
manager: responsabile
email: posta_elettronica indirizzo_email mail
phone: telefono tel recapito
mobile: cellulare cell
website: sito sito_web
address: indirizzo
street: via indirizzo strada
house number: civico numero_civico
city: citta comune localita
state: provincia prov
region: regione
postcode: cap codice_postale
country: paese nazione stato
date: data giorno
created: data_creazione creato data_inserimento data_iscrizione
updated: data_modifica modificato aggiornato
started: data_inizio inizio data_assunzione assunto
ended: data_fine fine cessazione data_cessazione
due: scadenza data_scadenza
issued: data_fattura emessa emissione data_emissione
paid: pagato data_pagamento
birthday: data_di_nascita data_nascita nascita nato_il
status: stato
active: attivo attiva
type: tipo tipologia
category: categoria
description: descrizione
note: nota note osservazioni annotazioni commento
title: titolo oggetto
price: prezzo
cost price: prezzo_di_acquisto prezzo_acquisto costo
sale price: prezzo_di_vendita prezzo_vendita
unit price: prezzo_unitario
amount: importo
total: totale
net: netto imponibile
gross: lordo
tax: imposta iva
tax rate: aliquota aliquota_iva
discount: sconto
currency: valuta divisa
quantity: quantita qta pezzi
stock: giacenza magazzino scorta
weight: peso
product: prodotto articolo articoli
sku: codice_articolo cod_articolo
order: ordine ordini
order number: numero_ordine
invoice: fattura
invoice number: numero_fattura
customer: cliente
tax id: partita_iva p_iva codice_fiscale
salary: stipendio retribuzione
gender: sesso genere
language: lingua
year: anno
month: mese
hours: ore
`
