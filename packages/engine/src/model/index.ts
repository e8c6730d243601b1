export {
  type CallBudget,
  type Model,
  ModelError,
  type ModelFailure,
  type ModelMessage,
  type ModelReply,
  type ModelRequest,
  type ModelTool,
  type ToolCall,
} from './model.ts'
export { openModel } from './open-model.ts'
