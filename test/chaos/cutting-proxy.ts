import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to the database that can be cut. */
export type CuttingProxy = {
  readonly port: number
  /** Cuts all connections; new ones are taken at once. */
  cut(): void
  /** Nothing passes for a while, in neither direction, and nobody is told. */
  stall(ms: number): void
  /** Turns everybody away for a while, and cuts who is there. */
  refuse(ms: number): void
  stop(): Promise<void>
}

/** Passes connections of this machine on to another port of it. */
export async function startCuttingProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const open = new Set<Socket>()
  let stalled = false
  let refusing = false
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // A line that is cut is told as an error at its end; that is what it is for.
    socket.on('error', () => socket.destroy())
    if (stalled) socket.pause()
  }
  const server = createServer((near) => {
    if (refusing) return void near.destroy()
    const far = connect(target)
    keep(near)
    keep(far)
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => near.write(bytes))
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
    if (stalled) for (const socket of [near, far]) socket.pause()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stall(ms) {
      stalled = true
      for (const socket of open) socket.pause()
      setTimeout(() => {
        stalled = false
        for (const socket of open) socket.resume()
      }, ms)
    },
    refuse(ms) {
      refusing = true
      cut()
      setTimeout(() => {
        refusing = false
      }, ms)
    },
    async stop() {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
