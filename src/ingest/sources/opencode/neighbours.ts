/** Reads the files beside an object's: its session, its message, its parts. Whatever goes wrong means that nothing is known. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readSmallFile } from '../../small-file.ts';
import { isObject } from '../fields.ts';
import { type JsonObject, parseJson } from '../json-line.ts';
import type { ObjectPlace } from './paths.ts';

/** Sessions and messages with the changes of a turn in them, and parts. */
const LARGEST = 4 * 1024 * 1024;
/** Parts that say what a step used; larger ones are outputs. */
const LARGEST_STEP = 4096;
/** An id that is a file's name and nothing else. */
const SAFE_ID = /^[\w-][\w.-]{0,200}$/;
/** Folders of sessions where they were found: one for each project, and all sessions of a project are in one. */
const KNOWN_FOLDERS = 256;
const folderOfSession = new Map<string, string>();

export class Neighbours {
  readonly #place: ObjectPlace;

  constructor(place: ObjectPlace) {
    this.#place = place;
  }

  session(id: string): JsonObject | null {
    const { storage, sessionFolders } = this.#place;
    if (storage === null || !SAFE_ID.test(id)) return null;
    if (sessionFolders === 'info') return readJson(path.join(storage, 'info', `${id}.json`), LARGEST);
    const key = `${storage}\n${id}`;
    const known = folderOfSession.get(key);
    const folders = known === undefined ? namesIn(path.join(storage, 'session')) : [known];
    for (const folder of folders) {
      const found = readJson(path.join(storage, 'session', folder, `${id}.json`), LARGEST);
      if (found === null) continue;
      if (folderOfSession.size >= KNOWN_FOLDERS) folderOfSession.clear();
      folderOfSession.set(key, folder);
      return found;
    }
    folderOfSession.delete(key);
    return null;
  }

  message(sessionId: string, id: string): JsonObject | null {
    const { storage } = this.#place;
    if (storage === null || !SAFE_ID.test(sessionId) || !SAFE_ID.test(id)) return null;
    return readJson(path.join(storage, 'message', sessionId, `${id}.json`), LARGEST);
  }

  /** Session of a message, by the folder that it is in. */
  sessionOfMessage(id: string): string | null {
    const { storage } = this.#place;
    if (storage === null || !SAFE_ID.test(id)) return null;
    const folder = path.join(storage, 'message');
    const holder = namesIn(folder).find((name) => readJson(path.join(folder, name, `${id}.json`), LARGEST));
    return holder ?? null;
  }

  /** Small parts of a message, in their order. */
  parts(sessionId: string, messageId: string): JsonObject[] {
    return this.#partFiles(sessionId, messageId)
      .map((file) => readJson(file, LARGEST_STEP))
      .filter((part) => part !== null);
  }

  /** Types of all parts of a message; null of one that cannot be read. */
  partTypes(sessionId: string, messageId: string): unknown[] {
    return this.#partFiles(sessionId, messageId).map((file) => readJson(file, LARGEST)?.type ?? null);
  }

  #partFiles(sessionId: string, messageId: string): string[] {
    const { storage, sessionFolders } = this.#place;
    if (storage === null || !SAFE_ID.test(sessionId) || !SAFE_ID.test(messageId)) return [];
    const below = sessionFolders === 'info' ? [sessionId, messageId] : [messageId];
    const folder = path.join(storage, 'part', ...below);
    return namesIn(folder)
      .sort()
      .map((name) => path.join(folder, name));
  }

  /** Is there an answer of the session that was begun later? */
  hasNewerAnswer(sessionId: string, createdAt: number): boolean {
    const { storage } = this.#place;
    if (storage === null || !SAFE_ID.test(sessionId)) return false;
    const folder = path.join(storage, 'message', sessionId);
    return namesIn(folder).some((name) => {
      const { role, time } = readJson(path.join(folder, name), LARGEST) ?? {};
      const began = isObject(time) && typeof time.created === 'number' ? time.created : createdAt;
      return role === 'assistant' && began > createdAt;
    });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The JSON object in a regular file of at most `limit` bytes; null when there is none. */
function readJson(file: string, limit: number): JsonObject | null {
  const text = readSmallFile(file, limit);
  const value = text === null ? null : parseJson(text);
  return isObject(value) ? value : null;
}
