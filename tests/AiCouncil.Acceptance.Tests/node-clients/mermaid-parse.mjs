// Parses every Mermaid diagram of the Markdown files given as arguments; prints one JSON line per diagram, exits 1 when one is broken.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

let broken = 0;
for (const file of process.argv.slice(2)) {
  const markdown = readFileSync(file, "utf8");
  for (const match of markdown.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)) {
    const line = markdown.slice(0, match.index).split("\n").length;
    try {
      const { diagramType } = await mermaid.parse(match[1]);
      console.log(JSON.stringify({ file, line, type: diagramType }));
    } catch (error) {
      broken++;
      console.log(JSON.stringify({ file, line, error: String(error.message ?? error) }));
    }
  }
}
process.exit(broken === 0 ? 0 : 1);
