// A PLC directory in memory, on loopback: just enough for a PDS to create accounts and read DID documents.
import { createServer } from 'node:http'
import * as plc from '@did-plc/lib'

const logs = new Map() // did → operations

function answer(res, status, body) {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(req) {
  const chunks = []
  for await (const chunk of req) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks))
}

async function submit(did, operation) {
  const log = [...(logs.get(did) ?? []), operation]
  await plc.validateOperationLog(did, log)
  logs.set(did, log)
}

// The library writes documents as the directory did years ago; today's have Multikey and absolute ids.
function documentOf(data) {
  const keys = Object.entries(data.verificationMethods).map(([name, key]) => ({
    id: `${data.did}#${name}`,
    type: 'Multikey',
    controller: data.did,
    publicKeyMultibase: key.replace('did:key:', ''),
  }))
  const services = Object.entries(data.services).map(([name, { type, endpoint }]) => ({
    id: `#${name}`,
    type,
    serviceEndpoint: endpoint,
  }))
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: data.did,
    alsoKnownAs: data.alsoKnownAs,
    verificationMethod: keys,
    service: services,
  }
}

const server = createServer(async (req, res) => {
  const [did, ...rest] = decodeURIComponent(req.url.slice(1)).split('/')
  const view = rest.join('/')
  try {
    if (did === '_health') return answer(res, 200, { version: 'fake' })
    if (req.method === 'POST') {
      await submit(did, await bodyOf(req))
      return answer(res, 200, {})
    }
    const log = logs.get(did)
    const data = log && plc.opToData(did, log.at(-1))
    if (!data) return answer(res, 404, { message: `DID not registered: ${did}` })
    const views = { '': () => documentOf(data), data: () => data, log: () => log, 'log/last': () => log.at(-1) }
    return views[view] ? answer(res, 200, views[view]()) : answer(res, 404, { message: 'Not found' })
  } catch (error) {
    return answer(res, 400, { message: String(error.message ?? error) })
  }
})
server.listen(Number(process.env.PLC_PORT ?? 0), '127.0.0.1')
