import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGodwit } from '../packages/engine/test/support/start-godwit.ts'

export const about = 'time from starting the server until it answers: on a fresh folder, and again on the same'

const rounds = 5
const target = { fresh: 5000, again: 2000 }

/** Starts Godwit, waits until `/readyz` answers 200, stops it; in milliseconds. */
async function measure(dataDir: string): Promise<number> {
  const startedAt = performance.now()
  const godwit = startGodwit({ GODWIT_DATA_DIR: dataDir, GODWIT_LOG_LEVEL: 'error' })
  const { url } = await godwit.ready
  const { status } = await fetch(`${url}/readyz`)
  const elapsed = performance.now() - startedAt
  if (status !== 200) throw new Error(`/readyz answers ${status}`)
  godwit.kill('SIGTERM')
  await godwit.ended
  return elapsed
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export default async function main(): Promise<void> {
  const fresh: number[] = []
  const again: number[] = []
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'godwit-bench-'))
    try {
      fresh.push(await measure(folder))
      again.push(await measure(folder))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  for (const [name, times] of Object.entries({ fresh, again })) {
    const aim = target[name as keyof typeof target]
    console.log(
      `${name.padEnd(6)} median ${Math.round(median(times))} ms of ${rounds} (${times.map(Math.round).join(', ')}); aim: at most ${aim} ms`,
    )
  }
}
