export { mysqlConnector } from './mysql.ts'
export { postgresConnector } from './postgres.ts'
