/** What a page has, as the browser counts it. */
export interface Looked {
  readonly ran: boolean;
  readonly scripts: number;
  readonly images: number;
  readonly links: number;
  readonly heads: number;
  readonly tables: number;
  readonly width: number;
  readonly pictureWidth: number;
}

export function look(): Looked;
export function hiddenParts(): readonly string[];
export function lightness(): number;
export function lowContrast(): readonly string[];
export function cutTables(place: string): readonly string[];
export function overlappingTables(): readonly string[];
