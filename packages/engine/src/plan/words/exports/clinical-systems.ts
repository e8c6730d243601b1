/** Variables of clinical data sets in the CDISC tabulation model, and what each means. */
export const clinicalSystems = {
  CDISC: `
STUDYID: study id
USUBJID: subject id
SUBJID: subject id
SITEID: site id
RFSTDTC: start date
RFENDTC: end date
RFICDTC: consent date
BRTHDTC: birth date
DTHDTC: death date
DTHFL: death flag
AGE: age
AGEU: age unit
SEX: sex
RACE: race
ETHNIC: ethnicity
ARM: treatment arm
ARMCD: treatment arm code
COUNTRY: country
VISIT: visit
VISITNUM: visit number
VISITDT: visit date
VSTESTCD: test code
VSTEST: test
VSORRES: result
VSORRESU: result unit
VSDTC: measured date
SYSBP: systolic blood pressure
DIABP: diastolic blood pressure
PULSE: heart rate
HEIGHT: height
WEIGHT: weight
TEMP: temperature
BMI: body mass index
AETERM: adverse event
AESEV: severity
AESER: serious flag
AESTDTC: adverse event start date
AEENDTC: adverse event end date
LBTEST: laboratory test
LBORRES: result
LBORRESU: result unit
LBDTC: sample date
CMTRT: medication
CMDOSE: dose
CMDOSU: dose unit
EXTRT: treatment
EXDOSE: dose`,
} as const
