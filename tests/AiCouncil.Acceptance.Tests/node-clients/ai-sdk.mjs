// The AI SDK against a council server. node ai-sdk.mjs BASE_URL SCENARIO; prints one line of JSON.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, RetryError, streamText } from "ai";

const [baseURL, scenario] = process.argv.slice(2);
const sent = [];
const prompt = "What is 17 * 24?";
const council = createOpenAICompatible({
  name: "council", baseURL, includeUsage: true, headers: { "X-Council-Tenant": `ai-${scenario}` },
  fetch: async (url, init) => {
    const response = await fetch(url, init);
    sent.push(response.status);
    return response;
  },
});

function failure(error) {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  return {
    kind: error?.name ?? typeof error, status: APICallError.isInstance(cause) ? cause.statusCode : null,
    retryable: APICallError.isInstance(cause) ? cause.isRetryable : null, message: String(cause?.message ?? cause),
  };
}

const settled = (promise) => Promise.resolve(promise).then((value) => ({ value }), (error) => ({ error: failure(error) }));

async function generated(model) {
  const { value, error } = await settled(generateText({ model: council(model), prompt }));
  return error ? { error } : { text: value.text, finish: value.finishReason, usage: value.usage };
}

async function streamed(model) {
  const started = performance.now();
  const now = () => Math.round(performance.now() - started);
  const result = { pieces: [], firstMs: null, lastMs: null, reported: null, parts: [] };
  const stream = streamText({ model: council(model), prompt, onError: ({ error }) => { result.reported = failure(error); } });
  const thrown = await settled((async () => {
    for await (const part of stream.fullStream) {
      if (result.parts.at(-1) !== part.type) result.parts.push(part.type);
      if (part.type === "text-delta") {
        result.firstMs ??= now();
        result.pieces.push(part.text);
      }
    }
  })());
  const [text, finish, usage] = await Promise.all([settled(stream.text), settled(stream.finishReason), settled(stream.usage)]);
  return { ...result, lastMs: now(), thrown: thrown.error ?? null, text, finish, usage };
}

const scenarios = {
  generate: () => generated("council-balanced"),
  refusal: () => generated("nobody"),
  failure: () => generated("sim-fail"),
  stream: () => streamed("sim-slow"),
  "stream-mock": () => streamed("mock-plain"),
  "stream-cut": () => streamed("mock-cut"),
  late: () => streamed("mock-late"),
};

console.log(JSON.stringify({ ...(await scenarios[scenario]()), sent }));
