import { wireIndexSearch } from '../wiring/index-search.ts';
import { observed } from '../wiring/observed.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('index-search', () => createHandler(wireIndexSearch(process.env)));
