import { describe, expect, it } from '@jest/globals';
import { entriesOf } from '../../../test-app/src/inspector/entries.js';
import {
  connectionsIn,
  currentConnection,
  INITIAL_STATE,
  isShown,
  reduce,
  shownRecords,
  type InspectorAction,
  type InspectorState,
} from '../../../test-app/src/inspector/state.js';
import { createScript } from './wire-records.js';

const after = (...actions: readonly InspectorAction[]): InspectorState => actions.reduce(reduce, INITIAL_STATE);
const recordsOf = (connectionId: string) => {
  const script = createScript(connectionId);
  script.fromClient({ type: 'KeepAlive' });
  return script.records;
};

describe('What the inspector shows', () => {
  const [live, old] = [recordsOf('live'), recordsOf('old')];
  const file: InspectorAction = { type: 'file opened', name: 'a.jsonl', file: { records: old, badLines: [] } };

  it.each<[string, readonly InspectorAction[], unknown]>([
    ['the feed at first', [], live],
    ['what there was, when it is paused', [{ type: 'paused', records: old }], old],
    ['the feed, when it goes on', [{ type: 'paused', records: old }, { type: 'went live' }], live],
    ['a file that is opened', [file], old],
    ['the feed again after a file', [file, { type: 'went live' }], live],
  ])('is %s', (_name, actions, records) => {
    expect(shownRecords(after(...actions), live)).toBe(records);
  });

  it.each<[string, readonly InspectorAction[], number | null]>([
    ['a pause', [{ type: 'paused', records: [] }], 3],
    ['the end of a pause', [{ type: 'paused', records: [] }, { type: 'went live' }], 3],
    ['a file, whose places are others', [file], null],
    ['the end of a file', [file, { type: 'selected', id: 3 }, { type: 'went live' }], null],
    ['another connection', [{ type: 'connection chosen', connectionId: 'x' }], null],
    ['a search', [{ type: 'searched', query: 'x' }], 3],
  ])('has open after %s the message %s', (_name, actions, selected) => {
    expect(after({ type: 'selected', id: 3 }, ...actions).selected).toBe(selected);
  });

  it.each<[string, readonly InspectorAction[], string | null, string | undefined]>([
    ['the page’s own', [], 'a', 'a'],
    ['the latest, while the page has none', [], null, 'b'],
    ['the latest, where the page’s own is not known', [], 'z', 'b'],
    ['the chosen one', [{ type: 'connection chosen', connectionId: 'b' }], 'a', 'b'],
    ['the latest in a file', [file], 'a', 'b'],
  ])('is of connection: %s', (_name, actions, own, shown) => {
    const connections = connectionsIn([...recordsOf('a'), ...recordsOf('b'), ...recordsOf('a')]);
    expect(connections).toEqual(['a', 'b']);
    expect(currentConnection(after(...actions), connections, own)).toBe(shown);
  });
});

describe('The filter', () => {
  const script = createScript();
  script.fromClient({ type: 'InjectUserMessage', content: 'What TIME is it?' });
  script.toUpstream({ type: 'conversation.item.create', item: { role: 'user' } });
  script.fromUpstream({ type: 'response.done' });
  script.audio('client', 'sent');
  const entries = entriesOf(script.records);
  const shown = (...actions: readonly InspectorAction[]) =>
    entries.filter((entry) => isShown(entry, after(...actions).filter)).map(({ id }) => id);

  it.each<[string, readonly InspectorAction[], readonly number[]]>([
    ['nothing is hidden', [], [1, 2, 3, 4]],
    ['the user is hidden', [{ type: 'family toggled', family: 'user' }], [3, 4]],
    [
      'the user is hidden and shown again',
      [
        { type: 'family toggled', family: 'user' },
        { type: 'family toggled', family: 'user' },
      ],
      [1, 2, 3, 4],
    ],
    ['one wire is chosen', [{ type: 'leg chosen', leg: 'client' }], [1, 4]],
    ['a word is searched, in any case', [{ type: 'searched', query: ' time ' }], [1]],
    ['a type is searched', [{ type: 'searched', query: 'response.' }], [3]],
    ['a word is searched that nothing has', [{ type: 'searched', query: 'zebra' }], []],
  ])('leaves, when %s', (_name, actions, ids) => {
    expect(shown(...actions)).toEqual(ids);
  });
});
