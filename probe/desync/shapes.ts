/** The same numbers for the same seed: Park and Miller's generator. @returns a whole number below its argument. */
export function createRandom(seed: number): (below: number) => number {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const METHODS = ["GET", "GET", "POST", "POST", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PROPFIND"];
const ODD_METHODS = ["G\x01T", "", "TRACE", "NONE", "get"];
const TARGETS = ["/", "/a?b=c"];
const ODD_TARGETS = ["/a b", "/a\x01", "/a\tb", "/\xfc", "http://x/y", "*", "a", "/a\0", ""];
const ODD_VERSIONS = ["HTTP/1.0", "HTTP/1.0", "HTTP/1.1 ", "HTTP/1.2", "http/1.1", ""];
const ODD_LINE_ENDS = ["\n", "\r", "\r\r\n", "\n\r\n"];
const LENGTH_NAMES = [
  "Content-Length",
  "Content-Length",
  "Content-Length",
  "content-length",
  "Content_Length",
  "Content-Length ",
  " Content-Length",
  "\x0bContent-Length",
  "Content-\0Length",
];
const ENCODING_NAMES = [
  "Transfer-Encoding",
  "Transfer-Encoding",
  "Transfer-Encoding",
  "transfer-encoding",
  "Transfer_Encoding",
  "Transfer-Encoding ",
  "\tTransfer-Encoding",
  "Transfer-Encoding\x0b",
  "Tran\xc5\xbffer-Encoding",
];
const ENCODINGS = [
  "chunked",
  "chunked",
  "chunked",
  "Chunked",
  "chunked ",
  "\x0bchunked",
  "\xa0chunked",
  "xchunked",
  "identity",
  "gzip, chunked",
  "chunked, identity",
  "identity, chunked",
  "chunked;q=1",
  "chunked, chunked",
  '"chunked"',
  "",
  "chunked\0",
];
const OTHERS = [
  "Connection: close",
  "Connection: keep-alive",
  "Connection: Content-Length",
  "Connection: Transfer-Encoding, close",
  "Connection: Upgrade\r\nUpgrade: h2c",
  "Connection: Upgrade\r\nUpgrade: websocket",
  "Expect: 100-continue",
  "Expect: nothing",
  "Trailer: X-T",
  "TE: trailers",
  ": nobody",
  "  ",
  " folded: 1",
  "no colon",
  "X-A:",
  "X-A: a\x01b",
  "X-A: a\0b",
  "X-A: a\rContent-Length: 5",
  "X-A: a\nContent-Length: 5",
  "X A: 1",
  "X-A\t: 1",
  "my_header: 1",
  "Host: other",
  "Cookie: AWSALB=x; a=b",
];
const SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
const BODIES = ["", "hello", SMUGGLED, "0\r\n\r\n", `0\r\n\r\n${SMUGGLED}`, "5\r\nhello\r\n0\r\n\r\n"];
const SIZES = ["5", "5", "5", "05", "5;a=b", "5 ;a", "5;a\nb", "+5", "0x5", "-5", "5 5", "g", "", "fffffffffffffffff"];
const TRAILERS = [
  "",
  "",
  "",
  "X-T: 1\r\n",
  "Content-Length: 5\r\n",
  "Host: other\r\n",
  "no colon\r\n",
  "X T: 1\r\n",
  "X-T: \0\r\n",
];

/** Bytes that a client may send: two requests, one behind the other, sound or not in any of their parts. */
export function twoRequests(random: (below: number) => number): string {
  return oneRequest(random) + oneRequest(random);
}

function oneRequest(random: (below: number) => number): string {
  const any = (choices: readonly string[]) => choices[random(choices.length)]!;
  const sometimes = (oneIn: number) => random(oneIn) === 0;
  const isChunked = sometimes(2);
  const chunks = `${sometimes(4) ? any(SIZES) : "5"}${sometimes(40) ? "\n" : "\r\n"}hello${sometimes(40) ? any(["", "X", "\n"]) : "\r\n"}`;
  const body = isChunked
    ? `${sometimes(8) ? any(BODIES) : chunks}0\r\n${sometimes(4) ? any(TRAILERS) : ""}\r\n`
    : any(BODIES);
  const length = String(body.length);
  const lengths = [
    `0${length}`,
    `+${length}`,
    `${length},${length}`,
    `${length} ${length}`,
    "0",
    "5",
    "6",
    "0x5",
    "-1",
    "5\0",
  ];

  const lines = sometimes(20) ? [] : ["Host: x"];
  for (let i = random(3); i > 0; i -= 1) lines.push(any(OTHERS));
  const lengthLine = () =>
    `${sometimes(5) ? any(LENGTH_NAMES) : "Content-Length"}: ${sometimes(5) ? any(lengths) : length}`;
  const encodingLine = () =>
    `${sometimes(5) ? any(ENCODING_NAMES) : "Transfer-Encoding"}: ${sometimes(5) ? any(ENCODINGS) : "chunked"}`;
  if (isChunked) lines.push(encodingLine());
  else if (body !== "" || sometimes(2)) lines.push(lengthLine());
  if (sometimes(6)) lines.push(lengthLine());
  if (sometimes(10)) lines.push(encodingLine());
  for (let i = lines.length - 1; i > 0; i -= 1) {
    const j = random(i + 1);
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
  }
  const method = sometimes(25) ? any(ODD_METHODS) : any(METHODS);
  const target = sometimes(8) ? any(ODD_TARGETS) : any(TARGETS);
  const version = sometimes(10) ? any(ODD_VERSIONS) : "HTTP/1.1";
  const end = () => (sometimes(60) ? any(ODD_LINE_ENDS) : "\r\n");
  return [`${method} ${target} ${version}`, ...lines, ""].map((one) => one + end()).join("") + body;
}
