/**
 * Values of lists that mean the same, over languages and systems. Each line: words or short phrases of one meaning.
 * Folded like names: lower case, without accents, punctuation as blanks. Used to match a raw value with the entries of
 * a strict list when neither its letters nor the template's description say which one is meant.
 */
const lines = `
yes, true, y, t, 1, on, ja, j, oui, o, si, s, sim, vrai, verdadero, wahr, waar, x, received, paid in full, vero
no, false, n, f, 0, off, nein, non, nao, faux, falso, falsch, nee, onwaar
active, aktiv, actif, activo, ativo, actief, enabled, live, current, a, in use, employed, attivo, attiva, activa, ativa, aktive, aktiver, aktives, actieve
inactive, inaktiv, inactif, inactivo, inativo, inactief, disabled, archived, dormant, i, ended, left, terminated, inattivo, inattiva, inactiva, inativa, non attivo, nicht aktiv, not active, pas actif, no activo, niet actief, stillgelegt, desactive, deaktiviert, gesperrt
open, offen, ouvert, abierto, aberto, new, neu, nouveau, nuevo, novo, nieuw, todo, to do, aperto, aperta, geopend, openstaand
in progress, in arbeit, in bearbeitung, en cours, en curso, en progreso, em andamento, in behandeling, bezig, started, working, ongoing, wip, in work, in corso, in lavorazione, in uitvoering, em curso, em progresso
completed, complete, done, finished, erledigt, fertig, abgeschlossen, termine, terminado, completado, concluido, voltooid, afgerond, closed won, completato, fatto, terminato, finito, afgehandeld, gereed, hecho, feito, fini
closed, geschlossen, ferme, cerrado, fechado, gesloten, resolved, chiuso, chiusa, cerrada, fermee, fechada, afgesloten
cancelled, canceled, storniert, abgebrochen, annule, cancelado, anulado, geannuleerd, void, voided, cxl, annullato, annullata, cancelada, annulee, anulada, storno
pending, ausstehend, wartend, en attente, pendiente, pendente, in afwachting, waiting, on hold, authorized, unpaid, awaiting payment, in attesa, wachtend, offenstehend, en espera, em espera
paid, bezahlt, paye, pagado, pago, betaald, settled, pagato, pagata, pagada, payee, paga, voldaan, beglichen
refunded, erstattet, rembourse, reembolsado, terugbetaald, rimborsato, erstattung, reembolsada
overdue, uberfallig, en retard, vencido, atrasado, achterstallig, past due, scaduto, scaduta, vencida, atrasada, uberfallige, te laat, in verzug
draft, entwurf, brouillon, borrador, rascunho, concept, bozza
quote, quoted, estimate, angebot, kostenvoranschlag, devis, presupuesto, cotizacion, orcamento, offerte, quotation, proposal, preventivo, offerta
work order, workorder, order, auftrag, arbeitsauftrag, ordre de travail, orden de trabajo, ordem de servico, werkorder, scheduled, booked
unsuccessful, lost, verloren, perdu, perdido, verloren, closed lost, rejected, declined, abgelehnt, refuse, rechazado, erfolglos, not successful, perso, persa
won, gewonnen, gagne, ganado, ganho, gewonnen, successful, vinto, vinta
lead, leads, interessent, prospect, piste, prospecto
subscriber, abonnent, abonne, suscriptor, assinante, abonnee
subscribed, angemeldet, opted in, opt in, inscrit, suscrito, inscrito, ingeschreven
unsubscribed, abgemeldet, opted out, opt out, desinscrit, desabonne, dado de baja, uitgeschreven, cleaned, bounced
marketing qualified lead, mql, marketing qualified
sales qualified lead, sql, sales qualified
opportunity, chance, verkaufschance, opportunite, oportunidad, deal
customer, kunde, client, cliente, klant, clienti, kunden, clients, klanten, acquirente
other, sonstige, sonstiges, andere, anderes, autre, autres, otro, otros, outro, outros, overig, anders, misc, miscellaneous, divers, altro, altri, altra
approved, genehmigt, freigegeben, approuve, valide, aprobado, aprovado, goedgekeurd, approvato, accepted, angenommen, accepte, aceptado, aceito, geaccepteerd, accettato
suspended, gesperrt, ausgesetzt, suspendu, suspendido, suspenso, opgeschort, sospeso, blocked, paused, pausiert
shipped, sent, versandt, verschickt, versendet, expedie, envoye, enviado, verzonden, spedito, inviato, dispatched
delivered, geliefert, zugestellt, livre, entregado, entregue, geleverd, bezorgd, consegnato
returned, zuruckgegeben, retourne, devuelto, devolvido, geretourneerd, restituito, reso
expired, abgelaufen, expire, caducado, expirado, verlopen
trial, testphase, essai, prueba, proefperiode, prova, trialing, in trial
full time, vollzeit, temps plein, tiempo completo, jornada completa, tempo integral, voltijd, fulltime, tempo pieno, ft
part time, teilzeit, temps partiel, tiempo parcial, media jornada, tempo parcial, meio periodo, deeltijd, parttime, tempo parziale, pt
contractor, freelancer, freelance, freiberufler, selbststandig, independant, autonomo, zzp, libero professionista, external, extern
intern, praktikant, praktikantin, stagiaire, becario, estagiario, stagiair, tirocinante, trainee, apprentice, azubi
permanent, unbefristet, cdi, indefinido, permanente, vast, tempo indeterminato
temporary, fixed term, befristet, cdd, temporal, temporario, tijdelijk, tempo determinato, temp
married, verheiratet, marie, mariee, casado, casada, getrouwd, gehuwd, sposato, sposata, coniugato
divorced, geschieden, divorce, divorcee, divorciado, divorciada, gescheiden, divorziato
widowed, verwitwet, veuf, veuve, viudo, viuda, viuvo, weduwe, weduwnaar, vedovo, vedova
supplier, vendor, lieferant, fournisseur, proveedor, fornecedor, leverancier, fornitore
employee, mitarbeiter, mitarbeiterin, employe, empleado, empregado, funcionario, medewerker, dipendente, staff
partner, partenaire, socio, parceiro, reseller, wiederverkaufer
company, firma, unternehmen, entreprise, societe, empresa, bedrijf, azienda, business, organisation, organization
individual, person, private, privatperson, privat, particulier, particular, persona, pessoa, privato, consumer
critical, kritisch, critique, critico, kritiek, blocker
cash, bar, barzahlung, especes, efectivo, dinheiro, contant, contanti
invoice, rechnung, facture, factura, fatura, factuur, fattura, on account, auf rechnung
cheque, check, scheck, cheque bancaire, talon, assegno
direct debit, lastschrift, sepa lastschrift, prelevement, domiciliacion, debito direto, incasso, automatische incasso, addebito diretto
phone, telephone, telefon, telefonisch, telefono, telefone, telefoon, call, anruf, appel, llamada
email, e mail, mail, courriel, correo, correo electronico, posta elettronica
none, keine, kein, aucun, ninguno, nenhum, geen, nothing, nessuno, nessuna, nulla
high, hoch, haut, elevee, alto, alta, hoog, urgent, dringend, h, elevata, hohe
medium, mittel, moyen, moyenne, medio, media, gemiddeld, normal, m
low, niedrig, gering, bas, basse, bajo, baja, baixo, laag, l, bassa, basso, niedrige
male, man, mannlich, homme, masculin, hombre, masculino, homem, mannelijk, mr, herr, maschio, uomo, maschile, varon
female, woman, weiblich, femme, feminin, mujer, femenino, feminino, mulher, vrouwelijk, vrouw, mrs, ms, frau, femmina, donna, femminile, hembra
month, monthly, monat, monatlich, mois, mensuel, mes, mensual, mensal, maand, maandelijks, mese, mensile, mensuelle, monatliche, pro monat
year, yearly, annual, annually, jahr, jahrlich, annee, annuel, ano, anual, jaar, jaarlijks, annuale, anno, annuelle, jahrliche, pro jahr, anualmente
quarter, quarterly, quartal, vierteljahrlich, trimestre, trimestriel, trimestral, kwartaal, trimestrale, trimestrielle
week, weekly, woche, wochentlich, semaine, hebdomadaire, semana, semanal, wekelijks, settimana, settimanale
day, daily, tag, taglich, jour, quotidien, dia, diario, dag, dagelijks, giorno, giornaliero
tools, tool, werkzeug, werkzeuge, outils, outillage, herramientas, gereedschap, ferramentas
fasteners, fastener, fixings, befestigung, befestigungen, befestigungstechnik, befestigungsmaterial, schrauben, fixations, visserie, quincaillerie, fijaciones, tornilleria, bevestiging, bevestigingsmaterialen, fixacoes, fixadores
paint, paints, farbe, farben, lacke, farben lacke, farben und lacke, peinture, peintures, pintura, pinturas, verf, tintas
electrical, electrics, electric, electricity, elektro, elektrik, elektroartikel, electricite, electrique, electricidad, electrico, elektra, eletrica, eletrico
garden, gardening, garten, gartenbedarf, jardin, jardinage, jardineria, tuin, jardim, jardinagem
plumbing, sanitar, sanitaer, plomberie, sanitaire, fontaneria, loodgieter, sanitair, encanamento, canalizacao
timber, wood, holz, bois, madera, hout, madeira
kitchen, kuche, cuisine, cocina, keuken, cozinha
furniture, mobel, moebel, meubles, mobilier, muebles, meubels, moveis
lighting, beleuchtung, leuchten, eclairage, luminaires, iluminacion, verlichting, iluminacao
heating, heizung, chauffage, calefaccion, verwarming, aquecimento
clothing, apparel, kleidung, bekleidung, vetements, ropa, kleding, roupa, textiles, mode, fashion
office supplies, office, buro, burobedarf, bureau, fournitures de bureau, oficina, kantoor, kantoorartikelen, escritorio
building materials, baustoffe, baumaterial, materiaux, materiales de construccion, bouwmaterialen, materiais de construcao
safety, arbeitsschutz, securite, seguridad, veiligheid, seguranca
cleaning, reinigung, nettoyage, limpieza, schoonmaak, limpeza
software, computer software, it software, saas, information technology, information technology and services, it, technology, tech, internet, software development, informatik, edv, informatique, logiciel, tecnologia, informatica, computer
construction, bau, bauwesen, baugewerbe, building, batiment, btp, construccion, construcao, bouw, building materials, civil engineering
food, food and beverage, food beverages, food beverage, food production, restaurants, hospitality, gastronomie, lebensmittel, nahrungsmittel, alimentation, agroalimentaire, restauration, alimentacion, alimentos, alimentacao, voeding, levensmiddelen, catering
logistics, logistics and supply chain, logistics supply chain, transportation, transport, shipping, freight, logistik, spedition, logistique, logistica, logistiek, trucking, warehousing
healthcare, health care, health, hospital health care, hospital and health care, medical, medical practice, pharmaceuticals, gesundheit, gesundheitswesen, sante, salud, sanidad, saude, gezondheidszorg, zorg, hospital
retail, einzelhandel, handel, commerce de detail, detail, comercio, minorista, varejo, detailhandel, consumer goods, wholesale retail
legal, law, law practice, legal services, recht, rechtsberatung, kanzlei, juridique, droit, juridico, abogados, juridisch, advocatuur
finance, financial services, banking, finanzen, bank, finanzdienstleistungen, services financiers, banque, finanzas, banca, financas, financien, bankwezen, investment
insurance, versicherung, assurance, seguros, verzekering
education, bildung, higher education, e learning, education management, enseignement, educacion, educacao, onderwijs
manufacturing, fertigung, produktion, herstellung, industrie, fabrication, manufactura, fabricacion, manufatura, productie, machinery
real estate, immobilien, immobilier, inmobiliaria, bienes raices, imobiliario, vastgoed
consulting, beratung, unternehmensberatung, conseil, consultoria, advies, management consulting
marketing, advertising, marketing and advertising, werbung, publicite, publicidad, publicidade, reclame
energy, energie, utilities, oil energy, energia, utility
agriculture, farming, landwirtschaft, agricultura, landbouw, agricole
tourism, travel, leisure travel tourism, tourismus, reise, tourisme, turismo, toerisme
automotive, automobil, automobile, automocion, automotivo, auto
bank, bank transfer, transfer, wire, eft, ach, sepa, bacs, direct deposit, uberweisung, virement, transferencia, overschrijving, bank tfr, tfr, bt, bank payment, direct credit, bpay
card, mc, credit card, debit card, visa, mastercard, amex, eftpos, karte, kreditkarte, carte, carte bancaire, tarjeta, cartao, kaart, creditcard, cc
cash, bar, bargeld, especes, efectivo, dinheiro, contant
cheque, check, chq, scheck, cheque bancaire, talon
annual leave, al, holiday, vacation, urlaub, conges, vacaciones, verlof, ferias, leave
sick leave, sl, sick, krank, krankheit, maladie, enfermedad, ziek, doenca, personal leave
public holiday, ph, bank holiday, feiertag, jour ferie, festivo, feestdag, feriado
work, worked, arbeit, travail, trabajo, werk, trabalho
full time, vollzeit, temps plein, tiempo completo, voltijd, tempo integral, ft
part time, teilzeit, temps partiel, tiempo parcial, deeltijd, meio periodo, pt
`

/** Each group of words that mean the same. */
export const valueGroups: readonly (readonly string[])[] = lines
  .trim()
  .split('\n')
  .map((line) => line.split(',').map((word) => word.trim()))
