/** Headers of systems for staff, and what each means. */
export const staffSystems = {
  Personio: `
Personalnummer: employee number
Vorname: first name
Nachname: last name
E-Mail: email
Eintrittsdatum: hire date
Vertragsende: contract end
Kündigungsdatum: termination date
Letzter Arbeitstag: last working day
Position: job title
Abteilung: department
Standort: location
Vorgesetzter: manager
Wochenstunden: weekly hours
Beschäftigungsart: employment type
Fixgehalt: salary
Gehaltsintervall: pay interval
Kostenstelle: cost centre
Probezeitende: probation end
Urlaubsanspruch: leave days
hire_date: hire date
termination_date: end date
supervisor: manager
weekly_working_hours: weekly hours
fix_salary: salary
cost_centers: cost centre`,
  BambooHR: `
employeeNumber: employee number
Employee #: employee number
hireDate: hire date
Hire Date: hire date
terminationDate: end date
jobTitle: job title
supervisor: manager
Reporting to: manager
workEmail: email
Work Email: email
homeEmail: private email
mobilePhone: mobile
workPhone: phone
dateOfBirth: birthday
payRate: salary
Pay rate: salary
payType: pay type
paidPer: pay interval
employmentHistoryStatus: employment status
Employment Status: employment type
division: division
exempt: overtime exempt
ssn: social security
addressLineOne: street
zipcode: postcode`,
} as const
