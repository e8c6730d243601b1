import { join } from 'node:path'
import type { App } from '../app.ts'

/** Where attempts work, each in a folder named by its claim. */
export const attemptsDir = (app: Pick<App, 'config'>) => join(app.config.dataDir, 'work', 'runs')
