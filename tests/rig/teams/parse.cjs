// Reads a list of Adaptive Cards and answers, for each, with what Microsoft's own parser finds wrong.
const cards = require("adaptivecards/dist/adaptivecards.js");

function faults(source) {
  const card = new cards.AdaptiveCard();
  const context = new cards.SerializationContext(cards.Versions.v1_5);
  // Its pattern for a language remembers where it stopped, and refuses every second card.
  card.parse({ ...source, lang: undefined }, context);
  const parsed = Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message);
  return [...parsed, ...card.validateProperties().validationEvents.map((event) => event.message)];
}

let text = "";
process.stdin.on("data", (chunk) => (text += chunk));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(JSON.parse(text).map(faults))));
