import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

type Request = {
  /** Folder of the public data sets and `score.py`. */
  yardstickDir: string
  /** First argument of `score.py`. */
  kind: string
  /** File name of the manifest in that folder. */
  manifest: string
  /** What `score.py` is given: a value (written as JSON), or the path of a file or folder that was written before. */
  predictions: { json: unknown } | { path: string }
}

/** What `score.py` says of predictions, as it prints it (JSON). */
export async function scorePredictions({ yardstickDir, kind, manifest, predictions }: Request): Promise<unknown> {
  const dir = await mkdtemp(join(tmpdir(), 'godwit-score-'))
  try {
    const path = 'path' in predictions ? predictions.path : join(dir, 'predictions.json')
    if ('json' in predictions) await writeFile(path, JSON.stringify(predictions.json))
    const { stdout } = await run('python3', ['score.py', kind, manifest, path], {
      cwd: yardstickDir,
      maxBuffer: 64 * 1024 * 1024,
    })
    return JSON.parse(stdout)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
