import type { Command } from 'commander'
import type { Process } from '../context.ts'
import { loadEngine } from '../local/load-engine.ts'

const roles = {
  serve: 'run API, worker and dashboard in one process; settings come from GODWIT_* variables',
  api: 'run the API alone, beside workers, on a shared PostgreSQL',
  worker: 'run a worker alone, beside the API, on a shared PostgreSQL',
} as const

export function runServer(program: Command, edge: Process) {
  for (const [role, description] of Object.entries(roles)) {
    program
      .command(role)
      .description(description)
      .action(async () => {
        const engine = await loadEngine()
        edge.setExitCode(await engine.runServer(role as keyof typeof roles))
      })
  }
}
