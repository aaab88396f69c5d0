// Starts the reference PDS and a PLC directory on free loopback ports, prints one line of JSON when both answer,
// and stops both when it is told to stop.
//
//   start.sh --data DIR [--dev] [--plc URL]
//
// With --plc it uses that directory. Settings in the environment that are not set here take effect.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort } from '../../e2e/lib/target.js'

const { values: options } = parseArgs({
  options: { data: { type: 'string' }, dev: { type: 'boolean' }, plc: { type: 'string' } },
})
if (!options.data) throw new Error('--data DIR is missing')
const data = resolve(options.data)
mkdirSync(join(data, 'blobs'), { recursive: true })

async function answers(url) {
  for (let tries = 0; tries < 300; tries++) {
    const ok = await fetch(url).then((res) => res.ok, () => false)
    if (ok) return
    await sleep(100)
  }
  throw new Error(`${url} did not come up`)
}

const children = []
function start(script, env) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  children.push(child)
  child.on('exit', stop)
  return child
}

function stop() {
  for (const child of children) child.kill('SIGTERM')
  process.exitCode = 0
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

const [pdsPort, plcPort] = [await freePort(), await freePort()]
const adminPassword = 'admin'
const plcUrl = options.plc ?? `http://localhost:${plcPort}`
if (!options.plc) start('plc.mjs', { PLC_PORT: String(plcPort) })
const pds = start('pds.mjs', {
  PDS_PORT: String(pdsPort),
  PDS_HOSTNAME: options.dev ? 'localhost' : 'pds.test',
  PDS_DATA_DIRECTORY: data,
  PDS_BLOBSTORE_DISK_LOCATION: join(data, 'blobs'),
  PDS_DID_PLC_URL: plcUrl,
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_INVITE_REQUIRED: 'false',
  PDS_DEV_MODE: String(Boolean(options.dev)),
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_MAX_REPO_IMPORT_SIZE: String(2 ** 30),
  PDS_JWT_SECRET: randomBytes(16).toString('hex'),
  PDS_ADMIN_PASSWORD: adminPassword,
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
  NODE_ENV: 'production',
})
const urls = { pds: `http://localhost:${pdsPort}`, plc: plcUrl }
await Promise.all([answers(`${urls.pds}/xrpc/_health`), answers(`${urls.plc}/_health`)])
console.log(JSON.stringify({ ...urls, adminPassword, data, pid: pds.pid }))
