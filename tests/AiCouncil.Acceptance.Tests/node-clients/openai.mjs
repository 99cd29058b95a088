// OpenAI's own client against a council server. node openai.mjs BASE_URL SCENARIO; prints one line of JSON.
import OpenAI from "openai";

const [baseURL, scenario] = process.argv.slice(2);
const started = performance.now();
const now = () => Math.round(performance.now() - started);
const sent = [];
const messages = [{ role: "user", content: "What is 17 * 24?" }];

// What goes over the wire: each HTTP request with the number of the client's own retry, and what it was answered.
async function recorded(url, init) {
  const request = { retry: new Headers(init.headers).get("x-stainless-retry-count"), status: null };
  sent.push(request);
  const response = await fetch(url, init);
  request.status = response.status;
  return response;
}

const client = new OpenAI({
  baseURL, apiKey: "any", fetch: recorded, defaultHeaders: { "X-Council-Tenant": `openai-${scenario}` },
});
client.idempotencyHeader = "Idempotency-Key";

const failure = (error) => ({
  kind: error.constructor.name, status: error.status ?? null, code: error.code ?? null, param: error.param ?? null, message: error.message,
});

async function rejected(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return failure(error);
  }
}

async function streamed(model, options = {}) {
  const result = { pieces: [], firstMs: null, lastMs: null, finish: null, usage: null, error: null };
  try {
    const stream = await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } }, options);
    for await (const chunk of stream) {
      const text = chunk.choices[0]?.delta?.content;
      if (text) {
        result.firstMs ??= now();
        result.pieces.push(text);
      }
      result.finish ??= chunk.choices[0]?.finish_reason ?? null;
      result.usage ??= chunk.usage ?? null;
    }
  } catch (error) {
    result.error = failure(error);
  }
  result.lastMs = now();
  return result;
}

const scenarios = {
  async create() {
    const answer = await client.chat.completions.create({ model: "council-best-quality", messages });
    return {
      content: answer.choices[0].message.content, finish: answer.choices[0].finish_reason, usage: answer.usage,
      requestId: answer._request_id, council: answer.council,
    };
  },

  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    return { ids, one: (await client.models.retrieve("council-balanced")).id };
  },

  stream: () => streamed("sim-slow"),
  "stream-live": () => streamed("sim-slow"),
  "stream-council": () => streamed("council-fast"),
  "stream-mock": () => streamed("mock-plain"),
  "stream-cut": () => streamed("mock-cut"),
  "stream-fails-early": () => streamed("sim-fail"),
  late: () => streamed("mock-late"),

  async refusals() {
    const create = (body) => rejected(client.chat.completions.create({ model: "sim-quick", messages, ...body }));
    const tools = [{ type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } }];
    return {
      model: await create({ model: "nobody" }),
      tools: await create({ tools }),
      n: await create({ n: 2 }),
      empty: await create({ messages: [] }),
      temperature: await create({ temperature: 9 }),
      list: await rejected(client.models.retrieve("nobody")),
    };
  },

  async failure() {
    return rejected(client.chat.completions.create({ model: "sim-fail", messages }));
  },

  async idempotency() {
    const ask = (content) => client.chat.completions.create(
      { model: "sim-slow", messages: [{ role: "user", content }] }, { idempotencyKey: "the-same" });
    const [one, two] = await Promise.all([ask("first?"), ask("first?")]);
    const three = await ask("first?");
    return { ids: [one._request_id, two._request_id, three._request_id], conflict: await rejected(ask("second?")) };
  },

  // The connection of the first try is lost while the council works; the client tries again by itself, without a key.
  async retry() {
    const impatient = new OpenAI({
      baseURL, apiKey: "any", defaultHeaders: { "X-Council-Tenant": "openai-retry" },
      fetch: async (url, init) => {
        const first = sent.length === 0;
        const lost = new AbortController();
        if (first) setTimeout(() => lost.abort(), 500);
        try {
          return await recorded(url, { ...init, signal: first ? lost.signal : init.signal });
        } catch (error) {
          throw first ? new TypeError("fetch failed") : error;
        }
      },
    });
    const answer = await impatient.chat.completions.create({ model: "sim-slow", messages });
    return { id: answer._request_id, content: answer.choices[0].message.content };
  },

  async abort() {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1000);
    return streamed("sim-long", { signal: stop.signal });
  },
};

console.log(JSON.stringify({ ...(await scenarios[scenario]()), sent }));
