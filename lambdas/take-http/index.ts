import { observed } from '../wiring/observed.ts';
import { wireTakeHttp } from '../wiring/take-http.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('take-http', () => createHandler(wireTakeHttp(process.env)));
