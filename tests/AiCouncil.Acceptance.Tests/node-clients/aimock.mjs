// A model server that other people wrote. node aimock.mjs FIXTURES.json; prints {"url": …} and ends when its standard input does.
import { readFileSync } from "node:fs";
import { LLMock } from "@copilotkit/aimock";

const mock = new LLMock({ port: 0, host: "127.0.0.1", journalMaxEntries: 0, strict: true });
mock.addFixtures(JSON.parse(readFileSync(process.argv[2], "utf8")));
await mock.start();
console.log(JSON.stringify({ url: mock.url }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
