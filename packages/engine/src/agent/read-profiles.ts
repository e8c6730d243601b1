import { json } from 'node:stream/consumers'
import type { Storage } from '../storage/index.ts'
import type { ProfileDocument } from './steps/profile-tables.ts'

/** The profiles that a profile step has kept. */
export async function readProfiles(storage: Storage, profileKey: string): Promise<ProfileDocument> {
  const document = (await json(await storage.read(profileKey))) as ProfileDocument
  // Written before tables had these.
  return {
    ...document,
    profiles: document.profiles.map((profile) => ({
      ...profile,
      columns: profile.columns.map((column) => ({
        ...column,
        meaning: column.meaning ?? null,
        code: column.code ?? null,
        variants: column.variants ?? [],
      })),
      dependencies: profile.dependencies ?? [],
      keys: profile.keys ?? [],
      near_duplicates: profile.near_duplicates ?? [],
      suspects: profile.suspects ?? [],
    })),
  }
}
