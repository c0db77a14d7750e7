import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { withDefaults } from '#config/deployment/defaults';
import { readGivenSettings } from '../../lib/app/read-settings.ts';
import { trailhoundApp } from '../../lib/app/trailhound-app.ts';
import { packRules } from '../../lib/constructs/rule-pack.ts';
import { Trailhound } from '../../lib/trailhound.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** A folder with files in it. */
function folder(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(tmpdir(), 'trailhound-app-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

const appWith = (context: Record<string, unknown>): App => new App({ context });
const configured = (yaml: string): App =>
  appWith({ config: join(folder({ 'trailhound.yml': yaml }), 'trailhound.yml') });

describe('settings of the app', () => {
  it('are read from the file that is named, and paths in it start beside it', () => {
    const app = configured('alerts: { minSeverity: high }');
    const { input, basePath } = readGivenSettings(app);
    const settings = withDefaults(input);
    expect(settings.alerts.minSeverity).toBe('high');
    expect(readdirSync(basePath)).toEqual(['trailhound.yml']);
  });

  it('name every problem of the file at once', () => {
    const read = () =>
      readGivenSettings(configured('alerts: { minSeverity: loud }\nretention: { findingDays: 0 }\n'));
    expect(read).toThrow(/2 problem\(s\)[\s\S]*minSeverity[\s\S]*findingDays/);
  });

  it('have to be there when they are named', () => {
    expect(() => readGivenSettings(appWith({ config: 'nowhere.yml' }))).toThrow(
      /nowhere\.yml: there is no such file/,
    );
  });

  it('have to be a file', () => {
    expect(() => readGivenSettings(appWith({ config: folder({}) }))).toThrow(/: this is a folder$/);
  });

  it.each([
    { context: { 'trailhound.email': 'a@example.com' }, says: /alerts: \{ email: \[you@example\.com\] \}/ },
    { context: { 'trailhound.regions': 'eu-west-1' }, says: /regions: \[eu-central-1\]/ },
    { context: { 'trailhound.colour': 'blue' }, says: /no such setting/ },
    { context: { trailhound: { alertFloor: 'low' } }, says: /trailhound\.yml/ },
  ])('are refused in the CDK context, with what to write instead: $context', ({ context, says }) => {
    expect(() => readGivenSettings(appWith(context))).toThrow(says);
  });
});

describe('rules and allow-list', () => {
  const settingsOf = (yaml: string) => {
    const { input, basePath: base } = readGivenSettings(configured(yaml));
    return { settings: withDefaults(input), base, stackName: 'Trailhound' };
  };

  it('fail the synthesis with every problem, by file and line', () => {
    const given = settingsOf('rules: { disable: [No such rule, Nor this one] }');
    expect(() => packRules(given)).toThrow(/2 problem\(s\)[\s\S]*No such rule[\s\S]*Nor this one/);
  });

  it('say which folder holds no rules', () => {
    expect(() => packRules(settingsOf('rules: { folders: [elsewhere] }'))).toThrow(
      /elsewhere: this folder cannot be read/,
    );
  });

  it('have to be there when they are named, and may be missing when not', () => {
    expect(() => packRules(settingsOf('suppressions: mine.yml'))).toThrow(/mine\.yml: there is no such file/);
    expect(Object.keys(packRules(settingsOf('')).files)).toEqual(['rules.json']);
  });

  it.each([
    ['suppressions.yml', 'suppressions: latin.yml'],
    ['placeholders.yml', 'rules: { placeholders: latin.yml }'],
  ])('are text in UTF-8, as %s has to be', (_, settings) => {
    const base = folder({});
    writeFileSync(join(base, 'latin.yml'), Buffer.from('who: [M\u00fcller]', 'latin1'));
    const { settings: given } = settingsOf(settings);
    expect(() => packRules({ base, settings: given, stackName: 'T' })).toThrow(
      /latin\.yml: the file is not text in UTF-8/,
    );
  });
});

describe('a function that has not been built', () => {
  it('stops the synthesis with what to run', () => {
    const make = () => new Trailhound(new Stack(new App(), 'Home'), 'Trailhound', { bundles: folder({}) });
    expect(make).toThrow(expect.objectContaining({ code: 'TH_BUNDLE_MISSING' }));
    expect(make).toThrow(/npm run build/);
  });
});

describe('stacks of the app', () => {
  it('are the home stack alone, unless EventBridge is a source', () => {
    const app = configured('');
    trailhoundApp(app);
    expect(app.node.children.map(({ node }) => node.id)).toContain('Trailhound');
    expect(app.node.children.filter(({ node }) => node.id.includes('forwarder'))).toEqual([]);
  });

  it('say what to do when the forwarders cannot know their account', () => {
    const home = trailhoundApp(configured('sources: { eventBridge: true }'));
    const found = Annotations.fromStack(home).findWarning('*', Match.stringLikeRegexp('CDK_DEFAULT_ACCOUNT'));
    expect(found).toHaveLength(process.env['CDK_DEFAULT_ACCOUNT'] === undefined ? 1 : 0);
  });

  it('take another name, and no bad one', () => {
    expect(trailhoundApp(appWith({ stackName: 'Watch' })).stackName).toBe('Watch');
    expect(() => trailhoundApp(appWith({ stackName: '1 bad' }))).toThrow(/stackName: found "1 bad"/);
  });
});

describe('cdk synth', () => {
  const environment = {
    ...process.env,
    CDK_DEFAULT_ACCOUNT: '123456789012',
    // The command line sets CDK_DEFAULT_REGION from it.
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const synth = (config: string) => {
    const out = mkdtempSync(join(tmpdir(), 'trailhound-out-'));
    const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
    const parts = [
      'synth',
      // Warnings, of template validation and of cdk-nag too, are errors.
      '--strict',
      '--quiet',
      '--no-notices',
      '--no-version-reporting',
      '--no-lookups',
      '-o',
      out,
      '-c',
      `config=${config}`,
    ];
    return run(process.execPath, [cdk, ...parts], { cwd: root, env: environment }).then(
      () => ({ code: 0, out, said: '' }),
      ({ code, stdout, stderr }) => ({ code: code as number, out, said: `${stdout}${stderr}` }),
    );
  };

  it('shows the mistakes of trailhound.yml and no stack trace', async () => {
    const file = join(folder({ 'trailhound.yml': 'alert: {}\nheartbeat: 3\n' }), 'trailhound.yml');
    const { code, said } = await synth(file);
    expect(code).toBe(1);
    expect(said).toMatch(/trailhound\.yml:1:1[\s\S]*trailhound\.yml:2:/);
    expect(said).not.toMatch(/^\s+at /m);
  }, 120_000);

  it('is clean with every source open, and makes a forwarder for each other region, to the bus of the home region', async () => {
    const sources =
      'eventBridge: { readOnlyEvents: named }, logGroups: [trail], buckets: [{ name: trail-objects }]';
    const yaml = `regions: [eu-west-1]\nsources: { ${sources} }\nalerts: { email: [a@example.com] }\n`;
    const { code, out, said } = await synth(join(folder({ 'trailhound.yml': yaml }), 'trailhound.yml'));
    expect({ code, said }).toEqual({ code: 0, said: '' });
    const templates = readdirSync(out).filter((name) => name.endsWith('.template.json'));
    expect(templates.sort()).toEqual([
      'Trailhound-forwarder-eu-west-1.template.json',
      'Trailhound-forwarder-us-east-1.template.json',
      'Trailhound.template.json',
    ]);
    const read = (name: string) => readFileSync(join(out, name), 'utf8');
    const [bus] = /Trailhound-forwarded-\w{8}/.exec(read('Trailhound.template.json')) ?? [''];
    expect(read('Trailhound-forwarder-us-east-1.template.json')).toContain(
      `:events:eu-central-1:123456789012:event-bus/${bus}`,
    );
  }, 120_000);
});
