/** Words of German, French, Spanish, Dutch and Portuguese tables beyond the first list, and usual abbreviations. */
export const moreWords = `
id: kennziffer lfd_nr lfd ident matricule matricula legajo personalnummer personal_nr persnr pers_nr kundennummer kunden_nr kdnr klantnummer numero_client numero_de_cliente numero_cliente
customer: kd kunde_nr relatie relatienummer
quantity: qty qte cant aant anz stk stck stuckzahl hoeveelheid menge_ist
amount: amt mnt imp betr ammount
number: nbr nummer_nr
name: bez bezeich
description: bez descr dsc beschr omschr libelle bezeichnung_lang produktbeschreibung
address: adr anschr dir addrs
street: str_hausnummer strassenname straatnaam nom_de_rue
date: dt dat
birthday: dob geb_dat gebdat geburtsdat fnac fec_nac naissance_le
created: anl_datum erfasst erfasst_am aufgenommen kunde_seit client_depuis cliente_desde klant_sinds cliente_desde_em member_since customer_since registration registration_date
updated: last_modified lastmodified modified_date modified_on update_date last_update lastmodifieddate letzte_anderung derniere_modification ultima_modificacion laatst_gewijzigd ultima_alteracao updated_on
started: dienstbeginn vertragsbeginn von ab desde depuis vanaf a_partir_de valid_from gultig_ab valid_starting start_time begin_date
ended: dienstende vertragsende bis jusqu hasta tot ate valid_to valid_until gultig_bis valid_ending end_time leaving_date expiration expiration_date expiry_date
due: zahlbar_bis fecha_de_vencimiento date_d_echeance due_at deadline frist
paid: bezahlt_am paye_le pagado_el betaald_op
first name: rufname vname nombre_de_pila roepnaam nome_proprio
last name: nname zuname nom_de_famille primer_apellido apelidos geslachtsnaam
full name: name_vorname vor_und_nachname vollstandiger_name nom_complet nombre_completo nombre_y_apellidos volledige_naam nome_completo complete_name contact_name
company: firmenname nom_entreprise raison_sociale razon_social bedrijfsnaam nome_da_empresa razao_social empresa_nombre company_name organisation_name
phone: tel_nr fone fono telf tfno telefoonnr ph phone_no phone_1 work_phone business_phone office_phone tel_gesch telefon_geschaftlich
mobile: mob mobilnummer mobiltel handynr gsm_nummer numero_portable tel_mobile telefono_movil
postcode: postnr plz_ort codpostal c_p cod_postal
city: ortschaft wohnort_stadt poblacion municipio woonplaats_naam concelho
country: land_name pais_de_residencia nation_code
state: prov dep dpto
department: abt dept_name serv sector_dept
job title: funktionsbezeichnung intitule_du_poste puesto_de_trabajo functietitel cargo_funcao designation
manager: vorgesetzte vorgesetzter_name n_plus_1 superieur_hierarchique jefe_directo leidinggevende_naam gestor chefia
salary: grundgehalt monatsgehalt salaire_de_base salaire_brut_annuel sueldo_base salario_base maandsalaris vencimento
price: vkp p_unit vk_brutto vk_netto preis_eur
status: st zustandsbezeichnung bearbeitungsstatus
note: bem bemerkg anm rem observ opm
order: auftr bestell cde
order number: auftragsnr bestellnr auftrag_nr bestell_nr n_commande no_commande num_commande numero_de_commande numero_de_pedido n_pedido ordernummer bestelnr
invoice number: rg_nr rgnr re_nr rechnungs_nr n_facture no_facture num_facture n_factura factuurnr fatura_no
product: art artikelbezeichnung libelle_produit nombre_producto productnaam nome_produto item_name product_name
sku: ref_article artnr art_nr artikel_nummer item_code part_number part_no codigo_producto codigo_articulo codigo_produto ref_producto
tax: taxe impuesto belasting imposta
discount: rab rem_pct dto desc_pct
supplier: lief lieferant_name fourn prov_nombre leverancier_naam
warehouse: lagerort depot_code almacen_codigo magazijnlocatie
employee: mitarbeiter_name nom_salarie nombre_empleado
active: aktiv_ja_nein is_enabled enabled activo_si_no
gender: geschl sexe_h_f
language: sprach spr
source: lead_quelle canal_origine
owner: account_owner record_owner owner_name kundenbetreuer commercial responsable_commercial propietario_del_contacto besitzer_name hubspot_owner account_manager sales_rep
assignee: assigned_agent assigned_user zustandigkeit
city: ciudad_nombre ville_nom
nationality: nacionalidad_pais
website: internetseite hp www_adresse
region: vertriebsgebiet sales_region territoire
category: kat cat catg warengrp
`
