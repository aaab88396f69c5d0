import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { answers, differs, edges, either, invalid, refuses } from '../../lib/edges.js'
import { ok, signUp } from '../../lib/client.js'
import { cidOf, png } from '../../lib/records.js'

const LIMIT = 5 * 1024 * 1024
const alice = await signUp('alice')
const upload = (body, type, more) => ({ as: alice, body, type, ...more })
const gzipped = (body) => upload(body, 'image/png', { headers: { 'content-encoding': 'gzip' } })

/** The answer names these bytes, with this type. */
const blobOf = (bytes, mimeType) => async ({ status, body }) => {
  assert.equal(status, 200)
  const $link = (await cidOf(Buffer.from(bytes))).toString()
  assert.deepEqual(body.blob, { $type: 'blob', ref: { $link }, mimeType, size: Buffer.byteLength(bytes) })
}
const row = (bytes, sent, taken) => [upload(bytes, sent), blobOf(bytes, taken)]
const badToken = differs({ here: refuses(400, 'InvalidToken'), reference: refuses(500, 'InternalServerError') })

edges('com.atproto.repo.uploadBlob', {
  'a PNG': row(png(1), 'image/png', 'image/png'),
  'a PNG said to be text': row(png(2), 'text/plain', 'image/png'),
  'a PNG said to be anything': row(png(3), '*/*', 'image/png'),
  'a PNG said to be bytes': row(png(4), 'application/octet-stream', 'image/png'),
  'a PNG said to be a JPEG': row(png(5), 'image/jpeg', 'image/png'),
  'a PNG in upper case': row(png(6), 'IMAGE/PNG', 'image/png'),
  'a GIF said to be a PNG': row(Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), 'image/png', 'image/gif'),
  'a video': row(Buffer.from('0000001866747970697336320000000069736f6d', 'hex'), 'video/mp4', 'video/mp4'),
  'text': row('hello', 'text/plain', 'text/plain'),
  'text with a charset': row('hello 2', 'text/plain; charset=utf-8', 'text/plain'),
  'JSON': row('{"a":1}', 'application/json', 'application/json'),
  'HTML': row('<html>', 'text/html', 'text/html'),
  'SVG': row('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml', 'image/svg+xml'),
  'bytes of no known type': row(Buffer.from([1, 2, 3]), 'application/octet-stream', 'application/octet-stream'),
  'nothing, as text': row('', 'text/plain', 'text/plain'),
  'as large as allowed': row(Buffer.alloc(LIMIT), 'application/octet-stream', 'application/octet-stream'),
  'one byte too large': [upload(Buffer.alloc(LIMIT + 1), 'application/octet-stream'), refuses(413)],
  'the same again': row(png(1), 'image/png', 'image/png'),
  'the same again, said to be a GIF': row(png(1), 'image/gif', 'image/png'),
  'gzipped': [gzipped(gzipSync(png('gz'))), blobOf(png('gz'), 'image/png')],
  'gzipped to beyond the limit': [gzipped(gzipSync(Buffer.alloc(LIMIT + 1))), refuses(413)],
  'what is no gzip': [gzipped('garbage'), differs({ here: refuses(400), reference: refuses(500) })],
  'an unknown content encoding': [upload('x', 'image/png', { headers: { 'content-encoding': 'rot13' } }), refuses(415)],
  'no content type': [upload(png(), null), invalid('content-type|encoding')],
  'a content type that is none': [upload(png(), 'garbage'), invalid('content-type|encoding')],
  'no body and no type': [{ as: alice, verb: 'POST' }, invalid('content-type|encoding|body')],
  'no token': [{ body: png(), type: 'image/png' }, refuses(401, 'AuthMissing')],
  'a garbage token': [upload(png(), 'image/png', { as: { accessJwt: 'garbage' } }), badToken],
  'a token that looks like a JWT': [upload(png(), 'image/png', { as: { accessJwt: 'a.b.c' } }), badToken],
  'GET': [{ as: alice }, either(invalid('method'), refuses(405))],
})

const none = answers((body) => assert.deepEqual(body, { blobs: [] }))

edges('com.atproto.repo.listMissingBlobs', {
  'none': [{ as: alice }, none],
  'limit 0': [{ as: alice, params: { limit: 0 } }, invalid('minimum 1.*0')],
  'limit 1000': [{ as: alice, params: { limit: 1000 } }, none],
  'limit 1001': [{ as: alice, params: { limit: 1001 } }, invalid('maximum 1000.*1001')],
  'a cursor of garbage': [{ as: alice, params: { cursor: 'x y' } }, either(none, invalid('cursor'))],
  'no token': [{}, refuses(401, 'AuthMissing')],
  'POST': [{ as: alice, verb: 'POST' }, either(invalid('method'), refuses(405))],
})

const unused = (await ok('com.atproto.repo.uploadBlob', upload(png('unused'), 'image/png'))).blob
edges('com.atproto.sync.getBlob', {
  'a blob that no record names': [{ params: { did: alice.did, cid: unused.ref.$link } }, refuses(400)],
})
