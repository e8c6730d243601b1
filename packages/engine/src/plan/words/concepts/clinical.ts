/** Words of clinical and scientific tables. */
export const clinical = `
patient: patient patients subject participant participants case cases case_id paziente paciente patienten proband subject_id
tumour: tumor tumors tumour tumours neoplasm neoplasms cancer cancers malignancy malignant tumore lesion lesions
site: site sites anatomic_site anatomical_site anatomic location organ body_site lokalisation localisation localizacion
tissue: tissue tissues gewebe tissu tejido specimen sample samples biospecimen probe aliquot
organ: organ organs
diagnosis: diagnosis diagnoses diag dx diagnose diagnostic diagnostico diagnosi diagnosed
histology: histology histologic histological histologic_type histological_type morphology histologie histopathology primary_diagnosis
pathology: pathologic pathological pathology patho path pathologie
clinical: clinical clin clinic klinisch clinique clinico
stage: staging stages stage_group tumor_stage
grade: grade grading differentiation tumor_grade histologic_grade
t category: pt ct t_stage t_category primary_tumor pathologic_t clinical_t staging_pt staging_ct stage_primary_tumor
n category: pn cn n_stage n_category lymph_nodes reg_lymph_nodes regional_lymph_nodes pathologic_n clinical_n staging_pn staging_cn
m category: pm cm m_stage m_category metastasis metastases dist_mets distant_metastasis dist_metas mets pathologic_m clinical_m staging_pm
lymph node: lymph_node lymph_nodes nodes nodal
laterality: laterality side seite lateralite lado
focality: focality focal multifocal unifocal
necrosis: necrosis necrotic nekrose
recurrence: recurrence recur recurred relapse reoccur reoccurred progression rezidiv recidive
metastasis: metastasis metastases metastatic mets
survival: survival overall_survival uberleben
vital status: vital_status alive survival_status lebensstatus
death: death died deceased dead tod deces muerte morte overlijden decede
cause of death: cause_of_death todesursache
follow up: follow_up followup last_contact last_follow_up last_followup nachsorge suivi seguimiento
treatment: treatment treatments therapy therapies therapeutic behandlung therapie traitement tratamiento tratamento behandeling trattamento regimen
surgery: surgery surgical operation resection excision chirurgie cirugia
dose: dose dosage dosis
drug: drug drugs medication medicine medikament medicament medicamento farmaco agent compound
smoking: smoking smoke smoker smoked smokers tobacco cigarette cigarettes raucher rauchen tabac tabaco roken fumo sm
secondhand: secondhand second_hand passive environmental
exposure: exposure exposed exposition
alcohol: alcohol alcoholic drinking drinks drinker alkohol alcool
pack years: pack_years packyears packungsjahre
race: race ethnie ancestry population
ethnicity: ethnicity ethnic ethnic_group self_identify ethnische_zugehorigkeit
sex: sex gender
residence: residence resident wohnsitz residencia
origin: origin herkunft provenance
birth: birth born place_of_birth birthplace geburt geburtsort lieu_de_naissance
body mass index: bmi body_mass_index
blood pressure: blood_pressure blutdruck bp tension_arterielle
heart rate: heart_rate pulse puls
disease: disease diseases illness condition krankheit maladie enfermedad doenca ziekte malattia
symptom: symptom symptoms symptome sintoma
onset: onset began beginning age_start start_age
quit: quit stop stopped cessation age_stop
dimension: dimension dimensions diameter size greatest_dimension largest_dimension measurement
purity: purity reinheit cellularity
mutation: mutation mutations variant variants mutated
gene: gene genes gen gene_symbol hugo_symbol
protein: protein proteins
assay: assay test laboratory_test lab_test labor
result: result results ergebnis resultat resultado risultato outcome outcomes finding
visit: visit_date encounter
hospital: hospital krankenhaus klinik hopital ziekenhuis ospedale clinic_name
physician: physician doctor arzt medecin medico arts provider practitioner
allergy: allergy allergies allergie alergia
pregnancy: pregnancy pregnancies pregnant schwangerschaft grossesse embarazo
compound: compound molecule substance molecule_name chembl
concentration: concentration conc konzentration
organism: organism organisms target_organism strain cell_line
experiment: experiment experiments study versuch
days to: days_to days_until days_from days_since days
`
