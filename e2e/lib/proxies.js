// Real proxies on loopback, with the configurations of docs/operating.md, in front of a server.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './target.js'

const FOLDER = join(import.meta.dirname, '..', 'proxies')
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`
const WAIT_MILLIS = 10_000
const isRoot = process.getuid() === 0
const MODULES = ['mpm_event', 'authz_core', 'proxy', 'proxy_http']

/** What stands in the documentation where the tests have ports of their own. */
const EXAMPLE = {
  LISTEN: '80',
  BIND: ':80',
  PORT: '80',
  SITE: 'pds.example.com',
  PDS: '127.0.0.1:2583',
}

/** Each proxy: its configuration, what a test must add to it, and how it is started. */
const PROXIES = {
  nginx: {
    file: 'nginx.conf',
    around: (site, folder) => {
      const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`)
      return `events {}\nhttp {\naccess_log off;\n${places.join('\n')}\n${site}}\n`
    },
    command: (file, folder) => {
      const main = `daemon off; pid ${folder}/pid;${isRoot ? ' user root;' : ''}`
      return ['nginx', '-p', folder, '-e', 'stderr', '-c', file, '-g', main]
    },
  },
  caddy: {
    file: 'Caddyfile',
    around: (site) => `{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n${site}`,
    command: (file) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
  },
  haproxy: {
    file: 'haproxy.cfg',
    around: (site) => site,
    command: (file) => ['haproxy', '-db', '-f', file],
  },
  httpd: {
    file: 'httpd.conf',
    around: (site, folder, port) => [
      `ServerRoot ${folder}`,
      ...MODULES.map((one) => `LoadModule ${one}_module /usr/lib/apache2/modules/mod_${one}.so`),
      ...(isRoot ? ['User www-data', 'Group www-data'] : []),
      `DefaultRuntimeDir ${folder}`, `PidFile ${folder}/pid`, `ErrorLog ${folder}/error.log`, 'ServerName localhost',
      `Listen 127.0.0.1:${port}`, site,
    ].join('\n'),
    command: (file) => ['apache2', '-DFOREGROUND', '-f', file],
  },
}

export const PROXY_NAMES = Object.keys(PROXIES)

function filled(name, values) {
  const text = readFileSync(join(FOLDER, PROXIES[name].file), 'utf8')
  return text.replaceAll(/@([A-Z]+)@/g, (whole, key) => values[key] ?? whole)
}

/** The configuration as the documentation shows it. */
export const documented = (name) => filled(name, EXAMPLE)

/**
 * Starts a proxy in front of a server.
 *
 * @returns {Promise<{url: string, said(): string, stop(): Promise<void>}>}
 */
export async function startProxy(name, server, parent) {
  const folder = join(parent, name)
  mkdirSync(folder)
  const port = await freePort()
  const listen = `127.0.0.1:${port}`
  const values = { LISTEN: listen, BIND: listen, PORT: port, SITE: `http://:${port}`, PDS: `127.0.0.1:${new URL(server).port}` }
  const { file, around, command } = PROXIES[name]
  const path = join(folder, file)
  writeFileSync(path, around(filled(name, values), folder, port))
  const [program, ...args] = command(path, folder)
  const env = { ...process.env, PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd: folder })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const exited = new Promise((done) => {
    child.once('error', (error) => done((said += error)))
    child.once('exit', done)
  })
  await accepts(port, exited, () => `${name} did not start:\n${said}`)
  if (child.exitCode !== null) throw new Error(`${name} did not stay:\n${said}`)
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return { url: `http://127.0.0.1:${port}`, said: () => said, stop }
}

async function accepts(port, exited, problem) {
  const end = Date.now() + WAIT_MILLIS
  const isUp = () =>
    new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => done(true) ?? socket.destroy())
      socket.on('error', () => done(false))
    })
  while (!(await isUp())) {
    const state = await Promise.race([exited.then(() => 'ended'), sleep(20, 'wait')])
    if (state === 'ended' || Date.now() > end) throw new Error(problem())
  }
}
