/**
 * SHA-256 and SHA-512 (FIPS 180-4). Browsers have their own only over https, and a hall without
 * internet has none.
 */

/**
 * The first bits of the fractional parts of roots of primes, which both functions start from.
 * @param {number} count
 * @param {bigint} root 2n or 3n
 * @param {bigint} bits
 */
function fractions(count, root, bits) {
  const found = [];
  for (let prime = 2n; found.length < count; prime += 1n) {
    let divisor = 2n;
    while (divisor * divisor <= prime && prime % divisor) divisor += 1n;
    if (divisor * divisor > prime)
      found.push(BigInt.asUintN(Number(bits), scaledRoot(prime, root, bits)));
  }
  return found;
}

/**
 * The whole part of the root of a number, times two to the `bits`.
 * @param {bigint} number
 * @param {bigint} root
 * @param {bigint} bits
 */
function scaledRoot(number, root, bits) {
  const target = number << (root * bits);
  let low = 0n;
  let high = 1n << (bits + 8n);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** root <= target) low = middle;
    else high = middle;
  }
  return low;
}

const K256 = Int32Array.from(fractions(64, 3n, 32n), Number);
const H256 = Int32Array.from(fractions(8, 2n, 32n), Number);
const K512 = fractions(80, 3n, 64n);
const H512 = fractions(8, 2n, 64n);

/**
 * The message with its end and its length, in whole blocks.
 * @param {Uint8Array} data
 * @param {number} block bytes
 */
function padded(data, block) {
  const tail = block / 8;
  const size = Math.ceil((data.length + 1 + tail) / block) * block;
  const found = new Uint8Array(size);
  found.set(data);
  found[data.length] = 0x80;
  const view = new DataView(found.buffer);
  view.setUint32(size - 8, Math.floor(data.length / 0x20000000));
  view.setUint32(size - 4, (data.length << 3) >>> 0);
  return view;
}

/**
 * @param {Uint8Array} data
 * @returns {Uint8Array} 32 bytes
 */
export function sha256(data) {
  const view = padded(data, 64);
  const state = H256.slice();
  const words = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const x = words[i - 15];
      const y = words[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
    }
    mix256(state, words);
  }
  const found = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => {
    found.setInt32(4 * i, word);
  });
  return new Uint8Array(found.buffer);
}

/**
 * @param {Int32Array} state
 * @param {Int32Array} words
 */
function mix256(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K256[i] + words[i]) | 0;
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] += word;
  });
}

/**
 * @param {bigint} word
 * @param {bigint} by
 */
function turned(word, by) {
  return (word >> by) | BigInt.asUintN(64, word << (64n - by));
}

/**
 * For the short messages of signatures; slow.
 * @param {Uint8Array} data
 * @returns {Uint8Array} 64 bytes
 */
export function sha512(data) {
  const view = padded(data, 128);
  const state = H512.slice();
  for (let at = 0; at < view.byteLength; at += 128) {
    const words = Array.from({ length: 16 }, (_, i) => view.getBigUint64(at + 8 * i));
    for (let i = 16; i < 80; i += 1) {
      const x = words[i - 15];
      const y = words[i - 2];
      const s0 = turned(x, 1n) ^ turned(x, 8n) ^ (x >> 7n);
      const s1 = turned(y, 19n) ^ turned(y, 61n) ^ (y >> 6n);
      words.push(BigInt.asUintN(64, words[i - 16] + s0 + words[i - 7] + s1));
    }
    mix512(state, words);
  }
  const found = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => {
    found.setBigUint64(8 * i, word);
  });
  return new Uint8Array(found.buffer);
}

/**
 * @param {bigint[]} state
 * @param {bigint[]} words
 */
function mix512(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 80; i += 1) {
    const s1 = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
    const s0 = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n);
    const one = h + s1 + ((e & f) ^ (~e & g)) + K512[i] + words[i];
    const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [
      ...[g, f, e, BigInt.asUintN(64, d + one)],
      ...[c, b, a, BigInt.asUintN(64, one + two)],
    ];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = BigInt.asUintN(64, state[i] + word);
  });
}
