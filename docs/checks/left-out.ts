/** Commands in pages that no test runs from there, each with the reason and with what is checked instead. */
export const LEFT_OUT: readonly { pattern: RegExp; because: string }[] = [
  {
    pattern: /^(?:cd terraform|terraform) /,
    because: "terraform changes an AWS account; its tests run it against an emulator, and the names are checked",
  },
  {
    pattern: /^(?:wscat|websocat) |^cookie=/,
    because: "wscat and websocat are not installed here; what they would type is sent by other tests",
  },
  { pattern: /^aws /, because: "aws needs an AWS account; the attributes and their values are checked" },
  { pattern: /^(?:\w+=\S+ )*docker /, because: "docker needs an engine; services and profiles are checked" },
  {
    pattern: /^(?:NODE_OPTIONS="[^"]*" )?npm (?:start|run aws:local)\b/,
    because: "npm start is started by its own tests; the options and their values are checked",
  },
  { pattern: /^npm run experiment\b/, because: "the experiment is run by its own tests; its options are checked" },
  { pattern: /^npm run alb\b/, because: "alb is run by its own tests; its options are checked" },
  {
    pattern: /^(?:(?:\w+=\S+ )*npx sticky-rooms\b|npm install --save-dev sticky-rooms$)/,
    because: "the package is packed, installed and run by its own test",
  },
  { pattern: /^npm run doctor\b/, because: "the doctor is run by its own tests; its options are checked" },
  {
    pattern: /^npm run alb-questions\b/,
    because: "alb-questions is run by its own tests, against the stand-in; its options are checked",
  },
  {
    pattern:
      /^(?:(?:E2E_URL|HOSTILE_\w+)=\S+ )*npm run (?:bench|dashboard|desync|dev|docs|e2e|images|site|soak|unit|walks)\b/,
    because: "it takes long or ends never; its options are checked",
  },
  { pattern: /^npm (?:test|ci|run check|run format)\b/, because: "it is what runs this test, or runs beside it" },
  { pattern: /^(?:npx playwright install|sudo apt-get) /, because: "it changes the machine" },
];
