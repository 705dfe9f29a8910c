import type { Scenario } from '../scenario.js';

/**
 * A server as simple test doubles are: no `session.created`, and one `response.output_text.done` is all of a response,
 * without `response.created` and `response.done`.
 */
export const simpleUpstream = (text = 'Hello!'): Scenario => ({
  onConnect: () => 'handled',
  on: {
    'response.create': (_event, session) => {
      const ids = { response_id: 'resp_simple', item_id: 'item_simple', output_index: 0, content_index: 0 };
      session.emit({ type: 'response.output_text.done', ...ids, text });
      return 'handled';
    },
  },
});
