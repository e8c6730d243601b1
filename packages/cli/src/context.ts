import type { Client } from '@godwit/sdk'
import type { Command } from 'commander'
import { openClient, type RemoteOptions } from './remote/open-client.ts'
import { createOutput, type Output } from './ui/output.ts'
import { openProgress, type Progress } from './ui/progress.ts'

/** What a command works with: the process's edges, handed in so that commands can be run without one. */
export type Process = {
  env: Readonly<Record<string, string | undefined>>
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  /** Aborts when the process is asked to stop. */
  signal: AbortSignal
  setExitCode(code: number): void
}

export type Context = {
  process: Process
  output: Output
  /** Whether a person can be asked. */
  interactive: boolean
  progress(): Progress
  /** A client of the server that the options or the environment name. */
  client(): Client
}

type GlobalOptions = RemoteOptions & { json?: boolean }

/** Reads the options that every command has. */
export function openContext(command: Command, edge: Process): Context {
  const options = command.optsWithGlobals<GlobalOptions>()
  const json = options.json === true
  const interactive = edge.stdin.isTTY === true && edge.stderr.isTTY === true && !json
  return {
    process: edge,
    output: createOutput(json, edge.stdout),
    interactive,
    progress: () => openProgress({ stream: edge.stderr, terminal: edge.stderr.isTTY === true, silent: json }),
    client: () => openClient(options, edge.env),
  }
}
