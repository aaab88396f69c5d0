// Attacks a server with a small heap in all the ways that a skilled stranger would, one after the other:
// `npm run attacks -- --seconds 60`, or only some: `npm run attacks -- lists "http2/rapid reset"`. Each variant of each
// attack runs for so long. All the while the server must answer `_health` within a second; behind it the memory must come
// back, nothing that was acknowledged may be lost, and no failure may be in the log. One line tells of each.
//
// --short shares the seconds among the variants of an attack. --list names them. --idle measures what 10,000 idle
// connections and 1,000 followers cost. Everything goes to this machine only.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Attacker } from './lib/attack/attacker.js'
import { ATTACKS } from './lib/attack/index.js'
import { Stage } from './lib/attack/stage.js'

const { values: options, positionals: names } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    short: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    idle: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const SECONDS = Number(options.seconds)
const SHORT_SCALE = 0.2
const SLICE_SECONDS_MIN = 0.5
/** The short form runs on machines that do other work too: what is slow there is not always the server. */
const HEALTH_MILLIS_MAX = options.short ? 3_000 : 1_000
/** The server gives back what it keeps after half a minute of quiet. */
const SETTLE_MILLIS = options.short ? 50_000 : 120_000
/** How much more may be needed, or resident, behind an attack than before all of them: caches and compiled code grow. */
const LIVE_MORE_MAX = 48
const RESIDENT_MORE_MAX = options.short ? 300 : 150
/** How much more behind an attack than right before it, where an earlier one is to blame for what there was. */
const RESIDENT_AGAIN_MAX = 30
const STOPPING_MILLIS = 10_000
const SAMPLE_MILLIS = 200
const IDLE_CONNECTIONS = 10_000
const IDLE_FOLLOWERS = 1_000
const IDLE_MB_MAX = 250

const wanted = (attack, variant) => names.length === 0 || names.includes(attack.name) || names.includes(`${attack.name}/${variant}`)
const chosen = ATTACKS.map((attack) => ({
  ...attack,
  variants: Object.entries(attack.variants).filter(([variant]) => wanted(attack, variant)),
})).filter(({ variants }) => variants.length > 0)

if (options.list) {
  for (const { name, about, variants } of chosen) {
    console.log(`${name}: ${about}`)
    for (const [variant] of variants) console.log(`  ${name}/${variant}`)
  }
  process.exit(0)
}

/** Runs one variant until time is over. */
async function attack(stage, { run }, how, seconds) {
  const over = new AbortController()
  const attacker = new Attacker(stage, over.signal, options.short ? SHORT_SCALE : 1)
  const timer = setTimeout(() => over.abort(), seconds * 1_000)
  const running = run(attacker, how).catch((error) => over.signal.aborted || attacker.problems.push(`${error.stack}`))
  await Promise.race([running, new Promise((done) => over.signal.addEventListener('abort', done))])
  clearTimeout(timer)
  over.abort()
  await Promise.race([running, sleep(STOPPING_MILLIS, undefined, { ref: false })])
  return attacker
}

/** Waits until the server needs no more memory than before, and gives what it needs. */
async function settled(stage, base, before) {
  const residentMax = Math.max(base.resident + RESIDENT_MORE_MAX, before + RESIDENT_AGAIN_MAX)
  const end = Date.now() + SETTLE_MILLIS
  for (;;) {
    const { live, heap } = stage.heap()
    const resident = stage.resident()
    const back = live <= base.live + LIVE_MORE_MAX && resident <= residentMax
    if (back || Date.now() > end) return { live, heap, resident, back }
    await sleep(1_000)
  }
}

async function judge(stage, seen, attackers, after) {
  const problems = [...attackers.flatMap((one) => one.problems), ...new Set(seen.problems)]
  if (!stage.isAlive) problems.push(`the server has ended; its last words: ${await stage.lastWords()}`)
  if (seen.failures.length > 0) problems.push(`no health ${seen.failures.length} times: ${[...new Set(seen.failures)]}`)
  if (seen.behind > HEALTH_MILLIS_MAX) problems.push(`health took ${Math.round(seen.behind)} ms longer than nothing at all`)
  if (after && !after.back) problems.push('the memory does not come back')
  const failures = stage.failuresInLog()
  if (failures.length > 0) problems.push(`${failures.length} failures in the log, such as ${failures[0].slice(0, 300)}`)
  return problems
}

