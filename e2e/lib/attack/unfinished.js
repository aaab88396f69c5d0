// Requests that do not come to their end: heads and bodies, fast and drop by drop.
const HEAD = (bytes) => `GET /xrpc/_health HTTP/1.1\r\nHost: a\r\nX-A: ${'b'.repeat(bytes)}`
const body = (nsid, length, sent, token) => {
  const auth = token ? `Authorization: Bearer ${token}\r\n` : ''
  const head = `POST /xrpc/${nsid} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${auth}Content-Length: ${length}\r\n\r\n`
  return head + '{"a":"'.padEnd(sent, 'x')
}
const chunkedBody = (nsid, sent) =>
  `POST /xrpc/${nsid} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n` +
  `${sent.toString(16)}\r\n${'{"a":"'.padEnd(sent, 'x')}`
const SESSION = 'com.atproto.server.createSession'
const SIGN_UP = 'com.atproto.server.createAccount'
const CREATE = 'com.atproto.repo.createRecord'
const LIMIT = 149_000

/** At most as many at once as the machine lets one process have files open. */
const run = (attacker, { count, first, ...how }) =>
  attacker.hold(attacker.scaled(count), () => first(attacker.stage), { perAddress: 50, ...how })

export default [
  {
    name: 'heads',
    about: 'heads that never end',
    run,
    variants: {
      '9,000 of 15 KB': { count: 9_000, first: () => HEAD(15_000) },
      '9,000 of 15 KB of one address': { count: 9_000, first: () => HEAD(15_000), perAddress: Infinity },
      '9,000 of 15 KB in small lines': { count: 9_000, first: () => `GET / HTTP/1.1\r\n${'a:b\r\n'.repeat(3_000)}` },
      '16,500 slow ones': { count: 16_500, first: () => HEAD(1), more: 'b', everyMillis: 5_000 },
      '9,000 request lines that grow': { count: 9_000, first: () => 'GET /', more: 'x'.repeat(100), everyMillis: 2_000 },
      '9,000 of no bytes at all': { count: 9_000, first: () => '' },
      '9,000 empty lines': { count: 9_000, first: () => '\r\n', more: '\r\n', everyMillis: 1_000 },
      '9,000 slow second requests': { count: 9_000, first: () => `GET /xrpc/_health HTTP/1.1\r\nHost: a\r\n\r\n${HEAD(1)}`, more: 'b', everyMillis: 5_000 },
    },
  },
  {
    name: 'bodies',
    about: 'bodies that never end',
    run,
    variants: {
      '2,500 logins of 149 KB': { count: 2_500, first: () => body(SESSION, 150_000, LIMIT) },
      '2,500 sign-ups of 149 KB': { count: 2_500, first: () => body(SIGN_UP, 150_000, LIMIT) },
      '2,500 of 149 KB of one address': { count: 2_500, first: () => body(SESSION, 150_000, LIMIT), perAddress: Infinity },
      '2,500 of 149 KB in chunks': { count: 2_500, first: () => chunkedBody(SESSION, LIMIT) },
      '500 records of 900 KB': { count: 500, first: ({ rogue }) => body(CREATE, 950_000, 900_000, rogue.accessJwt) },
      '4,200 of one byte each 10 s': { count: 4_200, first: () => body(SESSION, 150_000, 10), more: 'x', everyMillis: 10_000 },
      '4,200 chunks of one byte each second': { count: 4_200, first: () => chunkedBody(SESSION, 1), more: '\r\n1\r\nx', everyMillis: 1_000 },
      '2,500 uploads': {
        count: 2_500,
        first: ({ rogue }) => body('com.atproto.repo.uploadBlob', 5_000_000, 100_000, rogue.accessJwt).replace('application/json', 'text/plain'),
      },
      '4,200 that wait for 100': {
        count: 4_200, first: () => body(SESSION, 150_000, 0).replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n').slice(0, -6),
      },
      '2,500 to a page': { count: 2_500, first: () => body('_health', 150_000, LIMIT) },
    },
  },
  {
    name: 'answers',
    about: 'small answers that nobody reads',
    run,
    variants: {
      '2,000 connections, 300 requests each': {
        count: 2_000, first: () => 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(300), reads: false,
      },
      '2,000 connections, 100 of a method': {
        count: 2_000, first: () => 'GET /xrpc/com.atproto.server.describeServer HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100), reads: false,
      },
    },
  },
]
