export { type Plan, type PlanInput, planMapping } from './plan-mapping.ts'
export { inputRefs, type Probe } from './view.ts'
