import type { Run } from '@godwit/contract'
import { Presets, SingleBar } from 'cli-progress'

/** Shows how far a run is: a bar on a terminal, otherwise a line for each new phase. */
export type Progress = { show(run: Run): void; stop(): void }

export type ProgressTarget = { stream: NodeJS.WriteStream; terminal: boolean; silent: boolean }

export function openProgress(label: string, { stream, terminal, silent }: ProgressTarget): Progress {
  if (silent) return { show: () => {}, stop: () => {} }
  return terminal ? openBar(label, stream) : openLines(label, stream)
}

function openBar(label: string, stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar(
    {
      format: `${label} {phase} [{bar}] {amount}`.trimStart(),
      stream,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 1,
    },
    Presets.shades_classic,
  )
  bar.start(1, 0, { phase: 'waiting', amount: '' })
  return {
    show: ({ progress }) => {
      if (!progress) return
      const total = progress.total ?? 0
      bar.setTotal(Math.max(total, 1))
      bar.update(Math.min(progress.done, Math.max(total, 1)), { phase: progress.phase, amount: amount(progress) })
    },
    stop: () => bar.stop(),
  }
}

function openLines(label: string, stream: NodeJS.WriteStream): Progress {
  let last = ''
  return {
    show: ({ progress }) => {
      if (!progress || progress.phase === last) return
      last = progress.phase
      stream.write(`${label} ${progress.phase}\n`.trimStart())
    },
    stop: () => {},
  }
}

function amount({ done, total, unit }: NonNullable<Run['progress']>): string {
  return total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`
}
