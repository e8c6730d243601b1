import { clinicalSystems } from './clinical-systems.ts'
import { commerceSystems } from './commerce-systems.ts'
import { customerSystems } from './customer-systems.ts'
import { serviceSystems } from './service-systems.ts'
import { staffSystems } from './staff-systems.ts'

/** The headers of one system's exports as letters and digits alone, each with its meaning. */
export type KnownExport = { system: string; meanings: ReadonlyMap<string, string> }

/** A header as it is compared: without case, blanks and marks. */
export const headerKey = (header: string): string => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Systems whose headers are known, in a fixed order. */
export const knownExports: readonly KnownExport[] = Object.entries({
  ...customerSystems,
  ...serviceSystems,
  ...commerceSystems,
  ...staffSystems,
  ...clinicalSystems,
}).map(([system, lines]) => ({ system, meanings: readLines(lines) }))

function readLines(lines: string): ReadonlyMap<string, string> {
  return new Map(
    lines
      .trim()
      .split('\n')
      .map((line) => {
        const colon = line.lastIndexOf(':')
        return [headerKey(line.slice(0, colon)), line.slice(colon + 1).trim()] as const
      }),
  )
}
