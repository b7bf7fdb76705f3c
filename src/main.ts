import { readSettings, type Settings, SettingsError } from './config/settings.js';

// Before anything large is loaded, which takes seconds: who mistyped a setting is told at once.
const settings = settingsOrExit();
await import('reflect-metadata');
const { run } = await import('./boot/run.js');
await run(process.argv.slice(2), settings);

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
