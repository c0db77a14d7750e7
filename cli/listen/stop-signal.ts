/** Waits to be told to stop. */
export interface StopSignal {
  readonly asked: Promise<void>;
  readonly isAsked: () => boolean;
  /** Leaves signals to Node again. */
  readonly forget: () => void;
}

/** Resolves at SIGTERM or SIGINT. A second SIGINT ends the process as it would have ended without us. */
export function stopAsked(): StopSignal {
  let isAsked = false;
  let tell: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const onSignal = (): void => {
    isAsked = true;
    forget();
    tell();
  };
  const forget = (): void => {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return { asked, isAsked: () => isAsked, forget };
}
