import { CommandError, exitCodes } from '../exit-codes.ts'

/** The engine is optional: who only talks to a server does not install it. */
export async function loadEngine() {
  try {
    return await import('@godwit/engine')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes(`'@godwit/engine'`)) throw cause
    throw new CommandError(exitCodes.failed, 'This command needs the engine: npm install @godwit/engine.', { cause })
  }
}
