/** What a process tells its caller. Stable: scripts depend on them. */
export const EXIT = {
  /** Everything that was asked for was done. */
  ok: 0,
  /** Nothing, or not everything, could be done; the message says what to do. */
  error: 1,
  /** `--fail-on` was given and something that severe was found, or `doctor` found a problem. Wins over `partial`. */
  found: 2,
  /**
   * Done, but part of the input could not be read: the answer covers the rest. Also where nothing was
   * checked: `--fail-on` without an event, `rules test` without a case.
   */
  partial: 3,
  /** The command line is wrong (`EX_USAGE` of BSD's sysexits). Nothing was started. */
  usage: 64,
  /** Stopped by Ctrl-C: 128 and the number of the signal, as shells do. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The table as `--help` prints it. */
export const EXIT_CODE_HELP = `Exit codes:
  ${EXIT.ok}    done
  ${EXIT.error}    failed: nothing, or not everything, could be done
  ${EXIT.found}    --fail-on was given and a match of that severity or worse was found; or doctor found a problem
  ${EXIT.partial}    done, but part of the input could not be read (it is named); or nothing was checked:
       scan --fail-on read no event, rules test had no case, doctor may not look at everything
  ${EXIT.usage}   the command line is wrong; nothing was started
  ${EXIT.interrupted}  interrupted with Ctrl-C`;
