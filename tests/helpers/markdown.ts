/** A heading of a Markdown document and what stands under it, down to the next heading. */
export interface Section {
  readonly level: number;
  readonly title: string;
  readonly text: string;
  /** The title of the nearest heading above that has a lower level; empty where there is none. */
  readonly parent: string;
}

const FENCE = '```';

/** Splits a document at its headings, in order. What looks like a heading inside a fence is none. */
export function sectionsOf(markdown: string): readonly Section[] {
  const sections: (Omit<Section, 'text'> & { readonly lines: string[] })[] = [];
  let isFenced = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith(FENCE)) isFenced = !isFenced;
    const heading = isFenced ? null : /^(#+) (.+)$/.exec(line);
    if (heading === null) {
      sections.at(-1)?.lines.push(line);
      continue;
    }
    const [, marks = '', title = ''] = heading;
    const parent = sections.findLast(({ level }) => level < marks.length)?.title ?? '';
    sections.push({ level: marks.length, title, parent, lines: [] });
  }
  return sections.map(({ lines, ...section }) => ({ ...section, text: lines.join('\n') }));
}

/** The rows of the first table in a text, header and rule left out: each cell trimmed, without code marks. */
export function tableIn(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const rest = start < 0 ? [] : lines.slice(start);
  const length = rest.findIndex((line) => !line.startsWith('|'));
  const rows = length < 0 ? rest : rest.slice(0, length);
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** The contents of a text's fenced blocks of one language. */
export const blocksIn = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^${FENCE}${language}\\n(.*?)^${FENCE}$`, 'gms'))].map(([, block = '']) => block);
