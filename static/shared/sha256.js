/**
 * SHA-256 (FIPS 180-4) in plain JavaScript: `crypto.subtle` does not exist on a page that came by
 * plain http, as in a hall without internet.
 */

/** What FIPS 180-4 starts with: the first bits behind the point of roots of the first primes. */
const START = wordsOf(`6a09e667 bb67ae85 3c6ef372 a54ff53a 510e527f 9b05688c 1f83d9ab 5be0cd19`);
const ROUNDS = wordsOf(`
  428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5
  d807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe 9bdc06a7 c19bf174
  e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da
  983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967
  27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85
  a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070
  19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3
  748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2`);

/** @param {string} hex words of eight digits */
function wordsOf(hex) {
  return hex
    .trim()
    .split(/\s+/)
    .map((word) => Number.parseInt(word, 16) | 0);
}

/** @param {number} word @param {number} by */
function turn(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/** The text padded to whole blocks, as words. @param {string} text */
function blocksOf(text) {
  const bytes = new TextEncoder().encode(text);
  const words = new Int32Array(((bytes.length + 8) >> 6) * 16 + 16);
  bytes.forEach((byte, place) => {
    words[place >> 2] |= byte << (24 - 8 * (place & 3));
  });
  words[bytes.length >> 2] |= 0x80 << (24 - 8 * (bytes.length & 3));
  words[words.length - 2] = bytes.length / 2 ** 29;
  words[words.length - 1] = bytes.length << 3;
  return words;
}

/** @param {Int32Array} block 16 words @returns {Int32Array} 64 words */
function schedule(block) {
  const words = new Int32Array(64);
  words.set(block);
  for (let i = 16; i < 64; i++) {
    const [near, far] = [words[i - 2], words[i - 15]];
    const s0 = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    const s1 = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
  return words;
}

/** @param {number[]} state @param {Int32Array} block @returns {number[]} the next state */
function stirred(state, block) {
  const words = schedule(block);
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, place) => (word + state[place]) | 0);
}

/** The SHA-256 of a text in UTF-8, as 64 hexadecimal digits. @param {string} text */
export function sha256(text) {
  const words = blocksOf(text);
  let state = START;
  for (let at = 0; at < words.length; at += 16) {
    state = stirred(state, words.subarray(at, at + 16));
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
