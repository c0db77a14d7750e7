import { wireCollector } from '../wiring/collector.ts';
import { observed } from '../wiring/observed.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('collect-cloudtrail', () => createHandler(wireCollector(process.env)));
