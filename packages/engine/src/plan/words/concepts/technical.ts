/** What programs write into headers: kinds of values, wrappers of exports, and how records point to each other. */
export const technical = `
timestamp: timestamp timestamps ts datetime date_time dttm zeitstempel horodatage horodatage marca_de_tiempo fecha_hora data_hora datum_uhrzeit data_ora tijdstempel time_stamp instant timestamp_instant utc
flag: flag flags indicator yn bool boolean kennzeichen indicateur indicador vlag
deleted: deleted is_deleted removed trashed archived geloscht supprime eliminado excluido verwijderd cancellato fivetran_deleted destroyed
synced: synced fivetran_synced sync_time last_sync synchronised synchronized extracted loaded _sdc_extracted_at
label: label labels display_label caption etichetta etikett
value: value values wert werte valeur valeurs valor valores waarde valore
field: field fields feld property properties attribute attributes column champ campo veld attributo
history: history historie verlauf historique historial historico geschiedenis storico log audit
url: url urls link links uri href permalink hyperlink weblink
content: content contents body inhalt contenu contenido conteudo inhoud contenuto text html_body plain_text message_body article_body
message: message messages nachricht mensaje mensagem bericht messaggio msg
recipient: recipient recipients empfanger destinataire destinatario ontvanger to sent_to send_to
sender: sender absender expediteur remitente remetente afzender mittente from sent_from
sent: sent sent_at sent_on gesendet versendet envoye enviado verzonden inviato send_date
received: received received_at received_on erhalten eingegangen eingang recu recibido recebido ontvangen ricevuto
clicked: click clicks clicked geklickt
opened: open opened opens opened_at geoffnet ouvert abierto aberto geopend
caused: caused caused_by trigger triggered verursacht
occurred: occurred happened occurred_at event_time occurrence eingetreten
latest: latest last most_recent newest letzter letzte dernier ultimo laatste recent
previous: previous prior former earlier vorheriger precedent anterior vorige precedente old
expected: expected estimated planned projected erwartet prevu previsto esperado verwacht
first: first initial erste premier primero eerste primo
count: count counts number_of num_of no_of total_number anzahl nombre_de numero_de cantidad_de aantal numero_di qty_of times
percent: percent percentage pct prozent pourcentage porcentaje percentagem procent percentuale share anteil
ratio: ratio rate quote taux tasa taxa
average: average avg mean durchschnitt moyenne promedio media gemiddelde
minimum: minimum min mindest
maximum: maximum max hochst largest greatest longest highest
original: original originally raw ursprunglich
image: image images picture photo thumbnail media_thumbnail img bild foto imagen imagem afbeelding immagine avatar logo cover_image
file: file files datei fichier archivo ficheiro bestand attachment attachments anhang
channel: channel kanal canal canale medium
format: format
size: size grosse groesse taille tamano tamanho grootte dimensione dimension dimensions measurement
authenticated: authenticated logged_in signed_in verified
public: public visible offentlich publique publico openbaar pubblico
external: external extern externe externo foreign third_party
internal: internal intern interne interno
default: default standard voreingestellt
order index: display_order sort_order position rank sequence sort sorting reihenfolge ordre orden ordem volgorde ordine
reason: reason cause grund raison motivo reden why causa
response: response reply answer antwort reponse respuesta resposta antwoord risposta replied
request: request requests anfrage demande solicitud pedido_de aanvraag richiesta inquiry enquiry
requester: requester requested_by antragsteller demandeur solicitante aanvrager richiedente
submitter: submitter submitted_by reporter eingereicht_von
author: author authors writer autor autorin auteur autores auteurs autore schrijver verfasser verfasserin byline
published: published publish_date published_time published_at publication_date release_date released veroffentlicht erschienen publie publicado gepubliceerd pubblicato posted posted_at
summary: summary abstract excerpt synopsis zusammenfassung resume_court resumen resumo samenvatting riassunto short_description introduction intro kurzbeschreibung overview
rating: rating ratings score scores stars star review_star rating_star review_score bewertung calificacion avaliacao beoordeling valutazione punkte punktzahl
reviews: review_count rating_count reviews number_of_reviews bewertungen review_number
views: views view_count view_number hits page_views hot aufrufe vues visualizaciones weergaven visualizzazioni popularity
board: board forum subforum topic subtopic section thema rubrik
keyword: keyword keywords schlagwort
ip: ip ip_address ip_adresse
device: device gerat appareil dispositivo apparaat browser user_agent
time zone: time_zone timezone tz zeitzone fuseau_horaire zona_horaria fuso_horario tijdzone fuso_orario
`
