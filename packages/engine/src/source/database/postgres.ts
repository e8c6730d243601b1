import { fileURLToPath } from 'node:url'
import type { CodeConnector } from '../source-connector.ts'
import { databaseSpec, readDatabaseSettings } from './database-settings.ts'
import { openDatabaseSource } from './database-source.ts'
import { connectPostgres } from './postgres-session.ts'

const spec = databaseSpec({
  port: 5432,
  docs_url: 'https://www.postgresql.org/docs/current/ddl-priv.html',
  schemas: {
    schemas: {
      type: 'array',
      title: 'Schemas',
      description: 'Schemas whose tables and views are read; left out: all that the user may see.',
      items: { type: 'string', minLength: 1 },
      default: [],
    },
  },
})

/**
 * PostgreSQL: every table and view is a stream, named `table` in the schema public and `schema.table` elsewhere. Reads in
 * one read-only transaction, so that all streams of a read are as of one moment.
 */
export const postgresConnector: CodeConnector = {
  ...spec,
  key: 'postgres',
  name: 'PostgreSQL',
  category: 'database',
  docs_url: 'https://www.postgresql.org/docs/current/ddl-priv.html',
  logoPath: fileURLToPath(new URL('../../../../connectors/postgres/logo.svg', import.meta.url)),
  guidance: {
    summary: 'Godwit reads tables and views with a user of the database that needs nothing but SELECT.',
    steps: [
      "As an administrator, create a user for Godwit: CREATE ROLE godwit LOGIN PASSWORD '…';",
      'Let it read: GRANT USAGE ON SCHEMA public TO godwit; GRANT SELECT ON ALL TABLES IN SCHEMA public TO godwit;',
      'Let the machine that runs Godwit connect (pg_hba.conf, firewall, or the allow list of your provider).',
      'Enter host, port, database and user in the connection, and the password here.',
    ],
    links: [
      { label: 'CREATE ROLE', url: 'https://www.postgresql.org/docs/current/sql-createrole.html' },
      { label: 'Letting clients in', url: 'https://www.postgresql.org/docs/current/auth-pg-hba-conf.html' },
    ],
  },
  async open(options) {
    const settings = readDatabaseSettings(spec, options)
    return openDatabaseSource({
      connect: (signal) => connectPostgres(settings, signal),
      place: `the database ${settings.database} on ${settings.host}:${settings.port}`,
      cursorColumns: settings.cursorColumns,
    })
  },
}
