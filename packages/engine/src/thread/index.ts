export { appendEvents, type NewEvent } from './append-events.ts'
export { followEvents } from './follow-events.ts'
export { maxEventsPerRead, readEvents, type ThreadPage } from './read-events.ts'
