/** The part of Jest's interface that the engine's tests make use of: tests are collected here, and run by the runner. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const { expect } = createRequire(require.resolve('@jest/globals'))('expect');

/** Every test, in order: `{ id, file, cost, run }`. */
export const collected = [];
const titles = [];

/** Collects what a file describes. */
export async function inFile(file, load) {
  titles.push(file);
  await load();
  titles.pop();
}

const addTest = (title, run) => {
  const [file] = titles;
  const id = `${[...titles, title].join(' > ')} (${collected.length})`;
  collected.push({ id, file, cost: 0, run });
};

const addGroup = (title, body) => {
  titles.push(title);
  body();
  titles.pop();
};

/** As Jest has it: rows are lists of arguments only if all of them are lists. */
const eachOf = (add) => (rows) => (title, body) => {
  const isTable = rows.every((row) => Array.isArray(row));
  for (const [number, row] of rows.entries()) {
    const values = isTable ? row : [row];
    add(`${title} ${number}`, () => body(...values));
  }
};

export const it = Object.assign(addTest, { each: eachOf(addTest), skip: () => undefined });
export const describe = Object.assign(addGroup, { each: eachOf(addGroup), skip: () => undefined });
