import type { RealtimeFunctionTool } from 'openai/resources/realtime/realtime';
import type { Brain, Output, Prompt } from '../model.js';
import { fillArguments } from './arguments.js';
import { PHRASES } from './phrases.js';
import { knownCityIn } from './places.js';
import { COURTESIES, PASTIMES, talk, type TalkContext } from './small-talk.js';
import { matchTools, topicOf } from './tool-match.js';
import { describeResults } from './tool-output.js';
import { readTurn, type Memory } from './turn.js';
import { capitalize, humanize, listOf, normalize, wordsOf } from './words.js';

export interface RuleBrainOptions {
  /** What people can be told to try; the phrases that the built-in speech recognition knows. */
  readonly phrases?: readonly string[];
  /** The clock; the real one by default. */
  readonly now?: () => Date;
  /** 0 to below 1, for coins and dice; `Math.random` by default. */
  readonly random?: () => number;
}

interface Scene {
  readonly prompt: Prompt;
  readonly tools: readonly RealtimeFunctionTool[];
  readonly context: TalkContext;
}

const ASKS = 'Please tell me the ';
const DEFAULT_NAME = 'Echo';
const CLAUSE_END = /[.;?!]\s+(?:and\s+)?|,?\s+and\s+(?:then\s+|also\s+)?|,?\s+then\s+/i;
const NAME_GIVEN = /\b(?:my name is|my name's|^call me(?! an?\b| the\b))\s+([\p{L}][\p{L}'-]*)/iu;
const FOLLOW_UP = /^(?:and|what about|how about)\b/;
const LONGEST_QUOTE_CHARS = 80;

const message = (text: string): Output => ({ type: 'message', text });

function userNameIn(texts: readonly string[]): string | undefined {
  const name = texts.map((text) => NAME_GIVEN.exec(text)?.[1]).findLast((found) => found !== undefined);
  return name === undefined ? undefined : capitalize(name);
}

