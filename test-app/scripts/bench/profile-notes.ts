/** What profiles told of the goals that are not met; written by hand, after runs with `--cpu-prof` and with `perf`. */
export const PROFILE_NOTES = `## Where the time goes

From profiles at 100 sessions with a 16 kHz microphone, on the machine of this run, a raw relay beside them:

- **No single piece of the translation is dear.** Measured alone and warm, a microphone frame takes 5 µs (2 µs of it
  resampling), an audio delta 12 µs (5 reading, 6 for its step), a transcript delta 8 µs: 0.5 ms of processor time per
  session-second, where the proxy takes 3.5 to 4 ms more than the relay.
- **Writing to sockets is 39 % of the main thread**, for as many system calls as the relay makes, but each takes two to
  three times as long: a relay that is slower finds the receiver asleep more often, and pays for waking it. Sending what
  one turn of the event loop brings in one go took a tenth off the processor time, and 40 % off both latencies.
- **Memory that is allocated per frame** (frames, base64, effects, the next state of the conversation) is what the
  threads beside the main one clean up: 2.0 of 11.8 s of processor time, against 0.3 of 5.3 s in the relay. It is also
  the memory per active session above that of an idle one: the heap grows until it is collected.
- **What an idle session holds** beside two sockets: two resamplers, the conversation's state, its settings and timers.
- **A start** is compiling the bundle (a quarter), evaluating Express with its body parsers (a quarter), then \`pino\`,
  \`prom-client\` and \`zod\`. Smaller files, without white space, start no sooner.
- **A stalled upstream** costs more than the 2 MB that are held for it: what the client goes on to send is still encoded,
  and then the oldest is dropped; that is garbage until it is collected.
- **Reading** is 4 %, the steps of the conversation 10 %, resampling and base64 6 % of the main thread.

What would help most is less to allocate: steps that change the state of the running response in place, and appends
encoded from the resampler's own memory. \`appendMs: 40\` halves the frames of a 20 ms microphone, and adds 20 ms.`;
