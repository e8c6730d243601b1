import type { Route } from '../route.ts'
import { createApiKey } from './api-keys/create-api-key.ts'
import { listApiKeys } from './api-keys/list-api-keys.ts'
import { revokeApiKey } from './api-keys/revoke-api-key.ts'
import { listAudit } from './audit/list-audit.ts'
import { getConnector } from './connectors/get-connector.ts'
import { getConnectorLogo } from './connectors/get-connector-logo.ts'
import { listConnectors } from './connectors/list-connectors.ts'
import { downloadSheet } from './exports/download-sheet.ts'
import { getExtractor } from './extractors/get-extractor.ts'
import { announceFiles } from './files/announce-files.ts'
import { correctTable } from './files/correct-table.ts'
import { deleteFile } from './files/delete-file.ts'
import { listFiles } from './files/list-files.ts'
import { uploadFile } from './files/upload-file.ts'
import { createMigration } from './migrations/create-migration.ts'
import { deleteMigration } from './migrations/delete-migration.ts'
import { getMigration } from './migrations/get-migration.ts'
import { listMigrations } from './migrations/list-migrations.ts'
import { comparePreviews } from './preview/compare-previews.ts'
import { getPreview } from './preview/get-preview.ts'
import { createProfile } from './profiles/create-profile.ts'
import { listProfiles } from './profiles/list-profiles.ts'
import { editRecipe } from './recipe/edit-recipe.ts'
import { getRecipe } from './recipe/get-recipe.ts'
import { listRecipeVersions } from './recipe/list-recipe-versions.ts'
import { answerRun } from './runs/answer-run.ts'
import { cancelRun } from './runs/cancel-run.ts'
import { createRun } from './runs/create-run.ts'
import { getRun } from './runs/get-run.ts'
import { giveCredentials } from './runs/give-credentials.ts'
import { listRuns } from './runs/list-runs.ts'
import { replayExecute } from './runs/replay-execute.ts'
import { changeSettings } from './settings/change-settings.ts'
import { getSettings } from './settings/get-settings.ts'
import { getLineage } from './sheets/get-lineage.ts'
import { listRows } from './sheets/list-rows.ts'
import { listSheets } from './sheets/list-sheets.ts'
import { attachConnection } from './source-connection/attach-connection.ts'
import { checkConnection } from './source-connection/check-connection.ts'
import { detachConnection } from './source-connection/detach-connection.ts'
import { getConnection } from './source-connection/get-connection.ts'
import { listStreams } from './source-connection/list-streams.ts'
import { changeSource } from './sources/change-source.ts'
import { createSource } from './sources/create-source.ts'
import { getSourceRecipe } from './sources/get-source-recipe.ts'
import { listSourceRecipeVersions } from './sources/list-source-recipe-versions.ts'
import { listSources } from './sources/list-sources.ts'
import { removeSource } from './sources/remove-source.ts'
import { changeTemplate } from './templates/change-template.ts'
import { createTemplate } from './templates/create-template.ts'
import { getTemplate } from './templates/get-template.ts'
import { listTemplates } from './templates/list-templates.ts'
import { removeTemplate } from './templates/remove-template.ts'
import { readThread } from './thread/read-thread.ts'
import { streamThread } from './thread/stream-thread.ts'
import { rotateVault } from './vault/rotate-vault.ts'

/** Every call of the API, in the order in which the reference shows them. */
export const routes: readonly Route[] = [
  listSources,
  createSource,
  changeSource,
  removeSource,
  getSourceRecipe,
  listSourceRecipeVersions,
  listTemplates,
  createTemplate,
  getTemplate,
  changeTemplate,
  removeTemplate,
  listConnectors,
  getConnector,
  getConnectorLogo,
  listMigrations,
  createMigration,
  getMigration,
  deleteMigration,
  listProfiles,
  createProfile,
  listFiles,
  announceFiles,
  uploadFile,
  deleteFile,
  correctTable,
  getConnection,
  attachConnection,
  detachConnection,
  checkConnection,
  listStreams,
  getExtractor,
  listRuns,
  createRun,
  getRun,
  cancelRun,
  answerRun,
  giveCredentials,
  replayExecute,
  getPreview,
  comparePreviews,
  getRecipe,
  editRecipe,
  listRecipeVersions,
  readThread,
  streamThread,
  listSheets,
  listRows,
  getLineage,
  downloadSheet,
  listApiKeys,
  createApiKey,
  revokeApiKey,
  listAudit,
  getSettings,
  changeSettings,
  rotateVault,
]
