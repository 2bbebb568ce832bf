/** Makes Ink draw in a test as in a terminal: with colours, and not as in a CI run. Import it before anything that imports Ink. */

process.env.FORCE_COLOR = '3';
process.env.CI = 'false';
delete process.env.CONTINUOUS_INTEGRATION;
delete process.env.NO_COLOR;
