// A Slack that somebody else wrote: npm emulate, whose API is asked here for one Slack and a door to look inside.
// It goes when its standard input closes, however the tests end. Usage: node emulator.mjs seed.json
import { createEmulator } from "emulate";
import { readFileSync, readdirSync } from "node:fs";
import http from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// The package has no public way to subscribe to its events or to look into its store: both are handed to the part that
// registers its routes, and so we listen in there. Nothing of its logic is changed.
const dist = dirname(fileURLToPath(import.meta.resolve("emulate")));
const part = readdirSync(dist).find(
  (name) => /^dist-.*\.js$/.test(name) && readFileSync(join(dist, name), "utf8").includes('"/api/chat.postMessage"'),
);
const slack = await import(pathToFileURL(join(dist, part)).href);
const register = slack.slackPlugin.register;
let hooks, store;
slack.slackPlugin.register = (app, given, webhooks, ...rest) => {
  [hooks, store] = [webhooks, given];
  return register(app, given, webhooks, ...rest);
};

const seed = JSON.parse(readFileSync(process.argv[2], "utf8"));
const emulator = await createEmulator({ service: "slack", port: 0, hostname: "127.0.0.1", seed });
const looks = {
  "/subscribe": ({ url }) => hooks.register({ url, events: ["*"], active: true, owner: "slack" }),
  "/reset": async () => (await emulator.reset(), {}),
  "/deliveries": () => hooks.getDeliveries(),
  "/messages": () => slack.getSlackStore(store).messages.all(),
  "/views": () => slack.getSlackStore(store).views.all(),
  "/files": () => slack.getSlackStore(store).files.all(),
  "/channels": () => slack.getSlackStore(store).channels.all(),
  "/users": () => slack.getSlackStore(store).users.all(),
};

const door = http.createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const look = looks[request.url];
  response.statusCode = look ? 200 : 404;
  response.end(JSON.stringify(look ? await look(JSON.parse(body || "{}")) : {}));
});
door.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: emulator.url, door: `http://127.0.0.1:${door.address().port}` }));
});
process.stdin.on("end", () => process.exit(0)).resume();
