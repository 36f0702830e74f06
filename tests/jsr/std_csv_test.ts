/** What this project relies on in `@std/csv`; true of the package on JSR and of the stand-in. */
import { assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/csv/parse";
import { stringify } from "@std/csv/stringify";
import fc from "fast-check";

Deno.test("stringify() ends every row with CRLF and writes a header only for columns", () => {
  assertEquals(stringify([["a", 1], ["b", 2]]), "a,1\r\nb,2\r\n");
  assertEquals(stringify([{ x: 1, y: 2 }], { columns: ["y", "x"] }), "y,x\r\n2,1\r\n");
  assertEquals(stringify([{ x: 1 }], { columns: ["x"], headers: false }), "1\r\n");
  assertEquals(stringify([], { columns: ["x", "y"] }), "x,y\r\n");
  assertEquals(stringify([]), "");
});

Deno.test("stringify() leaves null, undefined and missing keys empty", () => {
  const rows = [{ a: null, b: undefined, d: 0 }];
  assertEquals(stringify(rows, { columns: ["a", "b", "c", "d"], headers: false }), ",,,0\r\n");
});

Deno.test("stringify() quotes a field with a separator, a quote or a newline, and no other", () => {
  assertEquals(
    stringify([["a,b", 'say "x"', "two\nlines", " padded ", "a;b", "#"]]),
    '"a,b","say ""x""","two\nlines", padded ,a;b,#\r\n',
  );
  assertEquals(stringify([["a,b", "a;b"]], { separator: ";" }), 'a,b;"a;b"\r\n');
  assertEquals(stringify([{ "a,b": 1 }], { columns: ["a,b"] }), '"a,b"\r\n1\r\n');
});

Deno.test("stringify() writes numbers so that they read back the same", () => {
  const numbers = [0.1, -0.2068, 1e-7, 1e21, 5e-324, NaN, Infinity];
  assertEquals(stringify([numbers]), "0.1,-0.2068,1e-7,1e+21,5e-324,NaN,Infinity\r\n");
});

Deno.test("stringify() follows paths and renames columns", () => {
  const columns = ["id", ["norm", "l2"], { prop: "id", header: "again" }];
  assertEquals(
    stringify([{ id: 3, norm: { l2: 0.5 } }], { columns }),
    "id,l2,again\r\n3,0.5,3\r\n",
  );
});

Deno.test("stringify() refuses objects without columns, and a separator that is a quote", () => {
  assertThrows(() => stringify([{ x: 1 }]), Error, "No property accessor");
  assertThrows(() => stringify([["a"]], { columns: ["x"] }), Error, "number");
  assertThrows(() => stringify([["a"]], { separator: '"' }), Error, "Separator");
});

Deno.test("parse() gives arrays of strings", () => {
  const rows: string[][] = parse("a,1\r\nb,\n");
  assertEquals(rows, [["a", "1"], ["b", ""]]);
  assertEquals(parse("a,b"), [["a", "b"]]);
  assertEquals(parse("a,b\r"), [["a", "b"]]);
  assertEquals(parse(""), []);
  assertEquals(parse("a\tb", { separator: "\t" }), [["a", "b"]]);
});

Deno.test("parse() leaves out empty lines and a byte-order mark", () => {
  assertEquals(parse("\ufeffa,b\n\nc,d\n\n"), [["a", "b"], ["c", "d"]]);
});

Deno.test("parse() reads quoted fields with separators, quotes and newlines", () => {
  assertEquals(parse('"a,b","say ""x""","two\r\nlines",""\r\n'), [[
    "a,b",
    'say "x"',
    "two\nlines",
    "",
  ]]);
});

Deno.test("parse() names columns from the first row or from `columns`", () => {
  const text = "x,y\r\n1,2\r\n";
  const rows = parse(text, { skipFirstRow: true });
  assertEquals(rows, [{ x: "1", y: "2" }]);
  const named = parse(text, { columns: ["a", "b"] });
  assertEquals(named, [{ a: "x", b: "y" }, { a: "1", b: "2" }]);
  const value: string = named[0]!.a;
  assertEquals(value, "x");
  assertEquals(parse(text, { skipFirstRow: true, columns: ["a", "b"] }), [{ a: "1", b: "2" }]);
  assertEquals(parse("x,y\r\n", { skipFirstRow: true }), []);
});

Deno.test("parse() throws where there is no header, or a row has not its length", () => {
  assertThrows(() => parse("", { skipFirstRow: true }), TypeError);
  assertThrows(() => parse("x,y\n1\n", { skipFirstRow: true }), Error, "line");
  assertThrows(
    () => parse("x,y\n1\n", { fieldsPerRecord: 0 }),
    SyntaxError,
    "wrong number of fields",
  );
  assertThrows(() => parse("x,y\n", { fieldsPerRecord: 3 }), SyntaxError, "wrong number of fields");
});

Deno.test("parse() throws a SyntaxError on bad quotes and says where", () => {
  const bare = 'line 1, column 3: bare " in non-quoted-field';
  assertThrows(() => parse('a "b",c'), SyntaxError, bare);
  const extraneous = 'line 1, column 3: extraneous or missing " in quoted-field';
  assertThrows(() => parse('"a"b,c'), SyntaxError, extraneous);
  assertThrows(() => parse('"a,b'), SyntaxError, 'extraneous or missing "');
  assertThrows(() => parse('"a,b\nc\n'), SyntaxError, 'extraneous or missing "');
});

Deno.test("parse() can skip comments, trim spaces and bear loose quotes", () => {
  assertEquals(parse("#x\na,b", { comment: "#" }), [["a", "b"]]);
  assertEquals(parse('a,  b,   "c"', { trimLeadingSpace: true }), [["a", "b", "c"]]);
  assertEquals(parse('a "b","1"2"', { lazyQuotes: true }), [['a "b"', '1"2']]);
});

Deno.test("parse() reads back what stringify() wrote, CRLF within a field as LF", () => {
  const field = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "a", " ") }),
  );
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(fc.array(field, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 5,
    })
  );
  fc.assert(
    fc.property(table, (rows) => {
      const written = stringify([["first", "row"], ...rows]);
      const expected = rows.map((row) => row.map((text) => text.replaceAll("\r\n", "\n")));
      assertEquals(parse(written).slice(1), expected);
    }),
    { seed: 20190726, numRuns: 500 },
  );
});
