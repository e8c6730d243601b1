import { plainKey } from './plain-key.ts'

const months = [
  'january jan januar janvier janv enero ene gennaio gen januari janeiro',
  'february feb februar fevrier fevr fev febrero febbraio februari fevereiro',
  'march mar marz maerz mrz mars marzo maart mrt marco',
  'april apr avril avr abril abr aprile',
  'may mai mayo maggio mag mei maio',
  'june jun juni juin junio giugno giu junho',
  'july jul juli juillet juil julio luglio lug julho',
  'august aug aout agosto ago augustus',
  'september sep sept septembre septiembre setiembre settembre set setembro',
  'october oct oktober okt octobre octubre ottobre ott outubro out',
  'november nov novembre noviembre novembro',
  'december dec dezember dez decembre diciembre dic dicembre dezembro',
]
const weekdays = [
  'monday mon montag mo lundi lun lunes lunedi maandag ma segunda seg',
  'tuesday tue tues dienstag di mardi martes martedi dinsdag terca ter',
  'wednesday wed mittwoch mi mercredi mer miercoles mie mercoledi woensdag wo quarta qua',
  'thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedi gio donderdag quinta qui',
  'friday fri freitag fr vendredi ven viernes vie venerdi vrijdag vr sexta sex',
  'saturday sat samstag sa sonnabend samedi sam sabado sab sabato zaterdag za',
  'sunday sun sonntag so dimanche dim domingo dom domenica zondag zo',
]

const numbered = (lists: readonly string[]): ReadonlyMap<string, number> =>
  new Map(lists.flatMap((list, at) => list.split(' ').map((word) => [word, at + 1] as const)))
const monthNumbers = numbered(months)
const weekdayNumbers = numbered(weekdays)

/** 1..12 for the name of a month, whole or as it is usually cut, in seven languages; null for other words. */
export const monthNumber = (text: string): number | null => monthNumbers.get(plainKey(text)) ?? null
/** 1 (Monday)..7 for the name of a weekday in seven languages; null for other words. */
export const weekdayNumber = (text: string): number | null =>
  weekdayNumbers.get(plainKey(text).replace(/ feira$/, '')) ?? null
