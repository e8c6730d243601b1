import type { Run } from '@godwit/contract'
import { Presets, SingleBar } from 'cli-progress'

/**
 * Shows how far runs are: a bar on a terminal, otherwise a line for each new phase. `label` says whose run it is where
 * there are several.
 */
export type Progress = { show(run: Run, label?: string): void; stop(): void }

export type ProgressTarget = { stream: NodeJS.WriteStream; terminal: boolean; silent: boolean }

export function openProgress({ stream, terminal, silent }: ProgressTarget): Progress {
  if (silent) return { show: () => {}, stop: () => {} }
  return terminal ? openBar(stream) : openLines(stream)
}

function openBar(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar(
    { format: '{phase} [{bar}] {amount}', stream, hideCursor: true, clearOnComplete: true, etaBuffer: 1 },
    Presets.shades_classic,
  )
  return {
    show: ({ progress }, label) => {
      if (!progress) return
      if (!bar.isActive) bar.start(1, 0, { phase: '', amount: '' })
      const total = Math.max(progress.total ?? 0, 1)
      bar.setTotal(total)
      bar.update(Math.min(progress.done, total), { phase: named(label, progress.phase), amount: amount(progress) })
    },
    stop: () => bar.stop(),
  }
}

function openLines(stream: NodeJS.WriteStream): Progress {
  const shown = new Map<string, string>()
  return {
    show: ({ progress }, label = '') => {
      if (!progress || shown.get(label) === progress.phase) return
      shown.set(label, progress.phase)
      stream.write(`${named(label, progress.phase)}\n`)
    },
    stop: () => {},
  }
}

const named = (label: string | undefined, phase: string) => (label ? `${label}: ${phase}` : phase)

function amount({ done, total, unit }: NonNullable<Run['progress']>): string {
  return total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`
}
