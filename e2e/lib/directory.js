// Stands between a server and its PLC directory, and tells when the server writes to it.
import { once } from 'node:events'
import { createServer } from 'node:http'

export class WatchedDirectory {
  /** Called before and after each write, with 'before' or 'after'. */
  onWrite = () => {}
  #server

  static async start(url) {
    const watched = new WatchedDirectory()
    watched.#server = createServer((req, res) => watched.#pass(url, req, res).catch(() => res.destroy()))
    watched.#server.listen(0, '127.0.0.1')
    await once(watched.#server, 'listening')
    return watched
  }

  get url() {
    return `http://localhost:${this.#server.address().port}`
  }

  async #pass(url, req, res) {
    const chunks = []
    for await (const chunk of req) chunks.push(chunk)
    const writes = req.method === 'POST'
    if (writes) this.onWrite('before')
    const headers = { 'content-type': req.headers['content-type'] ?? 'application/json' }
    const body = writes ? Buffer.concat(chunks) : undefined
    const answer = await fetch(url + req.url, { method: req.method, headers, body })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (writes) this.onWrite('after')
    res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(bytes)
  }

  stop() {
    this.#server.closeAllConnections()
    return new Promise((done) => this.#server.close(done))
  }
}
