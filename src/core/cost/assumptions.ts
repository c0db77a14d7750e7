/**
 * What the model takes for given, in one place. Where a figure is uncertain it is the dearer end: a bill that comes out
 * lower surprises nobody. `docs/guides/cost.md` says the same in words.
 */
export const ASSUMED = {
  /** Hours of a month as AWS counts them. */
  hoursInMonth: 730,
  /** A whole processor belongs to this much memory (Lambda Developer Guide, "Configure Lambda function memory"). */
  memoryOfOneCpuMb: 1_769,
  /**
   * Processor milliseconds for a thousand events: unpacking, parsing, all built-in rules, in batches of ten, on a whole
   * processor. Measured by `bench/door-time.ts`, rounded up; Graviton is taken to be as fast as the machine it ran on.
   */
  cpuMsPerThousandEvents: 80,
  /** Billed seconds of an invocation besides the work on events: runtime, clients, one call to a table. */
  secondsPerInvocation: 0.03,
  /** Billed seconds of the first invocation of a process: loading code and rules, making clients. */
  secondsPerColdStart: 1,
  /** START, END and REPORT with what Logs adds to each, and one line of metrics. */
  logBytesPerInvocation: 1_100,

  /** What every run of the collector takes besides its pages: checkpoint, heartbeat, metrics. */
  secondsPerCollection: 0.4,
  /** A page of LookupEvents; two a second are allowed in a region (CloudTrail User Guide, "Quotas"). */
  secondsPerPage: 0.5,
  eventsPerPage: 50,
  /** How far back each run reads again; see `overlapMinutes` of the collector. */
  overlapMinutes: 20,

  /** Records in one delivery of CloudWatch Logs: small where little happens. */
  eventsPerLogsDelivery: 10,
  /** Parts of all events that the rules on a bus let through. On the made-up day of `replay` 18 of 100 are no reads. */
  busShare: { none: 0.2, named: 0.3, all: 1 },
  /** Part of a bus's events that comes from another region than the stack's, where others are watched. */
  otherRegionsShare: 0.5,

  /** A trail writes at most one file in five minutes for a region, and one of these records at least when it is busy. */
  filesPerHour: 12,
  eventsPerFile: 500,
  /** Lambda asks an idle queue with five long polls of 20 seconds (Lambda Developer Guide, SQS event sources). */
  queuePollsPerHour: 900,
  /** Sending, receiving and deleting one message. */
  queueRequestsPerFile: 3,
  secondsPerFile: 0.15,

  /** Events that a rule matches, of all events. */
  matchRate: 0.001,
  /** Findings, of all matched events: the others join a finding that is there. */
  findingsPerMatch: 0.1,
  /** KB of a finding when it is made and when it has all the evidence that it keeps (measured with the built-in rules). */
  newFindingKb: 3,
  fullFindingKb: 8,
  /** Indexes that list findings, and KB of an entry, their keys included. */
  listIndexes: 5,
  listEntryKb: 1,
  /** Of a hundred findings: how many are of each severity that has a metric. */
  severityShares: [0.05, 0.2, 0.5, 0.25],

  /** Lines of applications in a month where nobody says how many, if any are watched. */
  logLines: 1_000_000,
  /** Lines that come together: a delivery of CloudWatch Logs, a request of a shipper. */
  linesPerDelivery: 100,
  /** As for events: joining, reading, mining. Measured by `bench/logs.ts`, and doubled. */
  cpuMsPerThousandLines: 50,
  /** Deliveries of lines in which there is an error, of all; the others ask nothing of any table. */
  deliveriesWithErrors: 0.1,
  /** KB of what is remembered of a kind of error, and of a trace that is cut by the end of a delivery. */
  kindHistoryKb: 4,
  openTraceKb: 2,
  /** Errors that end or begin outside of their delivery, of deliveries with errors. */
  cutTraces: 0.5,
  /** Lines for one finding about them. */
  linesPerLogFinding: 100_000,
  /** Looking for traces whose streams went silent; see `FLUSH` of the door for application logs. */
  flushMinutes: 1,
  secondsPerFlush: 0.1,
  /** Finding log groups, placing filters, and reading those without. */
  secondsPerPull: 10,

  /** Series that ListMetrics gives at once (CloudWatch API Reference). */
  seriesPerListing: 500,
  secondsPerListing: 0.1,
  /** Billed seconds for a series: its memory read, 16 at a time, and its points judged. */
  secondsPerSeries: 0.01,
  /** KB that are remembered of a series: read in every run, written when something happens or after so many hours. */
  seriesKb: 20,
  seriesWriteHours: 2,

  /** Sending, receiving and deleting one message of a queue for logs or documents; each of at most 64 KB. */
  queueRequestsPerMessage: 3,
  /** A process that takes logs over HTTP reads both versions of the secret every five minutes. */
  secretReadsPerHour: 24,

  /** Findings and events are gathered for half a minute before they are sent to a search server. */
  searchFlushSeconds: 30,
  secondsPerSearchWrite: 0.5,
  /** Where all are written: as many as come in one delivery of CloudWatch Logs. */
  documentsPerMessage: 10,

  /** Reading indexes, drawing three files, telling people. */
  secondsPerDigest: 10,
  filesPerDigest: 3,
  /** KB of the three files together. */
  digestKb: 200,
  /** Read units of a digest: indexes by severity and status over two days, and its mark. */
  digestReads: 100,
  /** KB of a finding as a digest reads it, from an index or whole. */
  digestFindingKb: 8,

  sweepMinutes: 5,
  redriveMinutes: 15,
  watchSelfMinutes: 30,
  secondsPerSweep: 0.15,
  secondsPerWatchSelf: 2,
  /** Metrics that alarms watch whatever doors are open: dead letters, waiting, behind, missed, health. */
  steadyAlarmMetrics: 5,
  /** Metrics that have data in every hour: events read, inputs in quarantine (at worst), deliveries waiting, health. */
  steadyMetrics: 4,
  /** A key's users ask again every five minutes: two tables, and a queue where there is one. */
  keyRequestsPerHour: 12,
} as const;
