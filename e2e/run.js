// Runs the tests against a server that it starts and stops: `npm test`, or `npm test -- --reference`.
// With PDS_URL (and PLC_URL) set, they run against that server instead. Further arguments name test files.
import { execFileSync, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { startServer, temporaryFolder } from './lib/target.js'

const here = import.meta.dirname
const args = process.argv.slice(2)
const kind = args.includes('--reference') ? 'reference' : 'rookery'
const peer = args.find((arg) => arg.startsWith('--peer='))?.slice('--peer='.length) ?? 'rookery'
const named = args.filter((arg) => !arg.startsWith('--'))
const files = named.length > 0 ? named : testFiles()

function testFiles() {
  const found = readdirSync(join(here, 'test'), { recursive: true })
  return found.filter((name) => name.endsWith('.test.js')).sort().map((name) => join(here, 'test', name))
}

function node(args, env) {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'inherit' })
  return new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
}

const runTests = (env) => node(['--test', '--test-concurrency=2', ...files], env)

// Some tests run through real proxies.
if (kind === 'rookery' && files.some((file) => file.endsWith('proxies.test.js'))) {
  execFileSync(join(here, 'proxies', 'install.sh'), { stdio: 'inherit' })
}

if (process.env.PDS_URL) {
  process.exitCode = await runTests({})
} else {
  const folder = temporaryFolder()
  try {
    const server = await startServer(kind, folder.path)
    process.exitCode = await runTests({
      PDS_URL: server.pds,
      PLC_URL: server.plc,
      PDS_KIND: kind,
      PDS_ADMIN_PASSWORD: server.adminPassword,
      PDS_PEER: peer,
    })
    await server.stop()
  } finally {
    folder.remove()
  }
}

// Short forms; `npm run crash`, `npm run walk` and `npm run attacks` are the long ones.
const SHORT_FORMS = {
  'crash.js': ['--times', '2'],
  'walk.js': ['--times', '2'],
  'attacks.js': ['--short', '--seconds', '4'],
}
for (const [script, args] of Object.entries(SHORT_FORMS)) {
  if (kind === 'rookery' && named.length === 0 && !process.env.PDS_URL && process.exitCode === 0) {
    process.exitCode = await node([join(here, script), ...args])
  }
}
