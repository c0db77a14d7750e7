import { observed } from '../wiring/observed.ts';
import { wireRedrive } from '../wiring/redrive.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('redrive', () => createHandler(wireRedrive(process.env)));
