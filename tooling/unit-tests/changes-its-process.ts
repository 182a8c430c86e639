/** What a test does to the process that it runs in, and so to the tests after it. */
const CHANGES =
  /\bvi\.(?:mock|doMock|stubEnv|stubGlobal|useFakeTimers|spyOn|resetModules)\b|\bglobalThis\b|\bprocess\.(?:chdir|exitCode|on|once|emit\w*)\b|\bprocess\.env\[[^\]]+\] = |\bdelete process\.env\b/;

/** Whether a test needs a process of its own. All others share some, which is much quicker. @param source of the test. */
export function changesItsProcess(source: string): boolean {
  return CHANGES.test(source);
}
