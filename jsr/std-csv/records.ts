import type { ParseOptions } from "./parse.ts";

const byteOrderMark = "\ufeff";

/** The records of CSV text; empty lines and comments are none. */
export function readRecords(input: string, options: ParseOptions): string[][] {
  checkDelimiters(options);
  const reader = new Reader(input, options);
  const records: string[][] = [];
  let count = options.fieldsPerRecord ?? -1;
  while (!reader.done) {
    const record = reader.readRecord();
    if (count === 0) count = record.length;
    if (record.length === 0) continue;
    if (count > 0 && record.length !== count) {
      throw new SyntaxError(`record on line ${reader.line}: wrong number of fields`);
    }
    records.push(record);
  }
  return records;
}

function checkDelimiters({ separator, comment }: ParseOptions): void {
  const reserved = ["\r", "\n", '"'];
  const wrong = [separator, comment].some((one) => one !== undefined && reserved.includes(one));
  if (wrong || separator === "" || (comment !== undefined && comment === (separator ?? ","))) {
    throw new Error("Cannot parse input: invalid delimiter");
  }
}

class Reader {
  readonly #lines: string[];
  readonly #separator: string;
  readonly #options: ParseOptions;
  #next = 0;
  #first = 0;
  #text = "";
  #at = 0;

  constructor(input: string, options: ParseOptions) {
    this.#lines = splitLines(input);
    this.#separator = options.separator ?? ",";
    this.#options = options;
  }

  get done(): boolean {
    return this.#next >= this.#lines.length;
  }

  /** Where the record read last begins, from 1. */
  get line(): number {
    return this.#first + 1;
  }

  readRecord(): string[] {
    this.#first = this.#next;
    this.#advance();
    const { comment } = this.#options;
    if (this.#text === "" || (comment && this.#text.startsWith(comment))) return [];
    const fields: string[] = [];
    do fields.push(this.#readField()); while (this.#skipSeparator());
    return fields;
  }

  #advance(): void {
    this.#text = this.#lines[this.#next++]!;
    this.#at = 0;
  }

  #readField(): string {
    if (this.#options.trimLeadingSpace) {
      this.#at = this.#text.length - this.#text.slice(this.#at).trimStart().length;
    }
    return this.#text[this.#at] === '"' ? this.#readQuoted() : this.#readBare();
  }

  #readBare(): string {
    const end = this.#text.indexOf(this.#separator, this.#at);
    const field = this.#text.slice(this.#at, end < 0 ? undefined : end);
    const quote = field.indexOf('"');
    if (quote >= 0 && !this.#options.lazyQuotes) {
      throw this.#error(this.#at + quote, 'bare " in non-quoted-field');
    }
    this.#at += field.length;
    return field;
  }

  #readQuoted(): string {
    let field = "";
    this.#at++;
    while (true) {
      const quote = this.#text.indexOf('"', this.#at);
      if (quote < 0) {
        field += this.#text.slice(this.#at);
        this.#at = this.#text.length;
        if (!this.done) {
          field += "\n";
          this.#advance();
          continue;
        }
        if (this.#options.lazyQuotes) return field;
        throw this.#error(this.#at, 'extraneous or missing " in quoted-field');
      }
      field += this.#text.slice(this.#at, quote);
      this.#at = quote + 1;
      if (this.#text[this.#at] === '"') {
        field += '"';
        this.#at++;
      } else if (this.#isFieldEnd()) return field;
      else if (this.#options.lazyQuotes) field += '"';
      else throw this.#error(quote, 'extraneous or missing " in quoted-field');
    }
  }

  #isFieldEnd(): boolean {
    return this.#at === this.#text.length || this.#text.startsWith(this.#separator, this.#at);
  }

  #skipSeparator(): boolean {
    if (!this.#text.startsWith(this.#separator, this.#at)) return false;
    this.#at += this.#separator.length;
    return true;
  }

  #error(at: number, what: string): SyntaxError {
    const column = [...this.#text.slice(0, at)].length + 1;
    return new SyntaxError(
      `Syntax error on line ${this.line}; parse error on line ${this.#next}, column ${column}: ${what}`,
    );
  }
}

/** Lines end with LF or CRLF; the last may end with CR alone, or with nothing. */
function splitLines(input: string): string[] {
  const text = input.startsWith(byteOrderMark) ? input.slice(1) : input;
  const lines = text.split(/\r?\n/);
  const last = lines.pop()!;
  return last === "" ? lines : [...lines, last.replace(/\r$/, "")];
}
