export { type AddressCheck, checkAddresses } from './check-addresses.ts'
export { isAllowedPrivate } from './host-rule.ts'
export {
  type Outbound,
  type OutboundOptions,
  type OutboundRequest,
  type OutboundResponse,
  openOutbound,
} from './open-outbound.ts'