function told(attackers) {
  const all = new Map()
  for (const { statuses } of attackers) for (const [what, times] of statuses) all.set(what, (all.get(what) ?? 0) + times)
  return [...all].map(([what, times]) => `${what}×${times}`).join(' ')
}

/** Runs variants one after the other, and says in one line what came of them. */
async function round(stage, one, variants, seconds, base, title) {
  let peak = 0
  const before = stage.resident()
  const sampling = setInterval(() => (peak = Math.max(peak, stage.resident())), SAMPLE_MILLIS)
  await stage.watch()
  const attackers = []
  for (const [, how] of variants) {
    if (stage.isAlive) attackers.push(await attack(stage, one, how, seconds))
  }
  const seen = await stage.watched()
  clearInterval(sampling)
  const after = stage.isAlive ? await settled(stage, base, before).catch(() => undefined) : undefined
  const problems = await judge(stage, seen, attackers, after)
  if (!stage.isAlive) await stage.restart()
  const lost = await stage.lost(seen.acknowledged)
  if (lost.length > 0) problems.push(`lost: ${lost}`)
  const memory = `${before} → ${peak} → ${after?.resident ?? '–'} MB (${after?.live ?? '–'} needed in a heap of ${after?.heap ?? '–'})`
  const writes = `${seen.acknowledged.length} honest writes${seen.busy ? `, ${seen.busy} put off` : ''}`
  const health = `health ${Math.round(seen.slowest)} ms (${Math.round(seen.behind)} its own, ${Math.round(seen.connecting)} to connect) in ${seen.probes}`
  console.log(`${problems.length > 0 ? 'FAILED' : 'held'}  ${title}: ${health}; ${memory}; ${writes}; ${told(attackers)}`)
  for (const problem of problems) console.log(`        ${problem}`)
  return problems.length
}

/** What connections cost that do nothing. */
async function idle(stage) {
  const before = stage.resident()
  const over = new AbortController()
  const attacker = new Attacker(stage, over.signal, 1)
  const once = 'GET /xrpc/_health HTTP/1.1\r\nHost: a\r\n\r\n'
  const follow = [
    'GET /xrpc/com.atproto.sync.subscribeRepos HTTP/1.1', 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade',
    'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', '',
  ].join('\r\n')
  const connections = attacker.hold(IDLE_CONNECTIONS, () => once, { perAddress: 10 })
  await sleep(15_000)
  const first = stage.resident()
  const followers = attacker.hold(IDLE_FOLLOWERS, () => follow, { perAddress: 10 })
  await sleep(10_000)
  const both = stage.resident()
  console.log(`${IDLE_CONNECTIONS} idle connections: ${first - before} MB; ${IDLE_FOLLOWERS} followers beside: ${both - first} MB; ${told([attacker])}`)
  over.abort()
  await Promise.all([connections, followers])
  return both - before > IDLE_MB_MAX ? 1 : 0
}

const stage = await Stage.start()
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stage.stop().then(() => process.exit(1)))
let failures = 0
try {
  const base = { ...stage.heap(), resident: stage.resident() }
  console.log(`the server needs ${base.live} MB in a heap of ${base.heap} MB, and has ${base.resident} MB`)
  stage.failuresInLog()
  if (options.idle) failures += await idle(stage)
  for (const one of options.idle ? [] : chosen) {
    if (options.short) {
      const seconds = Math.max(SLICE_SECONDS_MIN, SECONDS / one.variants.length)
      failures += (await round(stage, one, one.variants, seconds, base, `${one.name} (${one.variants.length})`)) > 0
    } else {
      for (const variant of one.variants) {
        failures += (await round(stage, one, [variant], SECONDS, base, `${one.name}/${variant[0]}`)) > 0
      }
    }
  }
} finally {
  await stage.stop()
}
console.log(failures === 0 ? 'the server held' : `${failures} attacks were not withstood`)
process.exitCode = failures === 0 ? 0 : 1
