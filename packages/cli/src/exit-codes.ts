/** What the command tells the shell. `blocked`: a question needs an answer before the work can go on. */
export const exitCodes = { done: 0, failed: 1, usage: 2, blocked: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends the command with `code`; the message is one line for a person: what happened, then what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: ExitCode
  constructor(code: ExitCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
