import { describe, expect, it } from '@jest/globals';
import { isHostAllowed } from '../../../test-app/scripts/openai-proxy/conversation/function-target.js';

type Row = readonly [url: string, entry: string];

const ALLOWED: readonly Row[] = [
  ['https://api.example.com', 'api.example.com'],
  ['https://api.example.com/v1/weather?unit=c#now', 'api.example.com'],
  ['http://api.example.com', 'api.example.com'],
  ['https://api.example.com:443/', 'api.example.com'],
  ['http://api.example.com:80/', 'api.example.com'],
  ['https://API.Example.COM/', 'api.example.com'],
  ['https://api.example.com/', 'API.Example.COM'],
  ['https://api.example.com./', 'api.example.com'],
  ['https://api.example.com/', 'api.example.com.'],
  ['https://api.example.com:8443/', 'api.example.com:8443'],
  ['https://api.example.com/', 'api.example.com:443'],
  ['https://api.example.com/', '*.example.com'],
  ['https://a.b.example.com/', '*.example.com'],
  ['https://API.EXAMPLE.COM./', '*.Example.com'],
  ['https://api.example.com:8443/', '*.example.com:8443'],
  ['https://ex%61mple.com/', 'example.com'],
  ['https://api.example。com/', 'api.example.com'],
  ['https://bücher.example/', 'bücher.example'],
  ['https://xn--bcher-kva.example/', 'bücher.example'],
  ['https://a.bücher.example/', '*.xn--bcher-kva.example'],
  ['http://0x7f.1:8080/', '127.0.0.1:8080'],
  ['http://2130706433:8080/', '127.0.0.1:8080'],
  ['http://127.0.0.1:8080/', '0177.0.0.1:8080'],
  ['http://[::1]:8080/', '[::1]:8080'],
  ['http://[0:0:0:0:0:0:0:1]/', '[::1]'],
  ['https://api.example.com\\@evil.example/', 'api.example.com'],
];

const REFUSED: readonly Row[] = [
  ['https://example.com/', '*.example.com'],
  ['https://evilexample.com/', '*.example.com'],
  ['https://example.com.evil.example/', '*.example.com'],
  ['https://.example.com/', 'api.example.com'],
  ['https://evil.example/', 'api.example.com'],
  ['https://api.example.com.evil.example/', 'api.example.com'],
  ['https://sub.api.example.com/', 'api.example.com'],
  ['https://apiXexample.com/', 'api.example.com'],
  ['https://api.example.com../', 'api.example.com'],
  ['https://api.example.com:8443/', 'api.example.com'],
  ['https://api.example.com:80/', 'api.example.com'],
  ['http://api.example.com:443/', 'api.example.com'],
  ['http://api.example.com/', 'api.example.com:443'],
  ['https://api.example.com/', 'api.example.com:8443'],
  ['https://api.example.com:8443/', '*.example.com'],
  ['https://user:secret@api.example.com/', 'api.example.com'],
  ['https://user@api.example.com/', 'api.example.com'],
  ['https://:secret@api.example.com/', 'api.example.com'],
  ['https://api.example.com@evil.example/', 'api.example.com'],
  ['https://api.example.com:443@evil.example/', 'api.example.com'],
  ['https://evil.example/@api.example.com', 'api.example.com'],
  ['https://evil.example/?https://api.example.com', 'api.example.com'],
  ['https://evil.example#@api.example.com', 'api.example.com'],
  ['https://evil.example\\.api.example.com/', '*.example.com'],
  ['https://api.example.com%2f.evil.example/', 'api.example.com'],
  ['ftp://api.example.com/', 'api.example.com'],
  ['ws://api.example.com/', 'api.example.com'],
  ['wss://api.example.com/', 'api.example.com'],
  ['file://api.example.com/etc/passwd', 'api.example.com'],
  ['gopher://api.example.com:80/', 'api.example.com:80'],
  ['javascript:fetch("https://api.example.com")', 'api.example.com'],
  ['data:text/plain,api.example.com', 'api.example.com'],
  ['api.example.com', 'api.example.com'],
  ['//api.example.com/', 'api.example.com'],
  ['', 'api.example.com'],
  ['http://127.0.0.1/', '*.0.0.1'],
  ['http://127.0.0.1/', '*.1'],
  ['http://[::ffff:127.0.0.1]/', '127.0.0.1'],
  ['https://api.example.com/', ''],
  ['https://api.example.com/', '*'],
  ['https://api.example.com/', '*.'],
  ['https://api.example.com/', '*example.com'],
  ['https://api.example.com/', '*.*.com'],
  ['https://api.example.com/', 'api.*.com'],
  ['https://api.example.com/', '.example.com'],
  ['https://api.example.com/', 'https://api.example.com'],
  ['https://api.example.com/', 'api.example.com/'],
  ['https://api.example.com/', 'api.example.com:'],
  ['https://api.example.com/', ' api.example.com'],
  ['https://api.example.com/', 'user@api.example.com'],
  ['https://https/', 'https://api.example.com'],
];

describe('Hosts that an endpoint may have', () => {
  it.each(ALLOWED)('include that of %s for %j', (url, entry) => {
    expect(isHostAllowed(url, [entry])).toBe(true);
  });

  it.each(REFUSED)('do not include that of %s for %j', (url, entry) => {
    expect(isHostAllowed(url, [entry])).toBe(false);
  });

  it('are none by default', () => {
    expect(isHostAllowed('https://api.example.com/', [])).toBe(false);
  });

  it('are those of any entry', () => {
    expect(isHostAllowed('https://b.example/', ['a.example', 'b.example'])).toBe(true);
  });
});
