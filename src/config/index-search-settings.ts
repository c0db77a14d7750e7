import { searchSettings } from './search-settings.ts';
import type { SettingTable } from './settings.ts';
import { commonSettings } from './triage-settings.ts';

/** What the function takes that writes findings and events to a search server. */
export const indexSearchSettings = { ...commonSettings, ...searchSettings } satisfies SettingTable;
