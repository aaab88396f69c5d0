// Starts the server under test: Rookery's `dev`, or the reference PDS.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '..', '..')
const COMMANDS = {
  rookery: [join(ROOT, 'rookery'), 'dev'],
  reference: [join(ROOT, 'bench', 'reference', 'start.sh')],
}
/** How many pieces of the server's log are kept, to show where it does not start. */
const SAID_MAX = 100
const ANY_PORTS = { rookery: ['--port', '0', '--plc-port', '0'], reference: ['--dev'] }

/** A fresh folder below the system's temporary one, and what removes it. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'rookery-e2e-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Resident memory of a process in MB. */
export function residentMb(pid) {
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
}

/** A port that is free now. */
export function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

/**
 * Starts a server over a data folder and waits until it says that it is ready.
 *
 * @param {'rookery' | 'reference'} kind
 * @returns {Promise<{pds: string, plc: string, stop(signal?: string): Promise<void>}>}
 */
export async function startServer(kind, data, args = ANY_PORTS[kind], env = {}) {
  const [command, ...words] = COMMANDS[kind]
  const child = spawn(command, [...words, '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const said = []
  child.stderr.on('data', (chunk) => said.push(chunk) > SAID_MAX && said.shift())
  const exited = new Promise((done) => child.once('exit', done))
  const ready = await firstJsonLine(child.stdout)
  if (!ready) throw new Error(`${command} ended before it was ready:\n${Buffer.concat(said)}`)
  child.stdout.resume()
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal)
    await exited
  }
  return { ...ready, stop }
}

/**
 * Starts a production server beside the one under test, with the same PLC directory and settings of its own.
 *
 * @param {'rookery' | 'reference'} kind
 * @param {object} settings environment variables
 * @returns {Promise<{url: string, admin: string, did: string, pid: number, exited: Promise<number | string>, stop(signal?: string): Promise<void>}>}
 */
export async function startPeer(kind, data, settings) {
  const did = settings.PDS_SERVICE_DID ?? `did:web:${kind}${peers++}.test`
  const common = { PDS_SERVICE_DID: did, PDS_ADMIN_PASSWORD: 'admin', ...settings }
  if (kind === 'reference') {
    const { pds, stop } = await startServer(kind, data, ['--dev', '--plc', process.env.PLC_URL], common)
    return { url: pds, admin: 'admin', did, stop }
  }
  const port = settings.PDS_PORT ?? (await freePort())
  const { PDS_URL, PDS_KIND, PDS_PEER, ...outside } = process.env // what the tests tell each other is no setting
  const child = spawn(join(ROOT, 'rookery'), ['serve'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...outside,
      PDS_PORT: String(port),
      PDS_DATA_DIRECTORY: data,
      PDS_DID_PLC_URL: process.env.PLC_URL,
      PDS_SERVICE_HANDLE_DOMAINS: '.test',
      PDS_INVITE_REQUIRED: 'false',
      PDS_DEV_MODE: 'true',
      PDS_JWT_SECRET: 'secret of the peer',
      PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: '42'.repeat(32),
      LOG_LEVEL: 'warn',
      ...common,
    },
  })
  const exited = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)))
  const url = `http://localhost:${port}`
  await answers(`${url}/xrpc/_health`)
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal)
    await exited
  }
  return { url, admin: 'admin', did, pid: child.pid, exited, stop }
}

let peers = 0

async function answers(url) {
  for (let tries = 0; tries < 1500; tries++) {
    if (await fetch(url).then((res) => res.ok, () => false)) return
    await sleep(20)
  }
  throw new Error(`${url} did not come up`)
}

async function firstJsonLine(stream) {
  for await (const line of createInterface({ input: stream })) {
    if (line.startsWith('{')) return JSON.parse(line)
  }
  return undefined
}
