import { describe, expect, it } from '@jest/globals';
import { readEntry } from '../entry-reading.ts';
import { templateText } from './masked-message.ts';
import { maskRequest } from './masked-request.ts';
import { templateMiner } from './template-miner.ts';

describe('a failed request as a kind', () => {
  it.each([
    ['GET /login 500', 'GET /login 500'],
    ['POST /api/v1/orders/12345 502', 'POST /api/v1/orders/<*> 502'],
    ['GET /u/7c9e6679-7425-40de-944b-e07fc1f90ae7/cart/ 500', 'GET /u/<*>/cart 500'],
    ['GET /u/bob@example.com 500', 'GET /u/<*> 500'],
    ['GET /a%20b/deadbeefcafe 500', 'GET /<*>/<*> 500'],
    ['GET /reset/(removed) 500', 'GET /reset/<*> 500'],
    ['GET /report.php 500', 'GET /report.php 500'],
    ['GET https://example.com:443/ 502', 'GET / 502'],
    ['GET /x?token=s3cret 500', 'GET /x 500'],
    ['GET /x;jsessionid=A1 500', 'GET /x 500'],
    ['GET /a/b/c/d/e/f/g/h/i/j 500', 'GET /a/b/c/d/e/f/g/h/<*> 500'],
    ['503', '503'],
  ])('%s is %s', (message, template) => {
    const masked = maskRequest(message);
    expect(masked && templateText(masked)).toBe(template);
  });

  it('is no other text', () => {
    expect(maskRequest('could not GET /login 500')).toBeUndefined();
  });

  it('is told apart by method, route and status, whatever came before', () => {
    const miner = templateMiner();
    const line = (request: string, status: number) =>
      `192.0.2.7 - - [21/Nov/2026:09:00:00 +0000] "${request} HTTP/1.1" ${status} 12`;
    const kindOf = (request: string, status = 500) => miner.mine(readEntry(line(request, status)));
    const routes = ['login', 'cart', 'pay', 'order_items', 'order_lines', 'a.php', 'b.php', 'index'];
    const kinds = [
      ...routes.map((route) => kindOf(`GET /api/v1/x/${route}`)),
      ...[kindOf('POST /login'), kindOf('GET /login'), kindOf('GET /login', 502), kindOf('GET /login', 503)],
      kindOf('GET /api/orders/7?token=s3cret'),
    ];

    expect(new Set(kinds.map(({ fingerprint }) => fingerprint)).size).toBe(kinds.length);
    expect(kindOf('GET /api/orders/8')).toEqual({ ...kinds.at(-1), template: 'GET /api/orders/<*> 500' });
  });

  it('is one kind with all new routes when there are very many', () => {
    const miner = templateMiner();
    const kindOf = (at: number) => {
      const name = [...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
      return miner.mine({ kind: 'http', message: `GET /x-${name}-x 500` }).template;
    };
    const templates = new Set(Array.from({ length: 500 }, (_, at) => kindOf(at)));

    expect(templates.size).toBe(201);
    expect(templates).toContain('GET <*> 500');
    expect(kindOf(0)).toBe('GET /x-a-x 500');
  });
});
