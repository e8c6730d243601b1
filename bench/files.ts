import { runSuites } from './support/run-suites.ts'

export const about = 'how well files are read: dialects, headers, polluted files; arguments: names of suites'

export default (args: string[]): Promise<void> => runSuites(new URL('./files/', import.meta.url), args)
