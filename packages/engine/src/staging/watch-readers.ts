import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** For tests: what the reader processes of this process take while they live, by the system's own count. */
export function watchReaders() {
  const seen = new Map<number, { peakMebibytes: number; workedSeconds: number }>()
  const look = () => {
    for (const pid of livingReaders()) {
      const peak = /VmHWM:\s+(\d+)/.exec(read(pid, 'status'))?.[1]
      const stat = read(pid, 'stat')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (peak === undefined) continue
      seen.set(pid, {
        peakMebibytes: Number(peak) / 1024,
        workedSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      })
    }
  }
  const timer = setInterval(look, 20)
  return {
    /** Ends the watch. `left` are processes that still live. */
    stop() {
      clearInterval(timer)
      const all = [...seen.values()]
      return {
        peakMebibytes: Math.max(0, ...all.map((one) => one.peakMebibytes)),
        workedSeconds: all.reduce((sum, one) => sum + one.workedSeconds, 0),
        left: livingReaders(),
      }
    },
  }
}

function livingReaders(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(pid, 'cmdline').includes('reader/child.ts') && parentOf(pid) === process.pid)
}

const parentOf = (pid: number): number => Number(/PPid:\s+(\d+)/.exec(read(pid, 'status'))?.[1])

/** Empty for a process that has ended meanwhile. */
function read(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return ''
  }
}
