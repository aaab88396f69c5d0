// Calls at a steady rate, which wait for no answer before the next one is made.
import { Agent, request } from 'node:http'

export const COLLECTION = 'com.example.note'
const TICK_MILLIS = 10
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
let serial = 0

export const json = (value) => Buffer.from(JSON.stringify(value))
export const anyOf = (list) => list[Math.floor(Math.random() * list.length)]
export const note = () => ({
  $type: COLLECTION, text: `note ${serial++} of a load that goes on`, createdAt: '2026-01-01T00:00:00.000Z',
})

/** Calls a method, and gives the answer (the beginning of it, if it is long) and how many milliseconds it took. */
export function call(url, method, { as, body, type = 'application/json', params = '' } = {}) {
  const begun = performance.now()
  const headers = {
    ...(as && { authorization: `Bearer ${as.accessJwt}` }),
    ...(body && { 'content-type': type, 'content-length': body.length }),
  }
  return new Promise((done, failed) => {
    const sent = request(`${url}/xrpc/${method}${params}`, { agent, method: body ? 'POST' : 'GET', headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.length < 10 && parts.push(part))
      answer.on('error', failed)
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if (answer.statusCode !== 200) failed(new Error(`${method}: ${answer.statusCode} ${text}`))
        else done({ millis: performance.now() - begun, text })
      })
    })
    sent.on('error', failed)
    sent.end(body)
  })
}

/** Does something so many times a second, until the timer that it returns is cleared. */
export function steadily(perSecond, work) {
  const begun = Date.now()
  let done = 0
  return setInterval(() => {
    for (const due = ((Date.now() - begun) / 1_000) * perSecond; done < due; done++) work()
  }, TICK_MILLIS)
}
