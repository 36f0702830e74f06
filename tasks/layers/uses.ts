/**
 * What a module uses, read from its syntax tree: strings, comments and
 * regular expressions cannot be mistaken for imports.
 *
 * @module
 */
import { parse } from "@babel/parser";

/** One import of a module, or one mention of the `Deno` global. */
export interface Use {
  /** The line it begins on, from 1. */
  readonly line: number;
  /** What is imported, as written; null for a computed import; `Deno` for the global. */
  readonly specifier: string | null;
  /** Whether it is an import or the global. */
  readonly kind: "import" | "global";
}

interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
}

/**
 * Everything a TypeScript module imports or re-exports, types and dynamic
 * imports included, and `new URL("./worker.ts", import.meta.url)` with its like.
 *
 * @throws {SyntaxError} If the source is not TypeScript.
 */
export function usesOf(source: string): Use[] {
  const { program } = parse(source, { sourceType: "module", plugins: ["typescript"] });
  const uses: Use[] = [];
  visit(program as unknown as Node, (node) => {
    const line = node.loc.start.line;
    if (mentionsDeno(node)) uses.push({ line, specifier: "Deno", kind: "global" });
    const imported = importOf(node);
    if (imported === undefined) return;
    uses.push({ line, specifier: textOf(imported), kind: "import" });
  });
  return uses;
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const [key, child] of Object.entries(node)) {
    if (node.type === "ObjectProperty" && key === "key" && !node.computed) continue;
    for (const one of [child].flat()) if (isNode(one)) visit(one, look);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "loc" in value;
}

/** The node that names what is imported, or undefined where nothing is. */
function importOf(node: Node): unknown {
  switch (node.type) {
    case "ImportDeclaration":
    case "ImportExpression":
    case "ExportAllDeclaration":
    case "TSImportType":
      return node.source;
    case "ExportNamedDeclaration":
      return node.source ?? undefined;
    case "TSExternalModuleReference":
      return node.expression;
    case "NewExpression":
    case "CallExpression":
      return moduleByUrl(node);
  }
  return undefined;
}

/** In `new URL("./worker.ts", import.meta.url)` and `import.meta.resolve("./worker.ts")`: the path. */
function moduleByUrl(node: Node): unknown {
  const path = (node.arguments as Node[])[0];
  const callee = node.callee as Node;
  const isUrl = callee.type === "Identifier" && callee.name === "URL";
  const isResolve = callee.type === "MemberExpression" &&
    (callee.object as Node).type === "MetaProperty";
  const isModule = /^\.{1,2}\/.*\.[mc]?[jt]sx?$/.test(textOf(path) ?? "");
  return (isUrl || isResolve) && isModule ? path : undefined;
}

function textOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === "StringLiteral") return value.value as string;
  if (value.type === "TSLiteralType") return textOf(value.literal);
  if (value.type !== "TemplateLiteral") return null;
  const [quasi, ...more] = value.quasis as { value: { cooked: string } }[];
  return more.length === 0 ? quasi!.value.cooked : null;
}

function mentionsDeno(node: Node): boolean {
  if (node.type === "Identifier") return node.name === "Deno";
  return node.type === "MemberExpression" && node.computed === true &&
    textOf(node.property) === "Deno";
}
