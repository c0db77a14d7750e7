export interface Room {
  readonly name: string;
  readonly path: string;
  readonly imports: readonly string[];
  readonly npm: readonly string[];
  readonly node?: boolean;
  readonly types?: readonly string[];
  readonly why: string;
}
export declare const rooms: readonly Room[];
