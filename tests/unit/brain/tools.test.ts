import { describe, expect, it } from '@jest/globals';
import {
  answer,
  assistant,
  called,
  DEMO_TOOLS,
  inShort,
  returned,
  spoken,
  TIME_TOOL,
  tool,
  user,
  WEATHER_TOOL,
} from './conversation.js';

const TEXT = { type: 'string' };
const UNIT = { type: 'string', enum: ['celsius', 'fahrenheit'] };
const ISO_DATE = { type: 'string', format: 'date' };
const SHOP_TOOLS = [
  ...DEMO_TOOLS,
  tool('check_order_status', { order_id: TEXT }),
  tool('book_table', { party_size: { type: 'integer' }, date: ISO_DATE, time: TEXT, name: TEXT }, [
    'party_size',
    'date',
  ]),
  tool(
    'set_light',
    {
      room: { type: 'string', enum: ['kitchen', 'living_room'] },
      on: { type: 'boolean' },
      brightness: { type: 'integer', maximum: 100 },
    },
    ['room', 'on'],
  ),
  tool('searchFlights', { origin: TEXT, destination: TEXT, passengers: { type: 'number', default: 1 } }),
  tool('set_timer', { minutes: { type: 'number' }, label: TEXT }, ['minutes']),
  tool('search_products', { query: TEXT }),
];

describe('the choice of a function and its arguments', () => {
  it.each([
    ['What time is it?', 'get_current_time {}'],
    ['what time is it in tokyo', 'get_current_time {"timezone":"Asia/Tokyo"}'],
    ['what time is it in new york', 'get_current_time {"timezone":"America/New_York"}'],
    ['What is the time in UTC?', 'get_current_time {"timezone":"UTC"}'],
    ['what is the weather in paris', 'get_weather {"location":"Paris"}'],
    ['Is it going to rain in New York tomorrow?', 'get_weather {"location":"New York"}'],
    ["How's the weather in San Francisco right now?", 'get_weather {"location":"San Francisco"}'],
    ['weather Paris', 'get_weather {"location":"Paris"}'],
    ['Where is my order A-12345?', 'check_order_status {"order_id":"A-12345"}'],
    [
      'Book a table for four people tomorrow at 7 pm for Anna',
      'book_table {"party_size":4,"date":"2026-05-14","time":"7 pm","name":"Anna"}',
    ],
    ['reserve a table for 2 on Monday', 'book_table {"party_size":2,"date":"2026-05-18"}'],
    ['Turn off the kitchen lights', 'set_light {"room":"kitchen","on":false}'],
    ['turn on the living room lamp at 50 percent', 'set_light {"room":"living_room","on":true,"brightness":50}'],
    ['Find me a flight from London to Paris', 'searchFlights {"origin":"London","destination":"Paris","passengers":1}'],
    ['set a timer for twenty-five minutes', 'set_timer {"minutes":25}'],
    ['search for red shoes', 'search_products {"query":"red shoes"}'],
  ])('for "%s" are %s', async (text, call) => {
    expect(await inShort([user(text)], { tools: SHOP_TOOLS })).toEqual([call]);
    expect(await inShort([spoken(text)], { tools: [...SHOP_TOOLS].reverse() })).toEqual([call]);
  });

  it('tell a unit from a place', async () => {
    const tools = [tool('get_weather', { location: TEXT, unit: UNIT }, ['location'])];
    expect(await inShort([user("What's the weather in San Francisco in Fahrenheit?")], { tools })).toEqual([
      'get_weather {"location":"San Francisco","unit":"fahrenheit"}',
    ]);
  });

  it('fit a schema with lists, objects and defaults', async () => {
    const address = { type: 'object', properties: { city: TEXT }, required: ['city'] };
    const tools = [
      tool('deliver_pizza', {
        toppings: { type: 'array', items: { type: 'string', enum: ['cheese', 'olives'] } },
        address,
        is_express: { type: 'boolean', default: false },
        count: { type: ['integer', 'null'], minimum: 1 },
      }),
    ];
    expect(await inShort([user('Deliver 2 pizzas of olives to Oslo')], { tools })).toEqual([
      'deliver_pizza {"toppings":["olives"],"address":{"city":"Oslo"},"is_express":false,"count":2}',
    ]);
  });

  it.each([undefined, null, 'nonsense', { type: 'object' }, { type: 'object', properties: { location: true } }])(
    'survive the schema %j',
    async (parameters) => {
      const [output] = await answer([user('the weather in Paris')], { tools: [{ ...WEATHER_TOOL, parameters }] });
      expect(output).toMatchObject({ type: 'function_call', name: 'get_weather' });
    },
  );

  it('leave other requests to small talk', async () => {
    for (const text of ['hello', 'thank you very much', 'tell me a story', 'what is your name']) {
      const outputs = await answer([user(text)], { tools: SHOP_TOOLS });
      expect(outputs.map(({ type }) => type)).toEqual(['message']);
    }
  });
});

describe('a request for two things', () => {
  it.each([
    [
      'what is the time and the weather in london',
      ['get_current_time {"timezone":"Europe/London"}', 'get_weather {"location":"London"}'],
    ],
    [
      'What is the weather in Paris? And what time is it in Tokyo?',
      ['get_weather {"location":"Paris"}', 'get_current_time {"timezone":"Asia/Tokyo"}'],
    ],
    ['what time is it and what is the weather in paris', ['get_current_time {}', 'get_weather {"location":"Paris"}']],
    [
      'what is the weather in paris and london',
      ['get_weather {"location":"Paris"}', 'get_weather {"location":"London"}'],
    ],
    ['flip a coin and tell me the time', ['It is heads.', 'get_current_time {}']],
  ])('makes one response with both: "%s"', async (text, outputs) => {
    expect(await inShort([user(text)], { tools: DEMO_TOOLS })).toEqual(outputs);
  });
});

