import { exactCountryCode } from '../../values/index.ts'
import type { Candidate } from '../match/candidate.ts'
import { shareOf } from '../match/fit.ts'

/** The column of these rows that holds the country of each, if there is one and more than one country is in it. */
export function countryColumn(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.find(
    ({ label, profile, role }) =>
      role === undefined &&
      /country|land\b|pays|pa[ií]s|paese|nation/i.test(label) &&
      profile.kind !== 'empty' &&
      profile.empty_share < 0.5 &&
      shareOf(profile, (value) => exactCountryCode(value) !== null, 100) >= 0.85,
  )
}
