// Followers of the firehose that read nothing, or slowly, or send what no follower sends.
import { setTimeout as sleep } from 'node:timers/promises'
import { COLLECTION } from './stage.js'

const path = (cursor) => `/xrpc/com.atproto.sync.subscribeRepos${cursor === undefined ? '' : `?cursor=${cursor}`}`
const handshake = (cursor) => [
  `GET ${path(cursor)} HTTP/1.1`, 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', '',
].join('\r\n')

/** A frame from a client; its mask is zero. */
function frame(opcode, size, { final = true, content = size } = {}) {
  const length = size < 126 ? [size] : size < 65_536 ? [126, size >> 8, size & 255] : [127, 0, 0, 0, 0, ...bytesOf(size)]
  length[0] |= 0x80
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, ...length, 0, 0, 0, 0]), Buffer.alloc(content)])
}
const bytesOf = (size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]
const PING = frame(9, 125)

/** Large records are written while followers look on. */
async function write(attacker) {
  const { rogue } = attacker.stage
  const headers = { 'Authorization': `Bearer ${rogue.accessJwt}`, 'Content-Type': 'application/json' }
  for (let i = 0; !attacker.signal.aborted; i++) {
    const record = { $type: COLLECTION, text: `${i} `.padEnd(900_000, 'words ') }
    const body = JSON.stringify({ repo: rogue.did, collection: COLLECTION, rkey: 'written', record })
    await attacker.ask('POST', '/xrpc/com.atproto.repo.putRecord', { headers, body, i: 40_000 }).catch(() => {})
    await sleep(50)
  }
}

/** So many followers, each again where it was cut; `then` is what each does once it follows. */
async function follow(attacker, { count, cursor, perAddress = 5, then, writes = true, reads = false, every = 250 }) {
  const writing = writes && write(attacker)
  await attacker.repeat(attacker.scaled(count), async (i) => {
    const socket = await attacker.open(i / perAddress)
    socket.write(handshake(cursor))
    const status = await new Promise((done) => {
      socket.once('data', (chunk) => done(Number(chunk.subarray(9, 12))))
      socket.once('close', () => done('closed'))
    })
    if (!reads) socket.pause()
    if (status === 101) await then?.(attacker, socket)
    else await sleep(every)
    if (!then && status === 101) await new Promise((done) => socket.once('close', done))
    socket.destroy()
    return status
  })
  await writing
}

async function readSlowly(attacker, socket) {
  socket.pause()
  while (!attacker.signal.aborted && !socket.destroyed) {
    socket.read(4_096)
    await sleep(100)
  }
}

const repeatedly = (bytes, pause) => async (attacker, socket) => {
  while (!attacker.signal.aborted && !socket.destroyed) {
    if (!socket.write(bytes)) await Promise.race([new Promise((done) => socket.once('drain', done)), sleep(1_000)])
    await sleep(pause)
  }
}
const once = (...frames) => async (attacker, socket) => {
  frames.forEach((bytes) => socket.write(bytes))
  await Promise.race([new Promise((done) => socket.once('close', done)), sleep(5_000)])
}

export default [
  {
    name: 'followers',
    about: 'followers that read nothing, slowly, or send what none sends',
    run: (attacker, how) => (how.run ?? follow)(attacker, how),
    variants: {
      '500 from the beginning, unread': { count: 500, cursor: 0 },
      '500 from the beginning, slow': { count: 500, cursor: 0, then: readSlowly },
      '500 live, unread': { count: 500 },
      '500 live, slow': { count: 500, then: readSlowly },
      '500 from the beginning, of one address': { count: 500, cursor: 0, perAddress: Infinity },
      '50 from the beginning that read': { count: 50, cursor: 0, reads: true, then: (attacker, socket) => { socket.resume(); return sleep(1_000) } },
      'coming and going': { count: 100, then: () => sleep(1), reads: true },
      'coming and going, from the beginning': { count: 100, cursor: 0, then: () => sleep(1), reads: true },
      'floods of pings': { count: 100, writes: false, then: repeatedly(Buffer.concat(Array(500).fill(PING)), 1) },
      'floods of pings, pongs unread': { count: 100, then: repeatedly(PING, 1) },
      'floods of data': { count: 100, writes: false, then: repeatedly(frame(2, 60_000), 1), reads: true },
      'floods of empty frames': { count: 100, writes: false, then: repeatedly(Buffer.concat(Array(5_000).fill(frame(2, 0))), 1), reads: true },
      'fragments without an end': {
        count: 100, writes: false, reads: true,
        then: async (attacker, socket) => {
          socket.write(frame(2, 1_000, { final: false }))
          await repeatedly(frame(0, 60_000, { final: false }), 1)(attacker, socket)
        },
      },
      'frames of 2 GB': { count: 100, writes: false, then: once(frame(2, 0x7fffffff, { content: 100_000 })), reads: true },
      'half a frame': { count: 500, then: once(frame(2, 60_000, { content: 100 })) },
      'reserved bits and opcodes': { count: 100, writes: false, then: once(Buffer.from([0xff, 0x80, 0, 0, 0, 0])), reads: true },
      'handshakes without an end': {
        run: (attacker) => attacker.hold(attacker.scaled(3_000), () => handshake().slice(0, -2), { perAddress: 10 }),
      },
    },
  },
]
