// SHA-256 (FIPS 180-4), at once and for many short texts: WebCrypto answers each by a promise of its own, which takes
// twenty times as long for a hundred thousand leaves.
const ROUNDS = new Int32Array(64);
const START = new Int32Array(8);

const isPrime = (number) => {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return true;
};

// The first 32 bits of the fractions of square and cube roots of the first primes.
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;

for (let number = 2, at = 0; at < 64; number += 1) {
  if (!isPrime(number)) continue;
  if (at < 8) START[at] = fraction(Math.sqrt(number));
  ROUNDS[at] = fraction(Math.cbrt(number));
  at += 1;
}

const words = new Int32Array(64);

const turn = (word, by) => (word >>> by) | (word << (32 - by));

const mix = (state) => {
  for (let at = 16; at < 64; at += 1) {
    const early = words[at - 15];
    const late = words[at - 2];
    const one = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const two = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[at] = (words[at - 16] + one + words[at - 7] + two) | 0;
  }
  // Taken out one by one: as a pattern this line alone would take longer than all that follows.
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let at = 0; at < 64; at += 1) {
    const chosen = (e & f) ^ (~e & g);
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen + ROUNDS[at] + words[at]) | 0;
    const most = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
};

export const sha256 = (bytes) => {
  const { length } = bytes;
  const blocks = Math.ceil((length + 9) / 64);
  const state = START.slice();
  const byte = (at) => (at < length ? bytes[at] : at === length ? 0x80 : 0);
  for (let block = 0; block < blocks; block += 1) {
    for (let at = 0, from = block * 64; at < 16; at += 1, from += 4) {
      words[at] = (byte(from) << 24) | (byte(from + 1) << 16) | (byte(from + 2) << 8) | byte(from + 3);
    }
    if (block === blocks - 1) {
      words[14] = Math.floor(length / 2 ** 29);
      words[15] = length << 3;
    }
    mix(state);
  }
  const digest = new Uint8Array(32);
  for (let at = 0; at < 32; at += 1) digest[at] = state[at >> 2] >>> (24 - 8 * (at % 4));
  return digest;
};

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const unhex = (text) => {
  if (typeof text !== "string" || !/^([0-9a-f]{2})*$/i.test(text)) throw new TypeError("no hexadecimal digits");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
};
