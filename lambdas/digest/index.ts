import { wireDigest } from '../wiring/digest.ts';
import { observed } from '../wiring/observed.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('digest', () => createHandler(wireDigest(process.env)));
