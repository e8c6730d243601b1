import { CommandError, exitCodes } from '../exit-codes.ts'

/** A server on this machine that behaves as the API of a live source does. */
export type LiveEmulator = {
  /** Which origins it stands in for, and where it is. */
  origins: Record<string, string>
  credentials: Record<string, string>
  calls: readonly { path: string }[]
} & AsyncDisposable

type StripeModule = {
  startStripe(): Promise<Omit<LiveEmulator, 'credentials' | keyof AsyncDisposable> & { close(): Promise<void> }>
  stripeKey: string
}

/** Emulators belong to the repository's tests; a published package does not carry them. */
const stripeModule = new URL('../../../connectors/test/stripe.ts', import.meta.url)

/** Starts the emulator of Stripe, with customers as people type them. */
export async function startEmulator(): Promise<LiveEmulator> {
  const { startStripe, stripeKey } = (await import(stripeModule.href).catch((cause) => {
    const message = 'The emulators are not here: run the demo from a clone of the repository.'
    throw new CommandError(exitCodes.usage, message, { cause })
  })) as StripeModule
  const { origins, calls, close } = await startStripe()
  return { origins, calls, credentials: { api_key: stripeKey }, [Symbol.asyncDispose]: close }
}
