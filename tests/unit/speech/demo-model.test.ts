import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type * as demo from '../../../test-app/scripts/mock-openai/scenarios/demo.js';
import { say, silence } from './sound.js';

const SPEECH = '../../../test-app/scripts/mock-openai/speech';
const DEMO = '../../../test-app/scripts/mock-openai/scenarios/demo.js';

const loadDemo = async () => (await import(DEMO)) as typeof demo;
const unavailable = () => Promise.reject(new Error('This package is not installed.'));

afterEach(() => {
  jest.resetModules();
});

describe('the demo model', () => {
  it('speaks, listens and thinks', async () => {
    const { createDemoModel } = await loadDemo();
    const model = await createDemoModel();
    expect(model.voice).toBe('synthetic');
    expect(model.phrases).toContain('what time is it');
    expect(await model.stt.transcribe(await say(model.tts, 'what time is it'))).toBe('what time is it');
    expect(model.createVad({ threshold: 0.5, silenceDurationMs: 500 }).push(silence(100))).toEqual([]);
    const prompt = { instructions: '', items: [], tools: [], toolChoice: 'auto' } as const;
    expect(await model.brain.answer(prompt)).toEqual([{ type: 'message', text: 'Hello! How can I help you?' }]);
  });

  it('is loaded once', async () => {
    const { createDemoModel } = await loadDemo();
    expect(await createDemoModel()).toBe(await createDemoModel());
  });
});

describe('the demo model without its speech packages', () => {
  it('beeps, understands no speech and still notices it', async () => {
    jest.unstable_mockModule(`${SPEECH}/flite.js`, () => ({ loadFlite: unavailable }));
    jest.unstable_mockModule(`${SPEECH}/soundswallower.js`, () => ({ loadSoundswallower: unavailable }));
    const fvad = await import('../../../test-app/scripts/mock-openai/speech/fvad.js');
    jest.unstable_mockModule(`${SPEECH}/fvad.js`, () => ({ ...fvad, loadFvad: unavailable }));
    const { createDemoModel } = await loadDemo();
    const model = await createDemoModel();
    expect(model.voice).toBe('tone');
    expect(model.phrases).toEqual([]);
    const beeps = await say(model.tts, 'hello there');
    expect(await model.stt.transcribe(beeps)).toBe('');
    const vad = model.createVad({ threshold: 0.5, silenceDurationMs: 500 });
    expect(vad.push(silence(200))).toEqual([]);
    expect(vad.push(beeps)).toMatchObject([{ type: 'speech_started' }]);
  });
});
