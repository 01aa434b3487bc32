// Node.js with `ws`, the most used WebSocket server: one prebuilt buffer to one after the other.

import { createInterface } from "node:readline";
import { WebSocketServer } from "ws";

const [first, size] = process.argv.slice(2).map(Number);
const FULL = 64 * 1024;

let version = 1;
let timer;
let fast = false;

const message = (v, p, bytes) => {
  const head = `{"v":${v},"p":${p},"e":"c0c0c0c0","t":${Date.now()},"x":"`;
  return Buffer.from(`${head}${"x".repeat(bytes - head.length - 2)}"}`);
};

const greeting = message(1, 0, first);
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  backlog: 4096,
  perMessageDeflate: false,
});
server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.send(greeting, { binary: false });
});

// A line that is full is left out: otherwise what it is owed would fill the memory.
const broadcast = () => {
  const next = message(++version, version - 1, size);
  for (const socket of server.clients) {
    if (socket.readyState === 1 && socket.bufferedAmount < FULL) socket.send(next, { binary: false });
  }
};

const faster = () => {
  if (!fast) return;
  broadcast();
  setImmediate(faster);
};

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

server.on("listening", () => say({ port: server.address().port }));
createInterface({ input: process.stdin }).on("line", (line) => {
  const [word, rate] = line.split(" ");
  if (word !== "rate") process.exit(0);
  clearInterval(timer);
  fast = Number(rate) < 0;
  if (fast) faster();
  if (Number(rate) > 0) timer = setInterval(broadcast, 1000 / Number(rate));
  say({});
}).on("close", () => process.exit(0));
