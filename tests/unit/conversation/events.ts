import { fromClient, fromUpstream, type Play } from './harness.js';

/* What the upstream and the client send in many tests, under short names. */

export const U = (type: string, more: object = {}) => fromUpstream({ type, ...more });
export const started = U('input_audio_buffer.speech_started', { audio_start_ms: 100, item_id: 'u' });
export const stopped = U('input_audio_buffer.speech_stopped', { audio_end_ms: 900, item_id: 'u' });
export const committed = U('input_audio_buffer.committed', { item_id: 'u' });
export const heard = U('conversation.item.input_audio_transcription.completed', { item_id: 'u', transcript: 'hello' });
export const text = (r: string, t: string) =>
  U('response.output_audio_transcript.done', { response_id: r, item_id: `i_${t}`, content_index: 0, transcript: t });
export const call = (r: string, id: string, args = '{}') =>
  U('response.function_call_arguments.done', {
    response_id: r,
    item_id: `f_${id}`,
    call_id: id,
    name: 'look',
    arguments: args,
  });
export const result = fromClient({ type: 'FunctionCallResponse', id: 'c1', name: 'look', content: 'seen' });
export const force = fromClient({ type: 'ForceEndTurn' });
export const say = (behavior: string) => fromClient({ type: 'InjectAgentMessage', message: 'X', behavior });
export const conflict = (id: string | null) =>
  U('error', { error: { code: 'conversation_already_has_active_response', event_id: id } });
export const detecting = (turn_detection: object) => ({
  type: 'Settings',
  audio: {},
  agent: { think: { prompt: 'x' }, listen: { provider: { type: 'deepgram', turn_detection } } },
});
export const REOPENED = [{ type: 'upstream.opened' } as const, U('session.updated')];
export const latencies = (play: Play, type: string) =>
  play
    .take()
    .flatMap((e) =>
      e.type === 'client.send' && e.message.type === type ? [e.message as unknown as Record<string, number>] : [],
    );
export const count = (lines: readonly string[], line: string) => lines.filter((each) => each === line).length;
