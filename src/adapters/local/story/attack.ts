import type { ActOf } from './acts.ts';
import { blindTheGuards, clearUp, explore, guessPasswords, signInAsRoot } from './attack-entry.ts';
import {
  createAdministrator,
  disarmMfa,
  keyForOther,
  openSsh,
  readSecrets,
  resetPassword,
  shareDatabase,
  shareSnapshot,
} from './attack-harm.ts';
import type { Intruder } from './intruder.ts';
import type { Scene } from './scene.ts';

/** One step of the attack; `minute` counts from the first call of the leaked key. */
export interface Step {
  readonly minute: number;
  play(scene: Scene, intruder: Intruder, act: ActOf): void;
}

/** Minutes after the start at which root has signed in. */
export const ROOT_MINUTE = 52;

/** Says when the attack starts: 13:41 UTC, in the busy hours, where it is hard to see. */
export const ATTACK_START_SECOND = (13 * 60 + 41) * 60;

/** The attack, from the first look around to the removal of traces; about two hours. */
export const ATTACK: readonly Step[] = [
  { minute: 0, play: explore },
  { minute: 24, play: guessPasswords },
  { minute: ROOT_MINUTE, play: signInAsRoot },
  { minute: 56, play: blindTheGuards },
  { minute: 61, play: createAdministrator },
  { minute: 67, play: keyForOther },
  { minute: 69, play: resetPassword },
  { minute: 71, play: disarmMfa },
  { minute: 78, play: shareSnapshot },
  { minute: 83, play: shareDatabase },
  { minute: 88, play: openSsh },
  { minute: 93, play: readSecrets },
  { minute: 104, play: clearUp },
];
