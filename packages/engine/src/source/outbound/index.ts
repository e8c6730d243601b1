export {
  type Outbound,
  type OutboundOptions,
  type OutboundRequest,
  type OutboundResponse,
  openOutbound,
} from './open-outbound.ts'
