// Chunks, extensions and trailers without end; bodies that nobody wants.
const MB = 1024 * 1024
const CHUNK = Buffer.alloc(64 * 1024, 'x')
/** What a server may read of a body that it does not want, and what the kernel holds on its way on both sides. */
const TAKEN_MAX = 16 * MB + 16 * MB
const LIMIT = 400 * MB

const head = (line, ...headers) => [`${line} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n')
const CHUNKED = 'Transfer-Encoding: chunked'
const JSON_TYPE = 'Content-Type: application/json'
const login = 'POST /xrpc/com.atproto.server.createSession'

async function endless(attacker, { parallel = 10, first, piece = CHUNK, limit = LIMIT, takenMax = TAKEN_MAX }) {
  await attacker.repeat(parallel, async (i) => {
    const { status, taken } = await attacker.stream(first(attacker.stage), piece, { limit, i })
    attacker.check(taken <= takenMax, `${Math.round(taken / MB)} MB were read of a body that nobody wants`)
    return status
  })
}

const declared = (line, ...headers) => () => head(line, `Content-Length: ${LIMIT}`, ...headers)
const upload = ({ rogue }, ...headers) =>
  head('POST /xrpc/com.atproto.repo.uploadBlob', `Authorization: Bearer ${rogue.accessJwt}`, 'Content-Type: text/plain', ...headers)

export default [
  {
    name: 'chunks',
    about: 'chunks, extensions and trailers that do not end',
    run: endless,
    variants: {
      'of 2 GB, to a login': { first: () => `${head(login, JSON_TYPE, CHUNKED)}7fffffff\r\n` },
      'of 2 GB, to a page': { first: () => `${head('POST /', CHUNKED)}7fffffff\r\n` },
      'of 2 GB, with GET': { first: () => `${head('GET /xrpc/_health', CHUNKED)}7fffffff\r\n` },
      'of 2 GB, to an upload': { first: (stage) => `${upload(stage, CHUNKED)}7fffffff\r\n` },
      'of 2^60, to a login': { first: () => `${head(login, JSON_TYPE, CHUNKED)}fffffffffffffff\r\n` },
      'an extension': { first: () => `${head(login, JSON_TYPE, CHUNKED)}5;a=` },
      'a size': { first: () => head(login, JSON_TYPE, CHUNKED), piece: Buffer.alloc(64 * 1024, '0') },
      'a trailer': { first: () => `${head(login, JSON_TYPE, CHUNKED)}2\r\n{}\r\n0\r\nX-A: ` },
      'trailers': { first: () => `${head(login, JSON_TYPE, CHUNKED)}2\r\n{}\r\n0\r\n`, piece: Buffer.from('a:b\r\n'.repeat(10_000)) },
      'chunks of one byte': { first: () => head(login, JSON_TYPE, CHUNKED), piece: Buffer.from('1\r\nx\r\n'.repeat(10_000)) },
      'extensions on chunks of one byte': {
        first: () => head(login, JSON_TYPE, CHUNKED), piece: Buffer.from(`1;${'a'.repeat(1_000)}\r\nx\r\n`.repeat(60)),
      },
    },
  },
  {
    name: 'unwanted',
    about: 'bodies that nobody wants, 400 MB each',
    run: endless,
    variants: {
      'POST /': { first: declared('POST /') },
      'PUT /': { first: declared('PUT /') },
      'OPTIONS': { first: declared('OPTIONS /xrpc/com.atproto.repo.uploadBlob') },
      'GET': { first: declared('GET /xrpc/_health') },
      'HEAD': { first: declared('HEAD /') },
      'DELETE': { first: declared('DELETE /xrpc/com.atproto.server.describeServer') },
      'to nobody': { first: declared('POST /nowhere') },
      'to an unknown method': { first: declared('POST /xrpc/com.example.none') },
      'to a query': { first: declared('POST /xrpc/com.atproto.server.describeServer', JSON_TYPE) },
      'an upload without a token': { first: declared('POST /xrpc/com.atproto.repo.uploadBlob', 'Content-Type: text/plain') },
      'an upload that is too large': { first: (stage) => upload(stage, `Content-Length: ${LIMIT}`) },
      'an import without a token': { first: declared('POST /xrpc/com.atproto.repo.importRepo', 'Content-Type: application/vnd.ipld.car') },
      'a subscription': { first: declared('POST /xrpc/com.atproto.sync.subscribeRepos') },
      'no end of headers': { first: () => 'GET / HTTP/1.1\r\n', piece: Buffer.from('a:b\r\n'.repeat(10_000)) },
      'no end of a request line': { first: () => 'GET /' },
      'bytes that are no HTTP': { first: () => '', piece: Buffer.alloc(64 * 1024, 0xff) },
      'empty lines': { first: () => '', piece: Buffer.from('\r\n'.repeat(32 * 1024)) },
    },
  },
]
