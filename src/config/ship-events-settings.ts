import { oneOf, orNone, type SettingTable, setting, textOf } from './settings.ts';

/** SQS API Reference, GetQueueUrl; the emulators' addresses have other hosts. */
const QUEUE_URL = /^https?:\/\/[\w.:-]{1,255}\/[\w/.-]{1,512}$/;

/** Settings of functions that hand events over to the search server's queue. */
export const shipEventsSettings = {
  searchEvents: setting({
    env: 'TRAILHOUND_SEARCH_EVENTS',
    unit: 'one of none, matched, all',
    default: 'none',
    description: 'Which events are written to the search server beside the findings.',
    schema: oneOf(['none', 'matched', 'all']),
  }),
  searchQueueUrl: setting({
    env: 'TRAILHOUND_SEARCH_QUEUE_URL',
    unit: 'URL of an SQS queue, or none',
    default: 'none',
    description: 'Where these events wait for the function index-search.',
    schema: orNone(textOf(QUEUE_URL, 'no URL of a queue'), 'none'),
  }),
} satisfies SettingTable;
