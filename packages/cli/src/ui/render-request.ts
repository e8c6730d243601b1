import type { CredentialRequest } from '@godwit/contract'

/** What a run asks credentials for: why, how to get them, and which fields. */
export const renderRequest = ({ reason, guidance, schema }: CredentialRequest): string[] => [
  reason,
  guidance.summary,
  ...guidance.steps.map((step, at) => `  ${at + 1}. ${step}`),
  ...guidance.links.map(({ label, url }) => `  ${label}: ${url}`),
  `Fields: ${Object.keys(schema).join(', ')}`,
]
