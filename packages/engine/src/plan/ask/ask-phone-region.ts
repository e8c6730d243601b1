import type { Question } from '@godwit/contract'
import { countryCode, countryName } from '../../values/index.ts'
import type { OpenPoint } from '../convert/conversion.ts'
import { regionWords } from '../words/regions.ts'
import { type About, aboutOf } from './ask.ts'
import { questionId } from './question-id.ts'

const offered = 8
const usual = ['US', 'GB', 'DE', 'FR', 'ES', 'NL', 'IT', 'AU']

/** Numbers without a country code: nothing in the data says where they are. */
export function askPhoneRegion(about: About, open: Extract<OpenPoint, { kind: 'phone_region' }>): Question {
  const regions = [...new Set([...open.likely, ...(open.likely.length === 0 ? usual : [])])].slice(0, offered)
  const samples = open.samples.map((sample) => `"${sample}"`).join(', ')
  return {
    id: questionId('phone_region', about.table, about.source),
    question: `${open.rows.toLocaleString('en')} ${open.rows === 1 ? 'number' : 'numbers'} in "${about.source}" ${open.rows === 1 ? 'has' : 'have'} no country code: ${samples}. Of which country are they?`,
    options: [
      ...regions.map((region) => ({ id: region, label: countryName(region) ?? region })),
      { id: 'none', label: 'Leave them as they are' },
    ],
    allowCustom: true,
    about: aboutOf(about, open.rows, open.samples),
  }
}

/** The country that an answer names by code, name or adjective; null region to leave numbers as they are. */
export function readRegionAnswer(answer: string): { region: string | null } | null {
  const said = answer.trim().replace(/[.!]+$/, '')
  if (said === 'none' || /\b(leave|as (?:they are|is)|keep|none|not known|unknown|different|various)\b/i.test(said))
    return { region: null }
  const whole = countryCode(said)
  if (whole !== null) return { region: whole }
  const folded = said.toLowerCase()
  const adjective = Object.entries(regionWords)
    .filter(([word]) => word.length > 2 && new RegExp(`\\b${word}\\b`).test(folded))
    .sort((a, b) => b[0].length - a[0].length)[0]
  if (adjective) return { region: adjective[1] }
  const named = new Set(
    said
      .split(/[^\p{L}.]+/u)
      .filter((word) => word.length > 3 || /^[A-Z]{2,3}$/.test(word))
      .flatMap((word) => countryCode(word) ?? []),
  )
  return named.size === 1 ? { region: [...named][0]! } : null
}
