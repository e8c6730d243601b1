import { fileURLToPath } from 'node:url'
import type { CodeConnector } from '../source-connector.ts'
import { databaseSpec, readDatabaseSettings } from './database-settings.ts'
import { openDatabaseSource } from './database-source.ts'
import { connectMysql } from './mysql-session.ts'

const docsUrl = 'https://dev.mysql.com/doc/refman/8.4/en/grant.html'
const spec = databaseSpec({ port: 3306, docs_url: docsUrl })

/**
 * MySQL and MariaDB: every table and view of one database is a stream of its name. Reads in one read-only transaction, so
 * that all streams of a read are as of one moment (of tables whose engine has transactions).
 */
export const mysqlConnector: CodeConnector = {
  ...spec,
  key: 'mysql',
  name: 'MySQL / MariaDB',
  category: 'database',
  docs_url: docsUrl,
  logoPath: fileURLToPath(new URL('../../../../connectors/mysql/logo.svg', import.meta.url)),
  guidance: {
    summary: 'Godwit reads tables and views with a user of the database that needs nothing but SELECT.',
    steps: [
      "As an administrator, create a user for Godwit: CREATE USER 'godwit'@'%' IDENTIFIED BY '…';",
      "Let it read: GRANT SELECT, SHOW VIEW ON yourdatabase.* TO 'godwit'@'%';",
      'Let the machine that runs Godwit connect (bind-address, firewall, or the allow list of your provider).',
      'Enter host, port, database and user in the connection, and the password here.',
    ],
    links: [
      { label: 'CREATE USER', url: 'https://dev.mysql.com/doc/refman/8.4/en/create-user.html' },
      { label: 'GRANT in MariaDB', url: 'https://mariadb.com/kb/en/grant/' },
    ],
  },
  async open(options) {
    const settings = readDatabaseSettings(spec, options)
    return openDatabaseSource({
      connect: (signal) => connectMysql(settings, signal),
      place: `the database ${settings.database} on ${settings.host}:${settings.port}`,
      cursorColumns: settings.cursorColumns,
    })
  },
}
