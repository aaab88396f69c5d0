// Starts the server under test: Rookery's `dev`, or the reference PDS with `--reference`.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '..', '..')
const COMMANDS = {
  rookery: (data) => [join(ROOT, 'rookery'), ['dev', '--port', '0', '--data', data]],
  reference: (data) => [join(ROOT, 'bench', 'reference', 'start.sh'), ['--data', data, '--dev']],
}

/** A fresh folder below the system's temporary one, and what removes it. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'rookery-e2e-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/**
 * Starts a server over a data folder and waits until it says that it is ready.
 *
 * @param {'rookery' | 'reference'} kind
 * @returns {Promise<{kind: string, pds: string, plc: string, adminPassword: string, pid: number,
 *   stop(signal?: string): Promise<void>}>} `pid` is the process that serves
 */
export async function startServer(kind, data) {
  const [command, args] = COMMANDS[kind](data)
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise((done) => child.once('exit', done))
  const ready = await Promise.race([firstJsonLine(child.stdout), exited.then((code) => ({ code }))])
  if (!ready.pds) throw new Error(`${command} ended with code ${ready.code} before it was ready`)
  child.stdout.resume()
  const pid = ready.pid ?? child.pid
  const stop = async (signal = 'SIGTERM') => {
    process.kill(pid, signal)
    await exited
  }
  return { kind, ...ready, pid, stop }
}

async function firstJsonLine(stream) {
  for await (const line of createInterface({ input: stream })) {
    if (line.startsWith('{')) return JSON.parse(line)
  }
  return {}
}
