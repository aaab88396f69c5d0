// Starts the server under test: Rookery's `dev`, or the reference PDS.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '..', '..')
const COMMANDS = {
  rookery: [join(ROOT, 'rookery'), 'dev'],
  reference: [join(ROOT, 'bench', 'reference', 'start.sh'), '--dev'],
}
/** How many pieces of the server's log are kept, to show where it does not start. */
const SAID_MAX = 100
const ANY_PORTS = { rookery: ['--port', '0', '--plc-port', '0'], reference: [] }

/** A fresh folder below the system's temporary one, and what removes it. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'rookery-e2e-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
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
export async function startServer(kind, data, args = ANY_PORTS[kind]) {
  const [command, ...words] = COMMANDS[kind]
  const child = spawn(command, [...words, '--data', data, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
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

async function firstJsonLine(stream) {
  for await (const line of createInterface({ input: stream })) {
    if (line.startsWith('{')) return JSON.parse(line)
  }
  return undefined
}
