/** Loads `public/worklets/<name>.js` and makes its processor of the same name. */
export async function createWorkletNode(
  context: AudioContext,
  name: 'capture' | 'playback',
  options: AudioWorkletNodeOptions,
): Promise<AudioWorkletNode> {
  await context.audioWorklet.addModule(`${import.meta.env.BASE_URL}worklets/${name}.js`);
  return new AudioWorkletNode(context, name, options);
}
