import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoServer } from './install.ts';

/**
 * Event Ruler, the library behind the patterns of EventBridge, with what it needs, and a compiler that runs where Java has
 * none. File name -> SHA-256.
 */
const JARS: Readonly<Record<string, string>> = {
  'ecj-3.33.0.jar': 'f7686c4960cf70c2ebc5c500a73a8cfc04541b730c18f1c5c21329889b137f45',
  'event-ruler-2.1.0.jar': '0de916a30048f996f129d05eb3dc6871c89a462f1377c876fd2d34f2e04152fe',
  'fastdoubleparser-2.0.1.jar': '4242e2335299026524d331355a6cd75abdc38c8fed4402f25b5c7ce9d7668cc1',
  'jackson-annotations-2.22.jar': '21ddb598807d3a51a876704eb979d9296e1c6a6f47ab1826ff88c6d6a127a2d0',
  'jackson-core-2.22.2.jar': 'ff167a6317be15895706c26668f45b898efe40ab8780970658210fe1393d52a6',
  'jackson-databind-2.22.2.jar': 'd0da14c12b16b5d54719aa172d83b542ff4abeb8b0fb7db476fde8ceece760ca',
  'jsr305-3.0.2.jar': '766ad2a0783f2687962c8ad74ceecc38a28b9f72a2d085ee438b7813e928d0c7',
};
const FOLDER = join(tmpdir(), 'trailhound-servers', 'event-ruler-2.1.0');
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const LIMIT_MS = 300_000;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>trailhound</groupId><artifactId>event-ruler</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>software.amazon.event.ruler</groupId><artifactId>event-ruler</artifactId><version>2.1.0</version></dependency>
    <dependency><groupId>org.eclipse.jdt</groupId><artifactId>ecj</artifactId><version>3.33.0</version></dependency>
  </dependencies>
</project>`;

/** Says why Event Ruler can't be run here, or nothing. In CI as root, Java and Maven are installed first. */
export const whyNoEventRuler = (): string | undefined => whyNoServer();

/** The class path of Event Ruler, which is fetched from Maven Central the first time. Throws where a file is not as known. */
function installEventRuler(): readonly string[] {
  if (!existsSync(FOLDER)) fetchJars();
  return Object.entries(JARS).map(([name, sha256]) => checked(join(FOLDER, name), sha256));
}

/** Compiles one Java file against it; answers the class path to run it with. */
export function compileJava(source: string): string {
  const jars = installEventRuler();
  const classes = mkdtempSync(join(tmpdir(), 'trailhound-classes-'));
  const path = jars.join(':');
  execFileSync(
    'java',
    [
      '-cp',
      path,
      'org.eclipse.jdt.internal.compiler.batch.Main',
      '-17',
      '-nowarn',
      '-cp',
      path,
      '-d',
      classes,
      source,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], timeout: LIMIT_MS },
  );
  return `${classes}:${path}`;
}

/** Fetched beside its place and moved there whole, so that two at once don't meet half of it. */
function fetchJars(): void {
  mkdirSync(join(FOLDER, '..'), { recursive: true });
  const half = mkdtempSync(`${FOLDER}-`);
  try {
    writeFileSync(join(half, 'pom.xml'), POM);
    execFileSync('mvn', ['-q', '-B', COPY, `-DoutputDirectory=${join(half, 'jars')}`], {
      cwd: half,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: LIMIT_MS,
    });
    moveInto(join(half, 'jars'));
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

function moveInto(from: string): void {
  try {
    renameSync(from, FOLDER);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(FOLDER)) throw error;
  }
}

function checked(path: string, sha256: string): string {
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found !== sha256) throw new Error(`${path} has the SHA-256 ${found}, not the ${sha256} that is known`);
  return path;
}
