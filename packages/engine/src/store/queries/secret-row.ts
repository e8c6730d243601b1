/** A row of `secrets`: an envelope of the vault. Nothing in it can be read without the master key. */
export type SecretRow = {
  connection_id: string
  field: string
  master_key_id: string
  sealed_key: Buffer
  sealed_value: Buffer
}
