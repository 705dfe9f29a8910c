import { clearTimer, startTimer, toClient, type Effect } from './effects.js';
import { deliver } from './outbox.js';
import { withTurn } from './response.js';
import { describeCall } from './rollover.js';
import { step, stepThrough, type Call, type Context, type ReadyState, type Step } from './state.js';

/** Tells the client of the calls that are complete, in one message; those that are the server's begin to run. */
export function announceCalls(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'idle') return step(state);
  const complete = [...turn.calls].filter(([, { status }]) => status === 'complete');
  if (complete.length === 0) return step(state);
  const calls = new Map(turn.calls);
  for (const [id, call] of complete) calls.set(id, { ...call, status: 'open' });
  const functions = complete.map(([id, { name, arguments: args, runner }]) => ({
    id,
    name,
    arguments: args,
    client_side: runner === 'client',
  }));
  const announced = step(
    withTurn(state, { ...turn, calls }),
    clearTimer('calls'),
    toClient({ type: 'FunctionCallRequest', functions }),
    ...complete.flatMap(([id, call]) => start(state, id, call, context)),
  );
  if (context.dialect === 'strict') return announced;
  // `dg_react_agent` shows the call as a line of the conversation, after the request that its handler answers. A line
  // alone would tell it that the agent has finished, soon after.
  return stepThrough(announced, complete, (next, [, { name, arguments: args }]) =>
    deliver(
      next,
      [
        { type: 'ConversationText', role: 'assistant', content: describeCall(name, args) },
        { type: 'AgentThinking', content: '' },
      ],
      context,
    ),
  );
}

function start({ configuration }: ReadyState, callId: string, call: Call, context: Context): readonly Effect[] {
  const target = call.runner === 'server' ? configuration.targets.get(call.name) : undefined;
  if (target === undefined) return [startTimer(`call:${callId}`, context.deadlines.functionCallMs)];
  // It has a deadline of its own.
  return [{ type: 'function.run', callId, name: call.name, arguments: call.arguments, target }];
}
