/** Runs before every test file: Ink asks for these names when it is loaded, and is mute where it finds one. */

delete process.env.CI;
delete process.env.CONTINUOUS_INTEGRATION;
for (const name of Object.keys(process.env)) if (name.startsWith('CI_')) delete process.env[name];
