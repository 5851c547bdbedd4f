/**
 * Lets others in who wait for the same process. Whoever plans for hundreds of thousands in a process that also serves people hands
 * one over; it decides itself whether it is time. What is decided is the same with it and without.
 */
export type Pause = () => Promise<void>

/** So many decisions take about a millisecond. */
const EVERY = 256

/** Pauses after every so many of something that is done one by one; without a pause it costs nothing but counting. */
export async function pauseAt(at: number, pause: Pause | undefined): Promise<void> {
  if (pause !== undefined && at % EVERY === EVERY - 1) await pause()
}
