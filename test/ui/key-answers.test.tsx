import { describe, expect, test } from 'vitest';
import { appsOfEachTest } from '../helpers/app-frames.tsx';
import { fakeFleet } from '../helpers/fake-fleet.ts';
import { KEYS } from '../helpers/keys.ts';

const open = appsOfEachTest();

const { enter, escape: esc, tab, up } = KEYS;

describe('keys that cannot do anything say why', () => {
  test.each([
    [['G', up, up, up, enter, 'c'], 'no command that resumes'],
    [['6', 'G', 'a'], 'this alert is dismissed already: there is nothing to acknowledge'],
    [['6', 'G', 'd'], 'this alert is dismissed already'],
    [['6', '/', 'nothing like it', enter, 'a'], 'no alert is selected'],
    [['/', 'nothing like it', enter, enter], 'no session to open here'],
  ])('%j', async (keys, reason) => {
    const app = open(fakeFleet());
    await app.press(...keys);
    expect(app.frame()).toContain(reason);
  });

  test('two keys in a row are for the same alert, though the first one moves it', async () => {
    const fleet = fakeFleet();
    const app = open(fleet);
    await app.press('6', 'a');
    fleet.world.alerts = fleet.world.alerts.map((alert) =>
      alert.alertId === '5c11a0f2' ? { ...alert, status: 'acknowledged' } : alert,
    );
    fleet.world.version++;
    await app.press('1', '6', 'y');
    expect(app.deeds).toEqual(['acknowledge 5c11a0f2', 'was_real 5c11a0f2']);
  });

  test('a notice is gone with the next key', async () => {
    const app = open(fakeFleet());
    await app.press('T', 'j');
    expect(app.frame()).not.toContain('theme:');
  });
});

describe('the filter prompt', () => {
  test('takes letters that are keys elsewhere, and lets them be taken back', async () => {
    const app = open(fakeFleet());
    await app.press('/', 'qx', KEYS.backspace, KEYS.backspace, 'tf');
    expect(app.deeds).toEqual([]);
    expect(app.frame()).toContain('/ tf');
    await app.press(KEYS.ctrlU);
    expect(app.frame()).toContain('12 of 12 sessions');
  });
});

test('a sub-agent opens on top of its parent, and back leads through it', async () => {
  const app = open(fakeFleet());
  await app.press('/', 'tf-modules', enter, enter, tab, tab, tab, enter);
  expect(app.frame()).toContain('codex/explore (2 deep)');
  await app.press(esc);
  expect(app.frame()).toContain('Split the Terraform state');
  await app.press(esc);
  expect(app.frame()).toContain('"tf-modules"');
});
