// Rows about single values inside a record: numbers, links, bytes and blobs, well-formed and not.
import { answers, differs, either, invalid, refuses } from './edges.js'
import { ok } from './client.js'
import { UNKNOWN_CID, cidOf, png } from './records.js'

/** Stored as it is by the reference, though the data model forbids it. */
const refusedHereOnly = differs({ here: invalid(), reference: answers() })
const tooBig = differs({ here: invalid(), reference: refuses(500, 'InternalServerError') })

const upload = async (as, seed) =>
  (await ok('com.atproto.repo.uploadBlob', { as, body: png(as.did + seed), type: 'image/png' })).blob

/** JSON text in the place of a value: for what JavaScript's own numbers and strings cannot say. */
function withText(request, text) {
  return { ...request, type: 'application/json', body: JSON.stringify(request.body).replace('"@@"', () => text) }
}

/** `send(value, changes)` makes a request for a record that holds the value. */
export async function recordValueRows(owner, other, send) {
  return { ...plainRows(send), ...linkRows(send), ...(await blobRows(owner, other, send)) }
}

function plainRows(send) {
  const text = (json) => withText(send('@@'), json)
  const nested = (depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)
  return {
    'a float': [send(1.5), invalid('1.5')],
    'a float, unvalidated': [send(1.5, { validate: false }), invalid('1.5')],
    'a whole number written as a float': [text('1.0'), answers()],
    'a whole number with an exponent': [text('1e3'), answers()],
    'minus zero': [text('-0'), answers()],
    '2^53 - 1': [text('9007199254740991'), answers()],
    '2^53': [text('9007199254740992'), tooBig],
    '-2^53': [text('-9007199254740992'), tooBig],
    'an integer of 20 digits': [text('12345678901234567890'), tooBig],
    'null in a record': [send(null), answers()],
    '20 levels of nesting': [text(nested(20)), answers()],
    '20,000 levels of nesting': [text(nested(20_000)), invalid()],
    'a key named __proto__': [text('{"__proto__":{"x":1}}'), either(answers(), invalid())],
    'a key that is twice there': [text('{"a":1,"a":2}'), either(answers(), invalid())],
    'half of a surrogate pair': [text('"\\ud800"'), either(answers(), invalid())],
    'a NUL character': [text('"\\u0000"'), answers()],
    'bytes that are no UTF-8': [
      { ...send(''), type: 'application/json', body: notUtf8(JSON.stringify(send('@@').body)) },
      differs({ here: refuses(400), reference: answers() }),
    ],
  }
}

function notUtf8(json) {
  const [before, after] = json.split('@@')
  return Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe]), Buffer.from(after)])
}

function linkRows(send) {
  return {
    'a link': [send({ $link: UNKNOWN_CID }), answers()],
    'a link that is no CID': [send({ $link: 'garbage' }), refusedHereOnly],
    'a link that is a number': [send({ $link: 1 }), refusedHereOnly],
    'a link with another key': [send({ $link: UNKNOWN_CID, x: 1 }), refusedHereOnly],
    'a link to a CIDv0': [send({ $link: 'QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n' }), refusedHereOnly],
    'bytes': [send({ $bytes: 'aGVsbG8' }), answers()],
    'bytes that are no base64': [send({ $bytes: '!!!' }), refusedHereOnly],
    'bytes that are a number': [send({ $bytes: 1 }), refusedHereOnly],
    'bytes with another key': [send({ $bytes: 'aGVsbG8', x: 1 }), refusedHereOnly],
    'an inner $type that is a number': [send({ $type: 1 }), either(answers(), invalid())],
    'an inner $type that is empty': [send({ $type: '' }), either(answers(), invalid())],
  }
}

async function blobRows(owner, other, send) {
  const [blob, fresh, bobs] = [await upload(owner, 1), await upload(owner, 2), await upload(other, 1)]
  const missing = { ...blob, ref: { $link: (await cidOf(Buffer.from('nobody has this'))).toString() } }
  const malformed = either(answers(), invalid())
  const notAgain = (error) => differs({ here: refuses(400, error), reference: answers() })
  return {
    'a blob of another size': [send({ ...fresh, size: fresh.size + 1 }), refuses(400, 'InvalidSize')],
    'a blob of another type': [send({ ...fresh, mimeType: 'image/jpeg' }), refuses(400, 'InvalidMimeType')],
    'a blob': [send(blob), answers()],
    'a blob once more': [send(blob), answers()],
    'a blob of another size, once it is in use': [send({ ...blob, size: blob.size + 1 }), notAgain('InvalidSize')],
    'a blob of another type, once it is in use': [
      send({ ...blob, mimeType: 'image/jpeg' }),
      notAgain('InvalidMimeType'),
    ],
    'a blob that was never uploaded': [send(missing), refuses(400, 'BlobNotFound')],
    'a blob that was never uploaded, unvalidated': [send(missing, { validate: false }), refuses(400, 'BlobNotFound')],
    "someone else's blob": [send(bobs), refuses(400, 'BlobNotFound')],
    'a blob whose link is no raw CID': [send({ ...blob, ref: { $link: UNKNOWN_CID } }), refuses(400)],
    'a blob without a size': [send({ ...blob, size: undefined }), malformed],
    'a blob of size -1': [send({ ...blob, size: -1 }), malformed],
    'a blob without a type': [send({ ...blob, mimeType: undefined }), malformed],
    'a blob with a further field': [send({ ...blob, extra: 1 }), malformed],
    'a blob whose ref is a string': [send({ ...blob, ref: blob.ref.$link }), malformed],
    'a legacy blob': [send({ cid: blob.ref.$link, mimeType: 'image/png' }), invalid('legacy blob')],
    'a legacy blob, unvalidated': [
      send({ cid: blob.ref.$link, mimeType: 'image/png' }, { validate: false }),
      invalid('legacy blob'),
    ],
    'what only looks like a legacy blob': [send({ cid: 'garbage', mimeType: 'image/png' }), answers()],
  }
}
