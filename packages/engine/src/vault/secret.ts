export { isSecret, Secret } from '../util/secret.ts'