function agentNameIn(instructions: string): string {
  return (
    /\b(?:your name is|you are called|you are named)\s+([\p{L}][\p{L}\d'-]*)/iu.exec(instructions)?.[1] ?? DEFAULT_NAME
  );
}

function call(tool: RealtimeFunctionTool, text: string, { prompt, context }: Scene): Output {
  const { values, missing } = fillArguments(tool.parameters, {
    text,
    topic: topicOf(tool),
    userName: context.userName,
    now: context.now,
    onMissing: prompt.toolChoice === 'auto' ? 'ask' : 'guess',
  });
  if (prompt.toolChoice === 'auto' && missing.length > 0) return message(`${ASKS}${listOf(missing)}.`);
  return { type: 'function_call', name: tool.name ?? '', arguments: JSON.stringify(values) };
}

/** Answers one clause, or nothing when it means nothing. `shared` is what the clause may take a place from. */
function answerClause(clause: string, scene: Scene, shared = clause): Output | undefined {
  const said = normalize(clause);
  const courtesy = talk(COURTESIES, said, scene.context, clause);
  if (courtesy !== undefined) return message(courtesy);
  const attempts = matchTools(scene.tools, clause).map((tool) => call(tool, shared, scene));
  const attempt = attempts.find((output) => output.type === 'function_call') ?? attempts[0];
  if (attempt !== undefined) return attempt;
  const pastime = talk(PASTIMES, said, scene.context, clause);
  return pastime === undefined ? undefined : message(pastime);
}

/** True for `the weather in London`, which leans on the question before it. */
const isElliptic = (clause: string): boolean => /^(?:the|a|an|my)\b/i.test(clause);

/** Answers each part of a request that asks for several things; a part that means nothing joins the one before it. */
function answerParts(text: string, scene: Scene): Output[] {
  const clauses: string[] = [];
  for (const clause of text.split(CLAUSE_END).filter((part) => part.trim() !== '')) {
    const before = clauses.at(-1);
    const isOwn = before === undefined || answerClause(clause, scene) !== undefined;
    const tool = before === undefined || isOwn ? undefined : matchTools(scene.tools, before)[0];
    const isOtherPlace = tool !== undefined && wordsOf(clause).length <= 3 && knownCityIn(clause) !== undefined;
    if (isOwn) clauses.push(clause);
    else if (isOtherPlace) clauses.push(`${humanize(tool.name ?? '')} in ${clause}`);
    else clauses.splice(-1, 1, `${before} and ${clause}`);
  }
  const outputs = clauses.flatMap((clause, i) => {
    const next = clauses[i + 1];
    const shared = next !== undefined && isElliptic(next) ? `${clause} ${next}` : clause;
    return answerClause(clause, scene, shared) ?? [];
  });
  const isNew = (output: Output, i: number) =>
    outputs.findIndex((o) => JSON.stringify(o) === JSON.stringify(output)) === i;
  return outputs.filter(isNew);
}

/** Answers with the help of the request before: the value that was asked for, or `and in London?`. */
function answerInContext(text: string, scene: Scene, memory: Memory): Output | undefined {
  const before = memory.userTexts.at(-1);
  if (before === undefined) return undefined;
  if (memory.assistantTexts.at(-1)?.startsWith(ASKS) === true) return answerClause(`${before}, ${text}`, scene);
  if (!FOLLOW_UP.test(normalize(text))) return undefined;
  const tool = memory.userTexts
    .map((earlier) => matchTools(scene.tools, earlier)[0])
    .findLast((match) => match !== undefined);
  return tool === undefined
    ? undefined
    : call(tool, text.replace(/^\W*(?:and|what about|how about)\W+/i, 'in '), scene);
}

function suggestion(phrases: readonly string[], memory: Memory): string {
  const at = (2 * memory.userTexts.length) % Math.max(1, phrases.length - 1);
  const examples = phrases.slice(at, at + 2).map((phrase) => `"${phrase}"`);
  return examples.length === 0 ? '' : ` Try ${examples.join(' or ')}.`;
}

function answerRequest(text: string, scene: Scene, memory: Memory, phrases: readonly string[]): readonly Output[] {
  const { toolChoice } = scene.prompt;
  if (toolChoice !== 'auto' && toolChoice !== 'none') {
    const tool = matchTools(scene.tools, text, 1)[0] ?? scene.tools[0];
    if (tool !== undefined) {
      const calls = answerParts(text, scene).filter((output) => output.type === 'function_call');
      return calls.length > 0 ? calls : [call(tool, text, scene)];
    }
  }
  const outputs = answerParts(text, scene);
  if (outputs.length > 0) return outputs;
  const inContext = answerInContext(text, scene, memory);
  if (inContext !== undefined) return [inContext];
  const quote = text.length > LONGEST_QUOTE_CHARS ? `${text.slice(0, LONGEST_QUOTE_CHARS)}...` : text;
  return [message(`I am only a small agent and cannot answer "${quote}".${suggestion(phrases, memory)}`)];
}

function toolsFor({ tools, toolChoice }: Prompt): readonly RealtimeFunctionTool[] {
  const named = tools.filter((tool) => tool.name !== undefined && tool.name !== '');
  if (toolChoice === 'none') return [];
  return typeof toolChoice === 'string' ? named : named.filter((tool) => tool.name === toolChoice.name);
}

/** A brain made of rules: polite, punctual, and good at choosing among the configured functions. */
export function createRuleBrain({
  phrases = PHRASES,
  now = () => new Date(),
  random = Math.random,
}: RuleBrainOptions = {}): Brain {
  return {
    answer(prompt) {
      const exact = /\bSay exactly: "([\s\S]+)"/.exec(prompt.instructions)?.[1];
      if (exact !== undefined) return [message(exact)];
      const turn = readTurn(prompt.items);
      switch (turn.kind) {
        case 'opening':
          return [message('Hello! How can I help you?')];
        case 'results':
          return [message(describeResults(turn.results))];
        case 'waiting':
          return [message('One moment, please.')];
        case 'answered':
          return [message('Is there anything else that I can do for you?')];
        case 'unheard':
          return [message(`I did not catch that.${suggestion(phrases, turn.memory)}`)];
        case 'request': {
          const tools = toolsFor(prompt);
          const context: TalkContext = {
            memory: turn.memory,
            agentName: agentNameIn(prompt.instructions),
            userName: userNameIn([...turn.memory.userTexts, turn.text]),
            toolNames: tools.map((tool) => humanize(tool.name ?? '')),
            now: now(),
            random,
          };
          return answerRequest(turn.text, { prompt, tools, context }, turn.memory, phrases);
        }
      }
    },
  };
}
