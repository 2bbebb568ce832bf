import { describe, expect, it } from 'vitest';
import { zones } from '../../src/commands/zones.ts';

const on = (timezone: string, stored: string | null) => ({ timezone, storedZone: () => stored });

describe('the zone of a run, and of the database', () => {
  it.each([
    // flag, configuration, stored, system: of the run, of the database
    [undefined, undefined, null, 'Asia/Tokyo', 'Asia/Tokyo', 'Asia/Tokyo'],
    [undefined, undefined, 'Europe/Berlin', 'Asia/Tokyo', 'Europe/Berlin', 'Europe/Berlin'],
    [undefined, 'Africa/Cairo', 'Europe/Berlin', 'Asia/Tokyo', 'Africa/Cairo', 'Africa/Cairo'],
    ['asia/kolkata', undefined, 'Europe/Berlin', 'Asia/Tokyo', 'Asia/Kolkata', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Africa/Cairo', 'Europe/Berlin', 'Asia/Tokyo', 'Asia/Kolkata', 'Africa/Cairo'],
    ['UTC', undefined, null, 'Asia/Tokyo', 'UTC', 'UTC'],
    // What stands in the database is no zone any more: as if nothing stood there.
    [undefined, undefined, 'Mars/Olympus', 'Asia/Tokyo', 'Asia/Tokyo', 'Asia/Tokyo'],
  ])(
    'flag %s, configuration %s, stored %s, system %s: %s and %s',
    (flag, configured, stored, system, run, database) => {
      const found = zones(flag, configured, on(system, stored), '/x.db');
      // Calcutta is what some builds of ICU call Kolkata.
      expect(found.timezone.replace('Calcutta', 'Kolkata')).toBe(run);
      expect(found.databaseTimezone).toBe(database);
    },
  );

  it('an unknown one ends with 2 and says whose it is', () => {
    expect(() => zones('Mars/Olympus', undefined, on('UTC', null), '/x.db')).toThrow(
      '--timezone "Mars/Olympus" is no IANA time zone',
    );
    expect(() => zones(undefined, undefined, on('Mars/Olympus', null), '/x.db')).toThrow(
      'the system zone "Mars/Olympus"',
    );
  });
});
