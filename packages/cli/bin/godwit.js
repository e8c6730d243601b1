#!/usr/bin/env node
// The sources run unbuilt, which needs Node 24. On an older Node the one from the npm package `node` takes over.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const isCurrent = Number(process.versions.node.split('.')[0]) >= 24

if (isCurrent) {
  await import(main)
} else {
  const child = spawn(findNode(), [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // an interrupt from the terminal reaches both; what is sent to this process alone is passed on
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

function findNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    return join(dirname(manifest), 'bin', 'node')
  } catch {
    console.error(
      `godwit needs Node 24 or newer and this is ${process.version}. Install it, or the npm package node@24.`,
    )
    process.exit(2)
  }
}
