import { type ClientOptions, createRequester } from './request.ts'
import { apiKeys } from './resources/api-keys.ts'
import { connectors, extractors } from './resources/connectors.ts'
import { exports } from './resources/exports.ts'
import { files } from './resources/files.ts'
import { migrations } from './resources/migrations.ts'
import { preview } from './resources/preview.ts'
import { profiles } from './resources/profiles.ts'
import { recipe } from './resources/recipe.ts'
import { runs } from './resources/runs.ts'
import { settings } from './resources/settings.ts'
import { sheets } from './resources/sheets.ts'
import { sourceConnection } from './resources/source-connection.ts'
import { sources } from './resources/sources.ts'
import { templates } from './resources/templates.ts'
import { thread } from './resources/thread.ts'
import { vault } from './resources/vault.ts'

/**
 * A typed client of one Godwit server, for servers and browsers.
 *
 * Every method gives the reply, or throws a GodwitError with the server's code. Calls that may safely be repeated are,
 * when the server is busy or away. `request` is the same without throwing, for any path.
 *
 *     const godwit = createClient({ baseUrl: 'http://127.0.0.1:8080', apiKey })
 *     const migration = await godwit.migrations.create({ name: 'Acme' })
 */
export function createClient(options: ClientOptions) {
  const requester = createRequester(options)
  return {
    request: requester.request,
    apiKeys: apiKeys(requester),
    connectors: connectors(requester),
    exports: exports(requester),
    extractors: extractors(requester),
    files: files(requester),
    migrations: migrations(requester),
    preview: preview(requester),
    profiles: profiles(requester),
    recipe: recipe(requester),
    runs: runs(requester),
    settings: settings(requester),
    sheets: sheets(requester),
    sourceConnection: sourceConnection(requester),
    sources: sources(requester),
    templates: templates(requester),
    thread: thread(requester),
    vault: vault(requester),
  }
}
export type Client = ReturnType<typeof createClient>
