import type { Readable } from 'node:stream'

/**
 * Immutable objects under slash-separated keys (`m/<migration>/files/<id>`). An object is written once, whole, under a
 * new name: a reader sees all of it or nothing; a crash leaves garbage at worst, which `sweep` of the caller removes.
 * Failures are EngineErrors: `out_of_disk`, `storage_unavailable`.
 */
export interface Storage {
  /** Streams an object in with constant memory. Aborting or failing keeps nothing. */
  write(key: string, body: Readable | AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number }>
  /** Takes over a finished local file (moved or uploaded); the path is gone afterwards. */
  adopt(key: string, localPath: string): Promise<{ sizeBytes: number }>
  read(key: string): Promise<Readable>
  /** A path from which the object can be read, good until the next sweep of the caller's work folder. */
  localPath(key: string): Promise<string>
  exists(key: string): Promise<boolean>
  /** Keys under a prefix, in order. */
  list(prefix: string): Promise<string[]>
  /** Removes an object or, when `prefix` ends with `/`, everything under it. Absent is fine. */
  remove(prefix: string): Promise<void>
}