describe('a value that a function needs and the request lacks', () => {
  it('is asked for', async () => {
    expect(await inShort([user('what is the weather')], { tools: DEMO_TOOLS })).toEqual([
      'Please tell me the location.',
    ]);
  });

  it.each(['Springfield', 'in Springfield', "It's in springfield, please."])(
    'is taken from the reply "%s"',
    async (reply) => {
      const items = [user('what is the weather'), assistant('Please tell me the location.'), user(reply)];
      expect(await inShort(items, { tools: DEMO_TOOLS })).toEqual(['get_weather {"location":"Springfield"}']);
    },
  );

  it('is not taken from a reply that asks for something else', async () => {
    const items = [user('what is the weather'), assistant('Please tell me the location.'), user('flip a coin')];
    expect(await inShort(items, { tools: DEMO_TOOLS })).toEqual(['It is heads.']);
  });
});

describe('a follow-up', () => {
  it.each(['and in london?', 'What about London?'])('asks the same function again: "%s"', async (text) => {
    const items = [user('what is the weather in paris'), assistant('It is sunny.'), user(text)];
    expect(await inShort(items, { tools: DEMO_TOOLS })).toEqual(['get_weather {"location":"London"}']);
  });
});

describe('tool_choice', () => {
  it('none calls no function', async () => {
    const outputs = await inShort([user('what time is it')], { tools: DEMO_TOOLS, toolChoice: 'none' });
    expect(outputs).toEqual(['It is 14:35.']);
  });

  it.each([
    ['hello', ['get_current_time {}']],
    ['what is the weather', ['get_weather {"location":"Paris"}']],
    ['flip a coin and what is the weather in rome', ['get_weather {"location":"Rome"}']],
  ])('required calls one for "%s", and makes up what is missing', async (text, calls) => {
    expect(await inShort([user(text)], { tools: DEMO_TOOLS, toolChoice: 'required' })).toEqual(calls);
  });

  it('with a name calls that function', async () => {
    const outputs = await inShort([user('what time is it in rome')], {
      tools: DEMO_TOOLS,
      toolChoice: { name: 'get_weather' },
    });
    expect(outputs).toEqual(['get_weather {"location":"Rome"}']);
  });
});

describe('what functions returned', () => {
  it.each([
    [{ time: '14:35', timezone: 'Europe/Berlin' }, 'It is 14:35 in Europe/Berlin.'],
    [{ time: '14:35', timezone: 'UTC', date: '2026-05-13' }, 'It is 14:35 in UTC. The date is 2026-05-13.'],
    [{ location: 'Paris', temperature_c: 21, condition: 'sunny' }, 'In Paris it is 21 degrees Celsius and sunny.'],
    [
      { city: 'Rome', temperature: 70.5, unit: 'fahrenheit', humidity_percent: 40 },
      'In Rome it is 70.5 fahrenheit. The humidity is 40 percent.',
    ],
    [
      { orderId: 'A-12', isPaid: true, items: ['a', 'b'] },
      'The order id is A-12. Is paid: yes. The items are a and b.',
    ],
    [{ results: [{ name: 'Boot', price_usd: 35 }] }, 'The results are name Boot, price 35 dollars.'],
    [{ error: 'No such city' }, 'Sorry, that did not work: No such city.'],
    [{ success: true, id: 7 }, 'Done. The id is 7.'],
    [{}, 'Done.'],
    ['', 'Done.'],
    ['null', 'Done.'],
    ['42', 'The result is 42.'],
    ['The shop is open until 8.', 'The shop is open until 8.'],
  ])('%j is said as "%s"', async (output, text) => {
    const items = [user('what time is it'), called('get_current_time'), returned('get_current_time', output)];
    expect(await inShort(items, { tools: DEMO_TOOLS })).toEqual([text]);
  });

  it('is said in one message when there were two calls', async () => {
    const items = [
      user('what is the time and the weather in london'),
      called('get_current_time', '1'),
      called('get_weather', '2'),
      returned('1', { time: '9:00' }),
      returned('2', { location: 'London', temperature_c: 12, condition: 'rainy' }),
    ];
    expect(await inShort(items, { tools: DEMO_TOOLS })).toEqual([
      'It is 9:00. In London it is 12 degrees Celsius and rainy.',
    ]);
  });

  it('never leads to another call, even when one is required', async () => {
    const items = [user('what time is it'), called('get_current_time'), returned('get_current_time', { time: '9:00' })];
    expect(await inShort(items, { tools: [TIME_TOOL], toolChoice: 'required' })).toEqual(['It is 9:00.']);
  });

  it('is waited for while a call is open', async () => {
    const items = [user('what time is it'), called('get_current_time')];
    expect(await inShort(items, { tools: DEMO_TOOLS })).toEqual(['One moment, please.']);
  });

  it('leaves out what was said before', async () => {
    const items = [
      user('what time is it'),
      called('get_current_time', '1'),
      returned('1', { time: '9:00' }),
      assistant('It is 9:00.'),
      user('and the weather in rome'),
      called('get_weather', '2'),
      returned('2', { location: 'Rome', temperature_c: 30 }),
    ];
    expect(await inShort(items, { tools: DEMO_TOOLS })).toEqual(['In Rome it is 30 degrees Celsius.']);
  });
});
