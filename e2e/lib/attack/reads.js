// Large answers asked for by many at once: by readers that read, and by readers that never do.
import { connect } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { UNKNOWN_CID } from '../records.js'
import { COLLECTION } from './stage.js'

const list = (did, more = '') => `/xrpc/com.atproto.repo.listRecords?repo=${did}&collection=${COLLECTION}&limit=100${more}`
const record = (did, rkey) => `/xrpc/com.atproto.repo.getRecord?repo=${did}&collection=${COLLECTION}&rkey=${rkey}`
const GZIP = { 'Accept-Encoding': 'gzip, br, zstd' }

/** Many at once, each reading all or nothing. */
async function many(attacker, { parallel, paths, method = 'GET', headers, reads = true, perAddress = 1 }) {
  const all = paths(attacker.stage)
  const ask = (i) => {
    const options = { headers, i: i / perAddress }
    const path = all[i % all.length]
    return reads ? attacker.ask(method, path, options) : attacker.askUnread(method, path, options)
  }
  await attacker.repeat(attacker.scaled(parallel), ask)
}

/** Over one connection of HTTP/2, or several. */
async function overHttp2(attacker, { sessions, streams, paths, reads }) {
  const all = paths(attacker.stage)
  await attacker.repeat(sessions, async (n) => {
    const session = connect(attacker.stage.url, { localAddress: attacker.address(n) })
    session.on('error', () => {})
    attacker.signal.addEventListener('abort', () => session.destroy(), { once: true })
    const closed = new Promise((done) => session.once('close', done))
    for (let i = 0; i < streams && !session.destroyed; i++) {
      const stream = session.request({ ':path': all[i % all.length] })
      stream.on('error', () => {})
      stream.on('response', (headers) => attacker.saw(headers[':status']))
      if (reads) stream.resume()
    }
    if (reads) await Promise.race([closed, sleep(2_000, undefined, { ref: false })])
    else await closed
    session.destroy()
    return 'session'
  })
}

const lists = ({ large, odd }) => [list(large.did), list(odd.did), list(large.did, '&reverse=true'), list(odd.did, '&reverse=true')]
const records = ({ large, odd }) => [record(large.did, 'large7'), record(odd.did, 'odd7')]
const exportsOf = ({ large, odd, many }) => [large, odd, many].map(({ did }) => `/xrpc/com.atproto.sync.getRepo?did=${did}`)
const blobs = ({ large, blob }) => [`/xrpc/com.atproto.sync.getBlob?did=${large.did}&cid=${blob}`]
const proofs = ({ large, odd, many }) => [
  `/xrpc/com.atproto.sync.getRecord?did=${large.did}&collection=${COLLECTION}&rkey=large7`,
  `/xrpc/com.atproto.sync.getRecord?did=${odd.did}&collection=${COLLECTION}&rkey=odd7`,
  `/xrpc/com.atproto.sync.getRecord?did=${many.did}&collection=${COLLECTION}&rkey=none`,
]
const described = ({ large, many }) => [large, many].map(({ did }) => `/xrpc/com.atproto.repo.describeRepo?repo=${did}`)
const unknownBlock = ({ many }) => [`/xrpc/com.atproto.sync.getBlocks?did=${many.did}&cids=${UNKNOWN_CID}`]
const unknownBlocks = ({ many }) => [
  `/xrpc/com.atproto.sync.getBlocks?did=${many.did}&${Array(50).fill(`cids=${UNKNOWN_CID}`).join('&')}`,
]
const ranges = Array.from({ length: 1_000 }, (_, i) => `${i * 2}-${i * 2}`).join(',')

export default [
  {
    name: 'lists',
    about: 'listRecords of large records',
    run: (attacker, how) => (how.sessions ? overHttp2 : many)(attacker, { paths: lists, ...how }),
    variants: {
      'GET': { parallel: 30 },
      'HEAD': { parallel: 30, method: 'HEAD' },
      'compressed': { parallel: 30, headers: GZIP },
      'of one address': { parallel: 100, perAddress: Infinity },
      'of many addresses': { parallel: 100 },
      'unread': { parallel: 100, reads: false },
      'unread, compressed': { parallel: 100, reads: false, headers: GZIP },
      'over HTTP/2': { sessions: 4, streams: 50, reads: true },
      'over HTTP/2, unread': { sessions: 10, streams: 100, reads: false },
    },
  },
  {
    name: 'records',
    about: 'getRecord of large records, and of those that are six times as long in JSON',
    run: (attacker, how) => (how.sessions ? overHttp2 : many)(attacker, { paths: records, ...how }),
    variants: {
      'read': { parallel: 30 },
      'HEAD': { parallel: 30, method: 'HEAD' },
      'unread': { parallel: 100, reads: false },
      'unread, compressed': { parallel: 100, reads: false, headers: GZIP },
      'over HTTP/2, unread': { sessions: 10, streams: 100, reads: false },
    },
  },
  {
    name: 'exports',
    about: 'getRepo, getBlob, sync.getRecord and describeRepo',
    run: (attacker, how) => (how.sessions ? overHttp2 : many)(attacker, how),
    variants: {
      'getRepo, read': { parallel: 20, paths: exportsOf },
      'getRepo, HEAD': { parallel: 50, paths: exportsOf, method: 'HEAD' },
      'getRepo, unread': { parallel: 200, paths: exportsOf, reads: false },
      'getRepo, compressed, unread': { parallel: 200, paths: exportsOf, reads: false, headers: GZIP },
      'getRepo, HTTP/2, unread': { sessions: 10, streams: 100, paths: exportsOf, reads: false },
      'getBlob, unread': { parallel: 200, paths: blobs, reads: false },
      'getBlob, many parts': { parallel: 50, paths: blobs, headers: { Range: `bytes=${ranges}` } },
      'sync.getRecord': { parallel: 50, paths: proofs },
      'sync.getRecord, unread': { parallel: 200, paths: proofs, reads: false },
      'describeRepo': { parallel: 50, paths: described },
      'describeRepo, unread': { parallel: 200, paths: described, reads: false },
    },
  },
  {
    name: 'blocks',
    about: 'getBlocks of what a large repository does not have',
    run: many,
    variants: {
      'one CID': { parallel: 50, paths: unknownBlock },
      'fifty CIDs': { parallel: 50, paths: unknownBlocks },
      'HEAD': { parallel: 50, paths: unknownBlock, method: 'HEAD' },
      'of one address': { parallel: 50, paths: unknownBlock, perAddress: Infinity },
    },
  },
  {
    name: 'queries',
    about: 'long query strings, many parameters',
    run: many,
    variants: {
      '15 KB': { parallel: 50, paths: ({ large }) => [list(large.did, `&x=${'a'.repeat(14_000)}`)] },
      'percent codes': { parallel: 50, paths: ({ large }) => [list(large.did, `&x=${'%41'.repeat(4_500)}`)] },
      '1,000 parameters': { parallel: 50, paths: ({ large }) => [list(large.did, '&a=b'.repeat(1_000))] },
      '1,000 names': {
        parallel: 50,
        paths: ({ large }) => [list(large.did, Array.from({ length: 1_000 }, (_, i) => `&n${i}=b`).join(''))],
      },
      'a name that is looked up': { parallel: 50, paths: () => [list('nobody.invalid')] },
    },
  },
]
